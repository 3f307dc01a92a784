package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/fixtures/live"
)

var (
	//go:embed statements/prepare.cypher
	prepareCypher string
	//go:embed statements/find.cypher
	findCypher string
	//go:embed statements/credit.cypher
	creditCypher string
	//go:embed statements/find_credit.cypher
	findCreditCypher string
)

// neo4jPeer is a Neo4j Community server. The company is put into it by its offline import, the
// fastest way in, and found by a full-text index and a statement that weighs what was found.
type neo4jPeer struct {
	program live.Neo4jProgram
	home    string
	port    int
	memory  string // of the heap, and again of the page cache
	server  *background
	driver  neo4j.DriverWithContext
}

func (b *bench) startNeo4j(ctx context.Context, c company) (*peer, error) {
	program, err := live.FindNeo4j(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errAbsent, err)
	}
	quarter := fmt.Sprintf("%dm", memoryShare(4, 4<<30)/megabyte)
	n := &neo4jPeer{program: program, home: b.path(partNeo4j, c.people), memory: quarter}
	p := &peer{
		name: "Neo4j", version: "Neo4j Community " + program.Version + ", heap and page cache " + quarter + " each",
		home: n.home, stop: func() error { return n.stop(context.WithoutCancel(ctx)) },
	}
	if err := errors.Join(os.RemoveAll(n.home), n.configure()); err != nil {
		return p, err
	}
	if err := p.step("offline import", func() error { return n.load(ctx, c) }); err != nil {
		return p, err
	}
	if err := p.step("start", func() error { return n.start(ctx, b.work) }); err != nil {
		return p, err
	}
	p.pid = n.server.pid()
	p.variants = []variant{
		{"", n.openFor(findCypher), func(ctx context.Context) error { return n.do(ctx, prepareCypher) }, "weights and indexes"},
		{"credit stored", n.openFor(findCreditCypher), func(ctx context.Context) error { return n.do(ctx, creditCypher) }, "credit"},
	}
	return p, nil
}

// configure writes the server's configuration. With a low grouping threshold the relationships
// of a node are kept by type, so that one who looks for authors does not read the likes.
func (n *neo4jPeer) configure() error {
	var err error
	if n.port, err = freePort(); err != nil {
		return err
	}
	address := fmt.Sprintf("127.0.0.1:%d", n.port)
	lines := []string{
		"server.default_listen_address=127.0.0.1", "server.bolt.listen_address=" + address, "server.bolt.advertised_address=" + address,
		"server.http.enabled=false", "server.https.enabled=false", "dbms.security.auth_enabled=false", "dbms.usage_report.enabled=false",
		"server.memory.pagecache.size=" + n.memory, "db.relationship_grouping_threshold=1",
		"db.tx_log.preallocate=false", "db.tx_log.rotation.retention_policy=1 files",
	}
	conf := filepath.Join(n.home, "conf")
	if err := os.MkdirAll(conf, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(conf, "neo4j.conf"), []byte(strings.Join(lines, "\n")+"\n"), 0o644)
}

// tables says how the columns of each table are imported, as neo4j-admin reads it.
func (n *neo4jPeer) tables() []struct{ option, name, header, table string } {
	return []struct{ option, name, header, table string }{
		{"nodes", "Person", "id:ID(P){id-type:int},name,unit", "people.csv"},
		{"nodes", "Skill", "id:ID(S){id-type:int},label", "skills.csv"},
		{"nodes", "Contribution", "id:ID(C){id-type:int},kind,:IGNORE,:IGNORE,day,accepted:int,title,text", "contributions.csv"},
		{"relationships", "AUTHORED", ":END_ID(C),:IGNORE,:START_ID(P),:IGNORE,:IGNORE,:IGNORE,:IGNORE,:IGNORE", "contributions.csv"},
		{"relationships", "ANSWERS", ":START_ID(C),:END_ID(C)", "answers.csv"},
		{"relationships", "LIKES", ":START_ID(P),:END_ID(C)", "likes.csv"},
		{"relationships", "FOLLOWS", ":START_ID(P),:END_ID(P)", "follows.csv"},
		{"relationships", "DECLARES", ":START_ID(P),:END_ID(S),level:int", "declares.csv"},
	}
}

// load imports the tables into a database that is not running.
func (n *neo4jPeer) load(ctx context.Context, c company) error {
	args := []string{"-Xmx" + n.memory, "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", filepath.Join(n.program.Jars, "*"),
		"org.neo4j.cli.AdminTool", "database", "import", "full", "neo4j", "--overwrite-destination", "--id-type=integer",
		"--max-off-heap-memory=" + n.memory, "--report-file=" + filepath.Join(n.home, "import.report")}
	for _, each := range n.tables() {
		header := filepath.Join(n.home, each.name+".header")
		if err := os.WriteFile(header, []byte(each.header+"\n"), 0o644); err != nil {
			return err
		}
		args = append(args, fmt.Sprintf("--%s=%s=%s,%s", each.option, each.name, header, c.file(each.table)))
	}
	tool := command(ctx, n.program.Java, args...)
	tool.Env = append(os.Environ(), "NEO4J_HOME="+n.home, "NEO4J_CONF="+filepath.Join(n.home, "conf"))
	_, _, err := spend(tool)
	return err
}

// start runs the server and returns once it answers.
func (n *neo4jPeer) start(ctx context.Context, dir string) error {
	var err error
	if n.server, err = start(dir, command(ctx, n.program.Java, n.program.Server(n.home, n.memory, n.memory)...)); err != nil {
		return err
	}
	go n.server.wait()
	if n.driver, err = neo4j.NewDriverWithContext(fmt.Sprintf("bolt://127.0.0.1:%d", n.port), neo4j.NoAuth()); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	return n.server.answers(limited, func(ctx context.Context) error {
		// The driver would wait long for a port that is not open.
		connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", n.port))
		if err != nil {
			return err
		}
		_ = connection.Close()
		return n.driver.VerifyConnectivity(ctx)
	})
}

// do runs statements, each ended by a semicolon at the end of a line, as transactions of their own.
func (n *neo4jPeer) do(ctx context.Context, statements string) error {
	session := n.driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: "neo4j"})
	defer func() { _ = session.Close(context.WithoutCancel(ctx)) }()
	for statement := range strings.SplitSeq(statements, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		done, err := session.Run(ctx, statement, nil)
		if err == nil {
			_, err = done.Consume(ctx)
		}
		if err != nil {
			return fmt.Errorf("run %q: %w", strings.TrimSpace(statement), err)
		}
	}
	return nil
}

func (n *neo4jPeer) stop(ctx context.Context) error {
	var err error
	if n.driver != nil {
		err = n.driver.Close(ctx)
	}
	if n.server != nil {
		err = errors.Join(err, n.server.stop())
	}
	return errors.Join(err, os.RemoveAll(n.home))
}

// neo4jClient asks by a statement, over a connection that is its own while it asks.
type neo4jClient struct {
	session   neo4j.SessionWithContext
	statement string
}

func (n *neo4jPeer) openFor(statement string) func(context.Context) (asker, error) {
	return func(ctx context.Context) (asker, error) {
		session := n.driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: "neo4j", AccessMode: neo4j.AccessModeRead})
		return &neo4jClient{session, statement}, nil
	}
}

func (c *neo4jClient) ask(ctx context.Context, words string) (int, error) {
	found, err := c.session.Run(ctx, c.statement, map[string]any{"words": words})
	if err != nil {
		return 0, err
	}
	people, err := found.Collect(ctx)
	return len(people), err
}

func (c *neo4jClient) close() { _ = c.session.Close(context.Background()) }
