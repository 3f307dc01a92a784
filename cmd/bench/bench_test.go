package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/fixtures/live"
)

// The command as a user runs it, built once for all of them.
func TestRuns(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "sachant")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "github.com/sachant/sachant/cmd/sachant")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for name, runs := range map[string]func(t *testing.T, binary string){
		"a small company is measured from end to end": measuresASmallCompany,
		"a stopped run leaves nothing":                leavesNothingWhenStopped,
		"a kept company is used again":                usesAKeptCompany,
		"PostgreSQL is asked the same":                asksPostgreSQL,
	} {
		t.Run(name, func(t *testing.T) { runs(t, binary) })
	}
}

// scratch is a directory for what a run makes and is to remove, which a database server with a
// user of its own may enter, and the document that it writes elsewhere.
func scratch(t *testing.T) (work, out string) {
	t.Helper()
	out = filepath.Join(t.TempDir(), "docs", "performance.md")
	work, err := os.MkdirTemp("", "sachant-bench-test-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(work, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(work) })
	t.Setenv("TMPDIR", work)
	return work, out
}

func isEmpty(t *testing.T, directory string) {
	t.Helper()
	left, err := os.ReadDir(directory)
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

func measuresASmallCompany(t *testing.T, binary string) {
	work, out := scratch(t)
	var told strings.Builder
	if err := run(t.Context(), []string{"--people", "100", "--seconds", "0.1", "--binary", binary, "--out", out}, &told); err != nil {
		t.Fatalf("%v\n%s", err, told.String())
	}
	isEmpty(t, work)
	content, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	document := string(content)
	for _, row := range []string{"| 100 | all in |", "| 100 | employee | 1 |", "| 100 | employee | 8 |", "| 100 | human resources | 8 |"} {
		if !strings.Contains(document, row) {
			t.Errorf("there is no %q in\n%s", row, document)
		}
	}
	for line := range strings.Lines(document) {
		if cells := strings.Split(line, " | "); strings.HasPrefix(line, "| 100 | all in |") && cells[7] != "0" {
			t.Errorf("the second import wrote something: %s", line)
		}
	}
}

// untilSaid ends a run when it says something.
type untilSaid struct {
	text string
	stop func()
}

func (u untilSaid) Write(line []byte) (int, error) {
	if strings.Contains(string(line), u.text) {
		u.stop()
	}
	return len(line), nil
}

func leavesNothingWhenStopped(t *testing.T, binary string) {
	for _, moment := range []string{"import interviews", "first answer"} {
		work, out := scratch(t)
		ctx, stop := context.WithCancel(t.Context())
		args := []string{"--people", "100", "--seconds", "60", "--binary", binary, "--out", out}
		if err := run(ctx, args, untilSaid{moment, stop}); err == nil || !strings.Contains(err.Error(), "stopped") {
			t.Errorf("stopped at %q: %v", moment, err)
		}
		stop()
		isEmpty(t, work)
		if _, err := os.Stat(out); err == nil {
			t.Errorf("stopped at %q it wrote half a document", moment)
		}
	}
}

func usesAKeptCompany(t *testing.T, binary string) {
	keep := t.TempDir()
	args := []string{"--people", "100", "--seconds", "0.1", "--binary", binary, "--keep", keep, "--only", "write", "--out", filepath.Join(keep, "performance.md")}
	var first, second strings.Builder
	if err := errors.Join(run(t.Context(), args, &first), run(t.Context(), args, &second)); err != nil {
		t.Fatal(err)
	}
	for _, once := range []string{"generating", "import activity"} {
		if strings.Count(first.String(), once) != 1 || strings.Contains(second.String(), once) {
			t.Errorf("%s: the first run says\n%s\nthe second\n%s", once, first.String(), second.String())
		}
	}
}

func asksPostgreSQL(t *testing.T, binary string) {
	if _, err := findPostgreSQL(); err != nil {
		t.Skipf("PostgreSQL: %v", err)
	}
	work, out := scratch(t)
	var told strings.Builder
	if err := run(t.Context(), []string{"--peers", "--only", "sachant,postgresql", "--people", "100", "--seconds", "0.1", "--binary", binary, "--out", out}, &told); err != nil {
		t.Fatalf("%v\n%s", err, told.String())
	}
	isEmpty(t, work)
	content, _ := os.ReadFile(out)
	for _, row := range []string{"| 100 | PostgreSQL | 1 | ", "| 100 | PostgreSQL | 8 | ", "| 100 | Sachant | 8 | ", "| 100 | PostgreSQL | start "} {
		if !strings.Contains(string(content), row) {
			t.Errorf("there is no %q in\n%s", row, content)
		}
	}
}

// smallGraph returns two people who answered, one of them liked, and one who declares a skill.
const smallGraph = `CREATE (asked:Contribution {id: 1, kind: 'Q', accepted: 0, title: 'Comment braser ?', text: 'Une pompe fuit.'}),
  (good:Contribution {id: 2, kind: 'A', accepted: 1, title: '', text: 'Chauffez les pompes.'}), (other:Contribution {id: 3, kind: 'A', accepted: 0, title: '', text: 'Non.'}),
  (good)-[:ANSWERS]->(asked), (other)-[:ANSWERS]->(asked), (skill:Skill {id: 1, label: 'Pompes'}),
  (a:Person {id: 1, name: 'Asks'})-[:AUTHORED]->(asked), (b:Person {id: 2, name: 'Knows'})-[:AUTHORED]->(good),
  (c:Person {id: 3, name: 'Tries'})-[:AUTHORED]->(other), (d:Person {id: 4, name: 'Declares'})-[:DECLARES {level: 1}]->(skill),
  (a)-[:LIKES]->(good), (a)-[:FOLLOWS]->(b)`

func TestNeo4jIsAskedTheSame(t *testing.T) {
	driver, err := neo4j.NewDriverWithContext(live.Neo4j(t), neo4j.NoAuth())
	if err != nil {
		t.Fatal(err)
	}
	n := &neo4jPeer{driver: driver}
	defer func() { _ = driver.Close(context.WithoutCancel(t.Context())) }()
	for _, statements := range []string{smallGraph, prepareCypher, creditCypher} {
		if err := n.do(t.Context(), statements); err != nil {
			t.Fatal(err)
		}
	}
	for _, statement := range []string{findCypher, findCreditCypher} {
		client, _ := n.openFor(statement)(t.Context())
		defer client.close()
		if people, err := client.ask(t.Context(), "pompe braser"); err != nil || people != 4 {
			t.Errorf("%d people are found, not the 4 who asked, know, try and declare: %v", people, err)
		}
		if people, err := client.ask(t.Context(), "inconnu"); err != nil || people != 0 {
			t.Errorf("%d people are found by a word that nobody wrote: %v", people, err)
		}
	}
}

// answering is a server that answers every search with a number of people.
func answering(t *testing.T, people int, status func() int) load {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ Variables map[string]string }
		err := json.NewDecoder(r.Body).Decode(&asked)
		if err != nil || r.Header.Get(userHeader) != "zoe@example.com" || asked.Variables["words"] == "" {
			t.Errorf("asked as %q for %v, %v", r.Header.Get(userHeader), asked.Variables, err)
		}
		w.WriteHeader(status())
		_, _ = fmt.Fprintf(w, `{"data":[%s]}`, strings.Repeat(`{"score":1},`, people))
	}))
	t.Cleanup(server.Close)
	return load{
		open:    func(context.Context) (asker, error) { return newClient(server.URL+"/", "zoe@example.com", ""), nil },
		queries: []query{{"rare", "a"}, {"mid", "b"}, {"common", "c"}}, clients: 4, lasting: time.Millisecond,
	}
}

func TestEveryAnswerIsCounted(t *testing.T) {
	var answered atomic.Int64
	l := answering(t, 10, func() int { answered.Add(1); return http.StatusOK })
	if err := l.warmUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := answered.Load()
	seen, err := l.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first := int64(l.clients) // each client asks once before it is measured
	if got := int64(seen.Bands[allBands].Count); got != answered.Load()-before-first || got < first {
		t.Errorf("%d answers are counted of %d", got, answered.Load()-before-first)
	}
}

// failingAfter answers well a number of times, then with a status.
func failingAfter(well int64, status int) func() int {
	var answered atomic.Int64
	return func() int {
		if answered.Add(1) > well {
			return status
		}
		return http.StatusOK
	}
}

func TestAnAnswerThatFailsEndsTheRun(t *testing.T) {
	l := answering(t, 10, failingAfter(20, http.StatusInternalServerError))
	l.lasting = time.Hour
	if _, err := l.run(t.Context()); err == nil || !strings.Contains(err.Error(), "500") {
		t.Errorf("the error is %v", err)
	}
}

func TestABusyServerIsToldOf(t *testing.T) {
	l := answering(t, 10, failingAfter(0, http.StatusServiceUnavailable))
	seen, err := l.run(t.Context())
	if err != nil || seen.Refused < l.clients || seen.Refused != seen.Bands[allBands].Count || seen.PerSecond != 0 {
		t.Errorf("got %+v, %v", seen, err)
	}
	if got := seen.String(); !strings.Contains(got, "refused") {
		t.Errorf("it says %q", got)
	}
}

func TestAServerThatFindsNobodyIsNotMeasured(t *testing.T) {
	l := answering(t, 0, func() int { return http.StatusOK })
	if err := l.warmUp(t.Context()); err == nil || !strings.Contains(err.Error(), "0 of 3") {
		t.Errorf("the error is %v", err)
	}
}
