package neo4j_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/neo4j"
	"github.com/sachant/sachant/graph/replica"
)

// Two stores share no more than two processes would: the server. Four writers, two replicas
// that follow all the while.
func TestSeveralProcesses(t *testing.T) {
	uri := live.Neo4j(t)
	stores := []*neo4j.Store{openAs(t, neo4j.Config{URI: uri}), openAs(t, neo4j.Config{URI: uri})}
	replicas := []*replica.Replica{follow(t, stores[0]), follow(t, stores[1])}
	commits := 60
	if testing.Short() {
		commits = 15
	}
	acknowledged := make([][]graph.Key, 4)
	var writing sync.WaitGroup
	for writer := range acknowledged {
		writing.Go(func() { acknowledged[writer] = writeMany(t, stores[writer%2], writer, commits) })
	}
	done := make(chan struct{})
	go func() { writing.Wait(); close(done) }()
	for going := true; going; {
		select {
		case <-done:
			going = false
		default:
		}
		for _, replica := range replicas {
			catchUp(t, replica)
		}
	}
	head := int64(0)
	want := nodesPerPart(t, stores[0])
	for _, keys := range acknowledged {
		head += int64(len(keys))
		if found := facts(t, stores[0], keys...); len(found) != commits {
			t.Errorf("of %d acknowledged facts, %d are there", commits, len(found))
		}
	}
	logIsGapless(t, stores[1], head)
	for i, replica := range replicas {
		if diff := cmp.Diff(brief(want), brief(nodesPerPart(t, replica))); diff != "" || replica.Revision() != head {
			t.Errorf("replica %d at revision %d differs from a scan at %d:\n%s", i, replica.Revision(), head, diff)
		}
	}
	oneNodeForEachKey(t, stores[0], len(want))
}

// writeMany commits one new fact at a time, beside one that all writers change. It returns the
// keys of those that were acknowledged.
func writeMany(t *testing.T, store graph.Store, writer, commits int) []graph.Key {
	var acknowledged []graph.Key
	for i := range commits {
		mine := person(fmt.Sprintf("w%d-%d", writer, i), "P")
		shared := person("shared", fmt.Sprintf("%d/%d", writer, i))
		tx := graph.Tx{Actor: "import:test", Put: []graph.Fact{mine, shared, graph.Edge(mine.Key, "", shared.Key, "test", graph.Follows{})}}
		if _, err := store.Commit(t.Context(), tx); err != nil {
			t.Errorf("commit %d of writer %d: %v", i, writer, err)
			continue
		}
		acknowledged = append(acknowledged, mine.Key)
	}
	return acknowledged
}

// oneNodeForEachKey counts facts by reading all edges into the shared node as well.
func oneNodeForEachKey(t *testing.T, store graph.Store, total int) {
	t.Helper()
	edges, err := store.Edges(t.Context(), []graph.Key{"person/shared"}, graph.Into)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[graph.Key]bool{}
	for _, edge := range edges {
		if seen[edge.Key] {
			t.Errorf("%s is there twice", edge.Key)
		}
		seen[edge.Key] = true
	}
	if nodes := len(seen) + 1; nodes+len(seen) != total {
		t.Errorf("there are %d edges and %d facts in all", len(seen), total)
	}
}

// Many processes that start on an empty database at once prepare it together.
func TestOpenedByManyAtOnce(t *testing.T) {
	uri := live.Neo4j(t)
	var opening sync.WaitGroup
	for i := range 4 {
		opening.Go(func() {
			store, err := neo4j.Open(t.Context(), neo4j.Config{URI: uri})
			if err != nil {
				t.Errorf("Open: %v", err)
				return
			}
			if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: []graph.Fact{person(fmt.Sprint(i), "P")}}); err != nil {
				t.Errorf("Commit: %v", err)
			}
			if err := store.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
	opening.Wait()
	logIsGapless(t, open(t, uri), 4)
}

func follow(t *testing.T, store graph.Store) *replica.Replica {
	t.Helper()
	replica, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return replica
}

func catchUp(t *testing.T, replica *replica.Replica) {
	t.Helper()
	if err := replica.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// brief is a line for each fact, with what every reader tells.
func brief(facts []graph.Fact) string {
	var lines strings.Builder
	for _, fact := range facts {
		fmt.Fprintf(&lines, "%s %s %d %+v\n", fact.Key, fact.Origin, fact.Revision, fact.Value)
	}
	return lines.String()
}

// A store sees what another commits.
func TestAnothersCommitsAreSeen(t *testing.T) {
	uri := live.Neo4j(t)
	mine, other := open(t, uri), open(t, uri)
	var first []graph.Fact
	for i := range 150 {
		first = append(first, person(fmt.Sprint("p", i), "P"))
	}
	put(t, mine, first...)
	put(t, other, person("late", "Late"))
	if changes, err := mine.Changes(t.Context(), 0); err != nil || len(changes) != 2 {
		t.Errorf("Changes = %v, %v; want both commits", changes, err)
	}
	keys := []graph.Key{"person/late"}
	for _, fact := range first {
		keys = append(keys, fact.Key)
	}
	if found := facts(t, mine, keys...); len(found) != len(keys) {
		t.Errorf("%d facts of %d are found", len(found), len(keys))
	}
	if found := nodesPerPart(t, mine); len(found) != len(keys) {
		t.Errorf("a scan visits %d facts of %d", len(found), len(keys))
	}
	if again := put(t, mine, person("late", "Late")); again.Put != 0 || again.Revision != 2 {
		t.Errorf("putting again what the other put = %+v, want no change", again)
	}
	if joined := put(t, mine, graph.Edge(first[0].Key, "", "person/late", "test", graph.Follows{})); joined.Put != 1 {
		t.Errorf("an edge to what the other put = %+v", joined)
	}
}

// Where somebody removed a node by hand, an edge to it is refused as a whole, though the store
// has written the node itself.
func TestANodeRemovedByHand(t *testing.T) {
	uri := live.Neo4j(t)
	store := open(t, uri)
	put(t, store, person("ada", "Ada"), person("bob", "Bob"))
	cypher(t, uri, "MATCH (n:Person {key: 'person/bob'}) DELETE n")
	_, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: []graph.Fact{
		person("eve", "Eve"), graph.Edge("person/ada", "", "person/bob", "test", graph.Follows{}),
	}})
	if !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("Commit of an edge to a node that is gone: %v, want ErrInvalid", err)
	}
	if left := nodesPerPart(t, store); len(left) != 1 {
		t.Errorf("there are %d facts, want the one that nobody removed", len(left))
	}
	put(t, store, person("bob", "Bob"), graph.Edge("person/ada", "", "person/bob", "test", graph.Follows{}))
}

// cypher does what an analyst could do by hand.
func cypher(t *testing.T, uri, statement string) {
	t.Helper()
	analyst, err := driver.NewDriverWithContext(uri, driver.BasicAuth(os.Getenv("NEO4J_USERNAME"), os.Getenv("NEO4J_PASSWORD"), ""))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = analyst.Close(t.Context()) }()
	_, err = driver.ExecuteQuery(t.Context(), analyst, statement, nil, driver.EagerResultTransformer, driver.ExecuteQueryWithDatabase("neo4j"))
	if err != nil {
		t.Fatal(err)
	}
}
