package neo4j_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/neo4j"
	"github.com/sachant/sachant/graph/sqlite"
)

// An import into a server that is killed in the middle, run again once the server is back,
// ends where one that nothing disturbed ends.
func TestServerKilledInAnImport(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server twice")
	}
	server := live.StartNeo4j(t)
	store := openAs(t, neo4j.Config{URI: server.URI, Patience: 500 * time.Millisecond})
	chunks := importOf(20, 500)
	killed := make(chan struct{})
	failed := 0
	for i, chunk := range chunks {
		if i == len(chunks)/2 {
			go func() { defer close(killed); server.Kill() }()
		}
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: chunk}); err != nil {
			if !errors.Is(err, graph.ErrUnavailable) && !errors.Is(err, graph.ErrUncertain) {
				t.Errorf("commit of chunk %d on a killed server: %v", i, err)
			}
			failed++
			break
		}
	}
	<-killed
	if failed == 0 {
		t.Log("the server ended after the last commit")
	}
	server.Restart()
	for _, chunk := range chunks {
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: chunk}); err != nil {
			t.Fatalf("commit on the server that is back: %v", err)
		}
	}
	if diff := cmp.Diff(undisturbed(t, chunks), contents(t, store)); diff != "" {
		t.Errorf("after a kill and the same import again (- undisturbed + disturbed):\n%s", diff)
	}
}

// importOf is chunks of people, each following one of the chunk before.
func importOf(chunks, people int) [][]graph.Fact {
	made := make([][]graph.Fact, chunks)
	for i := range made {
		for j := range people {
			one := person(fmt.Sprintf("c%d-%d", i, j), fmt.Sprint("Person ", j))
			made[i] = append(made[i], one)
			if i > 0 {
				made[i] = append(made[i], graph.Edge(one.Key, "", made[i-1][0].Key, "test", graph.Follows{}))
			}
		}
	}
	return made
}

func undisturbed(t *testing.T, chunks [][]graph.Fact) []string {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	for _, chunk := range chunks {
		put(t, store, chunk...)
	}
	return contents(t, store)
}

// contents is a line for each fact, without what depends on when it was committed.
func contents(t *testing.T, store graph.Reader) []string {
	t.Helper()
	var lines []string
	for _, fact := range nodesPerPart(t, store) {
		record, err := fact.Record()
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s%s", record.Key, record.Origin, record.Brief, record.Long))
	}
	return lines
}
