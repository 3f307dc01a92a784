package main

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

var (
	//go:embed statements/tables.sql
	tablesSQL string
	//go:embed statements/prepare.sql
	prepareSQL string
	//go:embed statements/find.sql
	findSQL string
)

// postgresPeer is a PostgreSQL server with a full-text index (GIN). Its programs refuse to run
// as root, who runs them as the user that the package made.
type postgresPeer struct {
	programs string // the directory of the server's programs
	data     string
	port     int
	as       []string // what comes before a command
}

func (b *bench) startPostgreSQL(ctx context.Context, c company) (*peer, error) {
	p, err := findPostgreSQL()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errAbsent, err)
	}
	version, _, err := spend(command(ctx, p.program("postgres"), "--version"))
	if err != nil {
		return nil, err
	}
	p.data = b.path(partPostgreSQL, c.people)
	server := &peer{name: "PostgreSQL", version: strings.TrimSpace(string(version)), home: p.data}
	server.stop = func() error { return p.stop(context.WithoutCancel(ctx)) }
	if err := server.step("start", func() error { return p.start(ctx) }); err != nil {
		return server, err
	}
	if server.pid, err = p.pid(); err != nil {
		return server, err
	}
	load := func() error { return errors.Join(p.do(ctx, tablesSQL), p.copy(ctx, c)) }
	if err := server.step("copy", load); err != nil {
		return server, err
	}
	server.variants = []variant{{"", p.open, func(ctx context.Context) error { return p.do(ctx, prepareSQL) }, "weights and indexes"}}
	return server, nil
}

// findPostgreSQL looks where Debian keeps the server, the newest first, and on the path.
func findPostgreSQL() (*postgresPeer, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	slices.SortFunc(found, func(a, b string) int { return postgresVersion(b) - postgresVersion(a) })
	if path, err := exec.LookPath("initdb"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		return nil, errors.New("the server is not installed (package postgresql)")
	}
	if _, err := exec.LookPath("psql"); err != nil {
		return nil, errors.New("psql is not installed (package postgresql-client)")
	}
	p := &postgresPeer{programs: filepath.Dir(found[0])}
	if os.Geteuid() != 0 {
		return p, nil
	}
	if _, err := user.Lookup("postgres"); err != nil {
		return nil, errors.New("it does not run as root, and there is no user postgres")
	}
	p.as = []string{"runuser", "-u", "postgres", "--"}
	return p, nil
}

// postgresVersion is 15 of /usr/lib/postgresql/15/bin/initdb.
func postgresVersion(path string) int {
	version, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return version
}

func (p *postgresPeer) program(name string) string { return filepath.Join(p.programs, name) }

// run runs one of the server's programs as the server's user.
func (p *postgresPeer) run(ctx context.Context, name string, args ...string) error {
	line := append(slices.Clone(p.as), append([]string{p.program(name)}, args...)...)
	program := command(ctx, line[0], line[1:]...)
	program.Dir = "/" // where that user may be
	_, _, err := spend(program)
	return err
}

func (p *postgresPeer) start(ctx context.Context) error {
	var err error
	if p.port, err = freePort(); err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(p.data), os.MkdirAll(p.data, 0o700), p.own()); err != nil {
		return err
	}
	if err := p.run(ctx, "initdb", "-D", p.data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"); err != nil {
		return fmt.Errorf("%w (may the server's user enter the directories above?)", err)
	}
	options := fmt.Sprintf("-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories='' -c shared_buffers=%dMB -c effective_cache_size=%dMB "+
		"-c work_mem=64MB -c maintenance_work_mem=512MB -c random_page_cost=1.1 -c max_wal_size=8GB -c jit=off -c max_parallel_workers_per_gather=0",
		p.port, memoryShare(8, 2<<30)/megabyte, memoryShare(2, 16<<30)/megabyte)
	return p.run(ctx, "pg_ctl", "-D", p.data, "-l", filepath.Join(p.data, "log"), "-w", "-o", options, "start")
}

// own gives the data directory to the user who runs the server.
func (p *postgresPeer) own() error {
	if p.as == nil {
		return nil
	}
	owner, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, _ := strconv.Atoi(owner.Uid)
	gid, _ := strconv.Atoi(owner.Gid)
	return os.Chown(p.data, uid, gid)
}

func (p *postgresPeer) pid() (int, error) {
	content, err := os.ReadFile(filepath.Join(p.data, "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(content), "\n")
	return strconv.Atoi(first)
}

func (p *postgresPeer) stop(ctx context.Context) error {
	var err error
	if _, running := p.pid(); running == nil {
		err = p.run(ctx, "pg_ctl", "-D", p.data, "-m", "fast", "-w", "stop")
	}
	return errors.Join(err, os.RemoveAll(p.data))
}

// psql is a client that prints rows only and ends at the first error.
func (p *postgresPeer) psql(ctx context.Context, args ...string) *exec.Cmd {
	return command(ctx, "psql", append([]string{"-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
		"-h", "127.0.0.1", "-p", strconv.Itoa(p.port), "-U", "postgres", "-d", "postgres"}, args...)...)
}

func (p *postgresPeer) do(ctx context.Context, statements string) error {
	program := p.psql(ctx)
	program.Stdin = strings.NewReader(statements)
	_, _, err := spend(program)
	return err
}

func (p *postgresPeer) copy(ctx context.Context, c company) error {
	var commands []string
	for _, each := range []struct{ into, table string }{
		{"person (id, name, unit)", "people.csv"}, {"skill (id, label)", "skills.csv"}, {"declares", "declares.csv"},
		{"written", "contributions.csv"}, {"likes", "likes.csv"}, {"follows", "follows.csv"},
	} {
		path := strings.ReplaceAll(c.file(each.table), "'", "''")
		commands = append(commands, "-c", fmt.Sprintf(`\copy %s from '%s' csv`, each.into, path))
	}
	_, _, err := spend(p.psql(ctx, commands...))
	return err
}

// postgresClient asks through a psql of its own, which stays connected.
type postgresClient struct {
	psql   *background
	asked  io.WriteCloser
	answer *bufio.Scanner
}

func (p *postgresPeer) open(ctx context.Context) (asker, error) {
	program := p.psql(ctx)
	asked, err := program.StdinPipe()
	if err != nil {
		return nil, err
	}
	answer, err := program.StdoutPipe()
	if err != nil {
		return nil, err
	}
	running, err := start(os.TempDir(), program)
	if err != nil {
		return nil, err
	}
	_, err = io.WriteString(asked, findSQL)
	return &postgresClient{running, asked, bufio.NewScanner(answer)}, err
}

// endOfAnswer is a line that no answer holds.
const endOfAnswer = "--"

func (c *postgresClient) ask(_ context.Context, words string) (int, error) {
	any := strings.ReplaceAll(strings.Join(strings.Fields(words), " | "), "'", "''")
	if _, err := fmt.Fprintf(c.asked, "EXECUTE find('%s');\n\\echo %s\n", any, endOfAnswer); err != nil {
		return 0, err
	}
	for people := 0; c.answer.Scan(); people++ {
		if c.answer.Text() == endOfAnswer {
			return people, nil
		}
	}
	said, _ := os.ReadFile(c.psql.log.Name())
	return 0, fmt.Errorf("psql ended: %s", lastLines(string(said)))
}

func (c *postgresClient) close() {
	_ = c.asked.Close()
	c.psql.wait()
	_ = c.psql.stop()
}
