package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// kills is how often each of the two tests below kills a process: 10 times, 2 times in short
// runs, or as SACHANT_KILLS says.
func kills(t *testing.T) int {
	t.Helper()
	if text := os.Getenv("SACHANT_KILLS"); text != "" {
		count, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return count
	}
	if testing.Short() {
		return 2
	}
	return 10
}

// program runs sachant as a process of its own on a data directory.
type program struct {
	t    *testing.T
	data string
}

func (p program) command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "sachant", args...)
	command.Env = append(os.Environ(), "SACHANT_DATA="+p.data, "LANG=en_GB.UTF-8", "SACHANT_NOW=2026-11-21T12:00:00Z")
	return command
}

func (p program) run(args ...string) string {
	p.t.Helper()
	var out, errors bytes.Buffer
	command := p.command(p.t.Context(), args...)
	command.Stdout, command.Stderr = &out, &errors
	if err := command.Run(); err != nil {
		p.t.Fatalf("sachant %s: %v\n%s%s", strings.Join(args, " "), err, out.String(), errors.String())
	}
	return out.String()
}

// isSound checks that nothing is wrong, and returns what there is.
func (p program) isSound() (content string) {
	p.t.Helper()
	if said := p.run("check"); said != "" {
		p.t.Errorf("check says:\n%s", said)
	}
	return p.run("export", "--content")
}

// killed runs a command and kills it, as kill -9 does, after a while; whether it had ended
// before makes no difference.
func (p program) killed(after time.Duration, args ...string) {
	ctx, kill := context.WithCancel(p.t.Context())
	defer kill()
	command := p.command(ctx, args...)
	if err := command.Start(); err != nil {
		p.t.Fatal(err)
	}
	timer := time.AfterFunc(after, kill)
	_ = command.Wait()
	timer.Stop()
}

func copyOf(t *testing.T, dir string) string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return copied
}

func sampleImports(t *testing.T) [][]string {
	t.Helper()
	company, err := filepath.Abs("../../fixtures/company")
	if err != nil {
		t.Fatal(err)
	}
	in := func(name string) string { return filepath.Join(company, name) }
	return [][]string{
		{"import", "directory", "--chunk", "50", "--ldif", in("annuaire.ldif"), "--installation-key", "00112233445566778899aabbccddeeff"},
		{"import", "interviews", "--chunk", "50", in("entretiens-2026.csv")},
		{"import", "activity", "--chunk", "50", "--jsonl", in("activite.jsonl"), "--trust-email"},
	}
}

// An import that is killed at any moment and run again ends where one that nobody disturbed does.
func TestKilledInAnImport(t *testing.T) {
	imports := sampleImports(t)
	undisturbed := program{t, filepath.Join(t.TempDir(), "data")}
	var before, after []string // the data directory before each import, and the content after
	var took []time.Duration
	for i, args := range imports {
		if i == 0 {
			before = append(before, t.TempDir())
		} else {
			before = append(before, copyOf(t, undisturbed.data))
		}
		began := time.Now()
		undisturbed.run(args...)
		took = append(took, time.Since(began))
		after = append(after, undisturbed.isSound())
	}
	for range kills(t) {
		i := rand.IntN(len(imports))
		disturbed := program{t, copyOf(t, before[i])}
		moment := rand.N(took[i])
		disturbed.killed(moment, imports[i]...)
		disturbed.run(imports[i]...)
		if got := disturbed.isSound(); got != after[i] {
			t.Errorf("%s, killed after %v and run again, ends otherwise", strings.Join(imports[i][:2], " "), moment)
		}
	}
}

// What was acknowledged over HTTP is there after the server was killed, and nothing is wrong.
func TestKilledWhileServing(t *testing.T) {
	filled := program{t, filepath.Join(t.TempDir(), "data")}
	for _, args := range sampleImports(t) {
		filled.run(args...)
	}
	everything := program{t, copyOf(t, filled.data)}
	made, kept := 0, 0
	for range kills(t) {
		acknowledged := everything.serveAndKill(&made)
		kept += len(acknowledged)
		content := everything.isSound()
		for _, skill := range acknowledged {
			if !strings.Contains(content, `-declares[self]-> skill/`+skill+`"`) {
				t.Errorf("the declaration of %s was acknowledged, and is gone", skill)
			}
		}
	}
	if t.Logf("%d acknowledged", kept); kept == 0 {
		t.Error("nothing was ever acknowledged, so nothing was tried")
	}
}

// serveAndKill declares skills from several clients until the server is killed, and returns
// those that it acknowledged.
func (p program) serveAndKill(made *int) (acknowledged []string) {
	ctx, kill := context.WithCancel(p.t.Context())
	defer kill()
	command, address := p.serve(ctx)
	time.AfterFunc(rand.N(1500*time.Millisecond), kill)
	answers := make(chan string)
	var clients sync.WaitGroup
	for client := range 3 {
		clients.Go(func() { declare(ctx, address, client, *made, answers) })
	}
	go func() { clients.Wait(); close(answers) }()
	for skill := range answers {
		acknowledged = append(acknowledged, skill)
	}
	_ = command.Wait()
	*made += 10_000
	return acknowledged
}

// serve starts a server, and returns once it serves.
func (p program) serve(ctx context.Context) (command *exec.Cmd, address string) {
	p.t.Helper()
	command = p.command(ctx, "serve", "--trusted-proxy", "127.0.0.1", "--listen", "127.0.0.1:0")
	said, err := command.StderrPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		p.t.Fatal(err)
	}
	return command, addressIn(p.t, said)
}

// addressIn reads a server's log until it says where it serves, and goes on reading.
func addressIn(t *testing.T, log io.Reader) string {
	t.Helper()
	lines := bufio.NewScanner(log)
	var read strings.Builder
	for lines.Scan() {
		read.WriteString(lines.Text() + "\n")
		var line struct{ Address string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Address != "" {
			go func() { _, _ = io.Copy(io.Discard, log) }()
			return line.Address
		}
	}
	t.Fatalf("the server says nowhere that it serves:\n%s", read.String())
	return ""
}

// declaring are people of the sample company.
func declaring() []string {
	return []string{"helene.legoff@ateliers-merlonne.example", "arthur.desmarets@ateliers-merlonne.example", "maite.etcheverry@ateliers-merlonne.example"}
}

func declare(ctx context.Context, address string, client, first int, acknowledged chan<- string) {
	who := declaring()[client%len(declaring())]
	for number := first; ; number++ {
		skill := fmt.Sprintf("trial-%d-%d", client, number)
		query := fmt.Sprintf(`mutation { declareSkill(input: {skill: %q, level: 3}) { clientMutationId } }`, skill)
		body, _ := json.Marshal(map[string]string{"query": query})
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/graphql", bytes.NewReader(body))
		if err != nil {
			return
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Remote-User", who)
		if !answered(request) {
			return
		}
		acknowledged <- skill
	}
}

func answered(request *http.Request) bool {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	return err == nil && response.StatusCode == http.StatusOK && !bytes.Contains(answer, []byte(`"errors"`))
}
