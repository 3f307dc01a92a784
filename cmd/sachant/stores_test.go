package main

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// asked is how many queries are compared, and of what: 40 of the sample company, or as many as
// SACHANT_QUERIES says of a real community, which takes minutes.
func asked(t *testing.T) (queries int, imports [][]string) {
	t.Helper()
	text := os.Getenv("SACHANT_QUERIES")
	if text == "" {
		return 40, sampleImports(t)
	}
	queries, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return queries, [][]string{{"import", "activity", "--stackexchange", live.Data(t, "qna-onstartups"), "--create-people",
		"--installation-key", "00112233445566778899aabbccddeeff"}}
}

// The same files in a file and in Neo4j are the same graph, and every query finds the same
// people, with the same scores and reasons, whether they are answered from the replica or from
// the store. Importing again writes nothing.
func TestBothStoresFindTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("imports into Neo4j")
	}
	queries, imports := asked(t)
	file := library{t: t, data: filepath.Join(t.TempDir(), "file")}
	server := library{t: t, data: filepath.Join(t.TempDir(), "server"), store: live.Neo4j(t)}
	for _, args := range imports {
		file.run(args...)
		server.run(args...)
	}
	if file.run("export", "--content") != server.run("export", "--content") {
		t.Fatal("the two stores hold different graphs")
	}
	words := file.words(queries)
	want := file.answers(words, true)
	for _, other := range []struct {
		library
		replica bool
	}{{file, false}, {server, true}, {server, false}} {
		for i, got := range other.answers(words, other.replica) {
			if got != want[i] {
				t.Errorf("%q in %q, with a replica: %v, finds\n%s\nwant\n%s", words[i], other.store, other.replica, got, want[i])
			}
		}
	}
	for _, args := range imports {
		if said := server.run(append(args, "--json")...); !strings.Contains(said, `"added":{},"changed":{},"removed":{}`) {
			t.Errorf("importing the same again says %s", said)
		}
	}
}

// library is a graph in a store, with its data directory.
type library struct {
	t           *testing.T
	data, store string
}

func (l library) environment(out io.Writer) cli.Environment {
	now := func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }
	return cli.Environment{Stdout: out, Stderr: io.Discard, Getenv: os.Getenv, Now: now}
}

func (l library) run(args ...string) string {
	l.t.Helper()
	var out strings.Builder
	if status := run(append(slices.Clone(args), "--data", l.data, "--store", l.store), l.environment(&out)); status != 0 {
		l.t.Fatalf("%s: status %d\n%s", strings.Join(args, " "), status, out.String())
	}
	return out.String()
}

// words are queries of one to three words that follow one another in a title, always the same.
func (l library) words(count int) []string {
	l.t.Helper()
	var titles [][]string
	l.with(true, func(searcher installation.Searcher) {
		_, err := searcher.Reader.Scan(l.t.Context(), graph.Brief, func(fact graph.Fact) error {
			if title := strings.Fields(graph.As[graph.Contribution](fact).Title); len(title) > 3 {
				titles = append(titles, title)
			}
			return nil
		}, graph.KindContribution)
		if err != nil || len(titles) == 0 {
			l.t.Fatalf("%d titles, %v", len(titles), err)
		}
	})
	chance := rand.New(rand.NewPCG(1, 2))
	words := make([]string, count)
	for i := range words {
		title := titles[chance.IntN(len(titles))]
		from := chance.IntN(len(title) - 2)
		words[i] = strings.Join(title[from:from+1+chance.IntN(3)], " ")
	}
	return words
}

// answers are what find prints for programs, of each query.
func (l library) answers(words []string, replica bool) []string {
	l.t.Helper()
	answers := make([]string, len(words))
	l.with(replica, func(searcher installation.Searcher) {
		view := searcher.Gate.View(access.Colleague())
		for i, query := range words {
			answer, err := searcher.Finder.FindExperts(l.t.Context(), view, search.Query{Words: query, First: 10})
			if err != nil {
				l.t.Fatalf("find %q: %v", query, err)
			}
			text, err := json.Marshal(foundExperts(answer, "en"))
			if err != nil {
				l.t.Fatal(err)
			}
			answers[i] = string(text)
		}
	})
	return answers
}

// with opens what searches the replica, or the store, and closes it again.
func (l library) with(replica bool, do func(installation.Searcher)) {
	l.t.Helper()
	o := &cli.Options{Environment: l.environment(io.Discard), Data: l.data, Store: l.store}
	inst, err := installation.Open(l.t.Context(), o)
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = inst.Close() }()
	if replica {
		server, err := serving.StartServer(l.t.Context(), inst, o)
		if err != nil {
			l.t.Fatal(err)
		}
		defer func() { _ = server.Close() }()
		do(server.Searcher)
		return
	}
	searcher, err := inst.OpenSearcher(l.t.Context(), o, inst.Store, inst.Store)
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = searcher.Close() }()
	do(searcher)
}
