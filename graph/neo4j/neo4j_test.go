package neo4j_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/neo4j"
	"github.com/sachant/sachant/graph/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Store { return open(t, live.Neo4j(t)) })
}

// A store that does not know which facts exist asks the server.
func TestStoreThatKnowsNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("asks everything a second time")
	}
	storetest.Run(t, func(t *testing.T) storetest.Store {
		store := open(t, live.Neo4j(t))
		store.Forget()
		return store
	})
}

// A second process that opens a database finds everything prepared and kept.
func TestOpenedAgain(t *testing.T) {
	uri := live.Neo4j(t)
	first := open(t, uri)
	put(t, first, person("ada", "Ada"))
	if _, err := first.InstallationKey(t.Context(), []byte("0123456789abcdef")); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := first.Facts(t.Context(), graph.Brief, "person/ada"); !errors.Is(err, neo4j.ErrClosed) {
		t.Errorf("Facts after Close: %v, want ErrClosed", err)
	}
	second := open(t, uri)
	if got := facts(t, second, "person/ada"); len(got) != 1 {
		t.Errorf("Facts = %v, want the one that the first wrote", got)
	}
	if key, err := second.InstallationKey(t.Context(), nil); err != nil || string(key) != "0123456789abcdef" {
		t.Errorf("InstallationKey = %q, %v; want the one that the first kept", key, err)
	}
}

func TestTimeNeverGoesBack(t *testing.T) {
	noon := time.Date(2026, 1, 14, 12, 0, 0, 987_654_321, time.UTC)
	now := noon
	store := openAs(t, neo4j.Config{URI: live.Neo4j(t), Clock: func() time.Time { return now }})
	put(t, store, person("a", "A"))
	now = noon.Add(-time.Hour)
	put(t, store, person("b", "B"))
	now = noon.In(time.FixedZone("elsewhere", 3600)).Add(time.Second)
	put(t, store, person("c", "C"))
	changes, err := store.Changes(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var times []time.Time
	for _, change := range changes {
		times = append(times, change.At)
	}
	rounded := noon.Truncate(time.Millisecond)
	if diff := cmp.Diff([]time.Time{rounded, rounded, rounded.Add(time.Second)}, times); diff != "" {
		t.Errorf("the log's times (- want + got):\n%s", diff)
	}
}

// A server that is killed while a constraint is made keeps the index without the constraint: the
// next process that opens the store makes it anew.
func TestAnIndexThatWasLeftOverIsReplaced(t *testing.T) {
	uri := live.Neo4j(t)
	put(t, open(t, uri), person("ada", "Ada"))
	cypher(t, uri, "DROP CONSTRAINT person_key")
	cypher(t, uri, "CREATE INDEX person_key FOR (n:Person) ON (n.key)")
	cypher(t, uri, "MATCH (m:Migration {name: 'one person of a key'}) DELETE m")
	store := open(t, uri)
	put(t, store, person("bob", "Bob"))
	if got := facts(t, store, "person/ada", "person/bob"); len(got) != 2 {
		t.Errorf("%d of two people are there", len(got))
	}
	cypher(t, uri, "DROP CONSTRAINT person_key") // fails where there is none
	cypher(t, uri, "CREATE CONSTRAINT person_key FOR (n:Person) REQUIRE n.key IS UNIQUE")
}

func open(t testing.TB, uri string) *neo4j.Store {
	t.Helper()
	return openAs(t, neo4j.Config{URI: uri})
}

func openAs(t testing.TB, config neo4j.Config) *neo4j.Store {
	t.Helper()
	config, err := config.FromEnvironment(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	store, err := neo4j.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

func person(id, name string) graph.Fact {
	return graph.Node(id, "test", graph.Person{DisplayName: name})
}

func put(t testing.TB, store graph.Store, facts ...graph.Fact) graph.Receipt {
	t.Helper()
	receipt, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts})
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

func facts(t testing.TB, store graph.Reader, keys ...graph.Key) []graph.Fact {
	t.Helper()
	found, err := store.Facts(t.Context(), graph.Whole, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func nodesPerPart(t testing.TB, store graph.Reader) []graph.Fact {
	t.Helper()
	var found []graph.Fact
	_, err := store.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		found = append(found, fact)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// logIsGapless checks that the log holds every revision up to the head, each once.
func logIsGapless(t testing.TB, store graph.Store, head int64) {
	t.Helper()
	after := int64(0)
	for {
		changes, err := store.Changes(t.Context(), after)
		if err != nil {
			t.Fatal(err)
		}
		if len(changes) == 0 {
			break
		}
		for _, change := range changes {
			if after++; change.Revision != after {
				t.Fatalf("the log goes from %d to %d", after-1, change.Revision)
			}
		}
	}
	if after != head {
		t.Errorf("the log ends at %d, want %d", after, head)
	}
}
