package neo4j_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/neo4j"
)

// However the connection goes during a commit, the commit happens once and is acknowledged.
func TestLostAnswersAreFoundOut(t *testing.T) {
	proxy := newProxy(t, live.Neo4j(t))
	store := open(t, proxy.uri)
	cuts := 100
	if testing.Short() {
		cuts = 30
	}
	for i := range cuts {
		proxy.next.Store(int32(beforeServer) + int32(i%3))
		// The second put of each commit changes what the one before wrote, so that applying
		// it twice would show.
		receipt, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: []graph.Fact{
			person(fmt.Sprint("p", i), "P"), person("counter", fmt.Sprint(i)),
		}})
		if err != nil {
			t.Fatalf("commit %d: %v", i, err)
		}
		if want := (graph.Receipt{Revision: int64(i) + 1, Put: 2}); receipt != want {
			t.Fatalf("commit %d = %+v, want %+v", i, receipt, want)
		}
		if left := cut(proxy.next.Load()); left != never {
			t.Fatalf("commit %d went through without meeting its cut", i)
		}
	}
	logIsGapless(t, store, int64(cuts))
	if facts := nodesPerPart(t, store); len(facts) != cuts+1 {
		t.Errorf("there are %d facts, want %d", len(facts), cuts+1)
	}
}

// Where the server stays away after a lost answer, the client is told that nobody knows; and
// committing the same again does the rest.
func TestUncertainCommits(t *testing.T) {
	for _, test := range []struct {
		cut      cut
		happened bool
	}{{beforeServer, false}, {afterItsReply, true}} {
		proxy := newProxy(t, live.Neo4j(t))
		store := openAs(t, neo4j.Config{URI: proxy.uri, Patience: 100 * time.Millisecond})
		proxy.next.Store(int32(test.cut))
		proxy.refuses.Store(true)
		tx := graph.Tx{Actor: "person/ada", Put: []graph.Fact{person("ada", "Ada")}}
		if _, err := store.Commit(t.Context(), tx); !errors.Is(err, graph.ErrUncertain) || errors.Is(err, graph.ErrUnavailable) {
			t.Fatalf("Commit whose answer is lost for good: %v, want ErrUncertain alone", err)
		}
		proxy.refuses.Store(false)
		if got := len(nodesPerPart(t, store)) == 1; got != test.happened {
			t.Errorf("after cut %d the commit happened: %v, want %v", test.cut, got, test.happened)
		}
		if receipt, err := store.Commit(t.Context(), tx); err != nil || receipt.Revision != 1 {
			t.Errorf("the same commit again = %+v, %v; want revision 1", receipt, err)
		}
	}
}

// While the server is away, everything fails clearly and nothing half; once it is back, the
// store works again by itself.
func TestServerAway(t *testing.T) {
	proxy := newProxy(t, live.Neo4j(t))
	store := openAs(t, neo4j.Config{URI: proxy.uri, Patience: 100 * time.Millisecond})
	put(t, store, person("ada", "Ada"))
	proxy.refuses.Store(true)
	proxy.close()
	_, commit := store.Commit(t.Context(), graph.Tx{Actor: "person/ada", Put: []graph.Fact{person("bob", "Bob")}})
	_, facts := store.Facts(t.Context(), graph.Brief, "person/ada")
	_, edges := store.Edges(t.Context(), []graph.Key{"person/ada"}, graph.Out)
	_, scan := store.Scan(t.Context(), graph.Brief, func(graph.Fact) error { return nil })
	_, changes := store.Changes(t.Context(), 0)
	_, opened := neo4j.Open(t.Context(), neo4j.Config{URI: proxy.uri, Patience: 100 * time.Millisecond})
	for call, err := range map[string]error{
		"Commit": commit, "Facts": facts, "Edges": edges, "Scan": scan, "Changes": changes, "Ping": store.Ping(t.Context()), "Open": opened,
	} {
		if !errors.Is(err, graph.ErrUnavailable) {
			t.Errorf("%s while the server is away: %v, want ErrUnavailable", call, err)
		}
	}
	if errors.Is(commit, graph.ErrUncertain) {
		t.Errorf("Commit that did not begin: %v, want to be told that nothing happened", commit)
	}
	proxy.refuses.Store(false)
	if err := store.Ping(t.Context()); err != nil {
		t.Errorf("Ping once the server is back: %v", err)
	}
	if facts := nodesPerPart(t, store); len(facts) != 1 {
		t.Errorf("after the outage there are %d facts, want the one from before", len(facts))
	}
	put(t, store, person("bob", "Bob"))
}

// A caller that gives up while the answer is on its way is told what happened, or that
// nothing did.
func TestGivingUpDuringACommit(t *testing.T) {
	proxy := newProxy(t, live.Neo4j(t))
	store := open(t, proxy.uri)
	for i, at := range []cut{beforeServer, beforeItsReply, afterItsReply} {
		ctx, cancel := context.WithCancel(t.Context())
		proxy.whenCut = cancel
		proxy.next.Store(int32(at))
		one := person(fmt.Sprint("p", i), "P")
		receipt, err := store.Commit(ctx, graph.Tx{Actor: "import:test", Put: []graph.Fact{one}})
		there := len(facts(t, store, one.Key)) == 1
		if there != (err == nil) || (err == nil && receipt.Put != 1) || (err != nil && !errors.Is(err, context.Canceled)) {
			t.Errorf("given up at cut %d: %+v, %v, and the fact is there: %v", at, receipt, err, there)
		}
	}
}
