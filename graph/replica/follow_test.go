package replica_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
)

// same checks that two readers give the same answers.
func same(t *testing.T, want, got graph.Reader) {
	t.Helper()
	wanted, wantedRevision := scan(t, want)
	found, revision := scan(t, got)
	if wantedRevision != revision || !equal(wanted, found) {
		t.Fatalf("scans at %d and %d differ (- store + replica):\n%s", wantedRevision, revision, cmp.Diff(wanted, found))
	}
	var nodes []graph.Key
	for _, fact := range wanted {
		if !fact.Key.IsEdge() {
			nodes = append(nodes, fact.Key)
		}
	}
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		for _, kinds := range [][]graph.Kind{nil, {graph.KindLikes, graph.KindAuthored}} {
			wanted, wantErr := want.Edges(t.Context(), nodes, direction, kinds...)
			found, err := got.Edges(t.Context(), nodes, direction, kinds...)
			if wantErr != nil || err != nil || !equal(wanted, found) {
				t.Fatalf("edges differ, %v, %v (- store + replica):\n%s", wantErr, err, cmp.Diff(wanted, found))
			}
			copied, is := got.(*replica.Replica)
			if !is {
				continue
			}
			if wanted, found := contents(t, want, nodes, direction, kinds), refContents(t, copied.Snapshot(), nodes, direction, kinds); !reflect.DeepEqual(wanted, found) {
				t.Fatalf("edges by node id differ (- store + replica):\n%s", cmp.Diff(wanted, found))
			}
		}
	}
}

// equal is quick for the many facts that are equal.
func equal(a, b []graph.Fact) bool {
	return slices.EqualFunc(a, b, func(a, b graph.Fact) bool { return reflect.DeepEqual(a, b) })
}

func scan(t testing.TB, reader graph.Reader) ([]graph.Fact, int64) {
	t.Helper()
	var facts []graph.Fact
	revision, err := reader.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		facts = append(facts, fact)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return facts, revision
}

func person(id, name string) graph.Fact {
	return graph.Node(id, "test", graph.Person{DisplayName: name})
}

// TestGrowth begins with nothing, so that nothing is numbered in key order until the replica
// numbers everything anew, which it does several times here.
func TestGrowth(t *testing.T) {
	store, all := openStore(t), company(40_000)
	replica := follow(t, store)
	random := rand.New(rand.NewPCG(1, 2))
	nodes := slices.DeleteFunc(slices.Clone(all), func(fact graph.Fact) bool { return fact.Key.IsEdge() })
	edges := slices.DeleteFunc(slices.Clone(all), func(fact graph.Fact) bool { return !fact.Key.IsEdge() })
	for _, some := range [][]graph.Fact{nodes, edges} {
		random.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
		for part := range slices.Chunk(some, 7_000) {
			commit(t, store, part)
			catchUp(t, replica)
		}
		same(t, store, replica)
	}
	for _, fact := range nodes[:50] {
		commit(t, store, nil, fact.Key)
		catchUp(t, replica)
	}
	same(t, store, replica)
	same(t, replica, follow(t, store))
}

func TestLogCutTooFar(t *testing.T) {
	store := openStore(t)
	commit(t, store, []graph.Fact{person("ada", "Ada"), person("bob", "Bob")})
	replica := follow(t, store)
	for i := range 5 {
		commit(t, store, []graph.Fact{person(fmt.Sprint(i), "Late"), person("bob", fmt.Sprint("Bob ", i))}, graph.NodeKey(graph.KindPerson, fmt.Sprint(i-1)))
	}
	if err := store.Truncate(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
	catchUp(t, replica)
	same(t, store, replica)
	commit(t, store, []graph.Fact{person("eve", "Eve")})
	catchUp(t, replica)
	same(t, store, replica)
}

// TestOldOrNew: a reader sees all of a commit or nothing of it.
func TestOldOrNew(t *testing.T) {
	store := openStore(t)
	twins := func(name string) []graph.Fact { return []graph.Fact{person("ada", name), person("bob", name)} }
	commit(t, store, twins("Name"))
	replica := follow(t, store)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 100 {
			if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:x", Put: twins(fmt.Sprint("Name ", i))}); err != nil {
				t.Error(err)
			}
			if err := replica.CatchUp(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}()
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		facts, err := replica.Facts(t.Context(), graph.Brief, "person/ada", "person/bob")
		scanned, revision := scan(t, replica)
		if err != nil || !reflect.DeepEqual(facts[0].Value, facts[1].Value) || !reflect.DeepEqual(scanned[0].Value, scanned[1].Value) || scanned[0].Revision > revision {
			t.Fatalf("Facts = %+v, %v; Scan = %+v at %d", facts, err, scanned, revision)
		}
	}
	same(t, store, replica)
}

// interrupted is a store into which somebody writes just before some facts are read.
type interrupted struct {
	*sqlite.Store
	before []func()
}

func (i *interrupted) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	if len(i.before) > 0 {
		next := i.before[0]
		i.before = i.before[1:]
		next()
	}
	return i.Store.Facts(ctx, detail, keys...)
}

// TestWrittenWhileItReads: what the log names and what is read of it are of different
// revisions then; the replica must show neither half.
func TestWrittenWhileItReads(t *testing.T) {
	store := &interrupted{Store: openStore(t)}
	ada, bob, eve := person("ada", "Ada"), person("bob", "Bob"), person("eve", "Eve")
	follows := graph.Edge(ada.Key, "", bob.Key, "test", graph.Follows{})
	commit(t, store, []graph.Fact{ada, bob})
	replica := follow(t, store)
	commit(t, store, []graph.Fact{follows, person("ada", "Ada L.")})
	store.before = []func(){
		func() { commit(t, store, nil, bob.Key) },
		func() { commit(t, store, []graph.Fact{eve, graph.Edge(eve.Key, "", ada.Key, "test", graph.Follows{})}) },
	}
	catchUp(t, replica)
	if replica.Revision() != 4 {
		t.Errorf("the replica is at revision %d, want 4", replica.Revision())
	}
	same(t, store.Store, replica)
}

// TestTextsOfWhatIsShown: a long text that was written after what the replica shows may have
// another audience, so the replica catches up before it gives one.
func TestTextsOfWhatIsShown(t *testing.T) {
	store := openStore(t)
	post := func(text string) []graph.Fact {
		return []graph.Fact{graph.Node("1", "test", graph.Contribution{Title: "T", Content: text}), graph.Node("2", "test", graph.Contribution{Content: text})}
	}
	commit(t, store, post("old"))
	replica := follow(t, store)
	commit(t, store, post("new")[:1], "contribution/2")
	got, err := replica.Facts(t.Context(), graph.Whole, "contribution/1", "contribution/2")
	if err != nil || len(got) != 1 || graph.As[graph.Contribution](got[0]).Content != "new" {
		t.Errorf("Facts(Whole) = %+v, %v; want the new text of the one that is left", got, err)
	}
	if replica.Revision() != 2 {
		t.Errorf("the replica is at revision %d, want 2", replica.Revision())
	}
}

func TestStoreFails(t *testing.T) {
	store := openStore(t)
	commit(t, store, []graph.Fact{person("ada", "Ada")})
	copied := follow(t, store)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := copied.CatchUp(cancelled); !errors.Is(err, context.Canceled) {
		t.Errorf("CatchUp with a cancelled context: %v", err)
	}
	if _, err := replica.Follow(cancelled, store); !errors.Is(err, context.Canceled) {
		t.Errorf("Follow with a cancelled context: %v", err)
	}
	commit(t, store, []graph.Fact{person("bob", "Bob")})
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := copied.CatchUp(t.Context()); !errors.Is(err, sqlite.ErrClosed) {
		t.Errorf("CatchUp on a closed store: %v", err)
	}
	if facts, revision := scan(t, copied); len(facts) != 1 || revision != 1 {
		t.Errorf("a replica whose store is gone shows %v at %d, want what it had", facts, revision)
	}
}

// TestSize: a replica of ten million facts has to fit into 1.5 GB.
func TestSize(t *testing.T) {
	if got := bytesPerFact(t, 100_000); got > 128 {
		t.Errorf("a fact takes %.0f bytes, want at most 128", got)
	}
}

// TestAllocations: answers are made in few pieces, however many facts they hold.
func TestAllocations(t *testing.T) {
	replica, all := loaded(t, 20_000)
	var posts []graph.Key
	for _, fact := range all {
		if fact.Key.Kind() == graph.KindContribution && len(posts) < 1_000 {
			posts = append(posts, fact.Key)
		}
	}
	facts := testing.AllocsPerRun(10, func() { _, _ = replica.Facts(t.Context(), graph.Brief, posts...) })
	edges := testing.AllocsPerRun(10, func() { _, _ = replica.Edges(t.Context(), posts, graph.Into) })
	// A contribution is kept in brief and a like's time without a pointer: each is one piece when handed out.
	if facts > 1_010 || edges > 8_150 {
		t.Errorf("1000 facts take %.0f allocations and their 8000 edges %.0f", facts, edges)
	}
	nodes := replica.Snapshot().NodeIDs(posts)
	none := testing.AllocsPerRun(10, func() { replica.Snapshot().Degrees(nodes, graph.Into, graph.KindLikes) })
	if none > 1 {
		t.Errorf("counting the edges of 1000 nodes takes %.0f allocations", none)
	}
}
