package replica_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
)

// TestCachedPathsStayRight: common neighbors are right however likes, authors and contributions come and go,
// though paths are cached.
func TestCachedPathsStayRight(t *testing.T) {
	store := openStore(t)
	random := rand.New(rand.NewPCG(3, 4))
	pairs := map[graph.Key][]graph.Key{}
	var all []graph.Fact
	for i := range 6 {
		all = append(all, person(fmt.Sprint(i), "Somebody"), post(i), post(i+6))
		for j := range 6 {
			pairs[someone(i)] = append(pairs[someone(i)], someone(j))
		}
	}
	commit(t, store, all)
	replica := follow(t, store)
	found := 0
	for step := range 400 {
		who, what := someone(random.IntN(6)), post(random.IntN(12)).Key
		var put []graph.Fact
		var deleted []graph.Key
		switch random.IntN(10) {
		case 0:
			deleted = append(deleted, what)
		case 1, 2:
			deleted = append(deleted, graph.EdgeKey(who, graph.KindLikes, "", what))
		case 3, 4, 5:
			put = append(put, graph.Fact{Key: what, Value: graph.Contribution{}}, graph.Edge(who, "", what, "test", graph.Authored{}))
		default:
			put = append(put, graph.Fact{Key: what, Value: graph.Contribution{}}, graph.Edge(who, "", what, "test", graph.Likes{}))
		}
		commit(t, store, put, deleted...)
		catchUp(t, replica)
		want := joinedByEdges(t, store, pairs)
		if diff := cmp.Diff(want, joined(t, replica.Snapshot(), pairs)); diff != "" {
			t.Fatalf("after step %d who is joined differs (- store + replica):\n%s", step, diff)
		}
		found += len(want)
		once := 0
		snapshot := replica.Snapshot()
		if err := snapshot.CommonNeighbors(t.Context(), byID(snapshot, pairs), graph.KindLikes, graph.KindAuthored, func(_, _ graph.EdgeRef) bool { once++; return true }); err != nil {
			t.Fatal(err)
		}
		if wanted := pairsIn(want); once != wanted {
			t.Fatalf("after step %d one of each pair is %d, want %d", step, once, wanted)
		}
	}
	if found < 400 {
		t.Errorf("only %d were joined in all: this tried nothing", found)
	}
}

func someone(i int) graph.Key { return graph.NodeKey(graph.KindPerson, fmt.Sprint(i)) }

func post(i int) graph.Fact { return graph.Node(fmt.Sprint(i), "test", graph.Contribution{}) }

func byID(snapshot *replica.Snapshot, pairs map[graph.Key][]graph.Key) graph.Pairs {
	found := graph.Pairs{}
	for from, others := range pairs {
		found[snapshot.NodeIDs([]graph.Key{from})[0]] = snapshot.NodeIDs(others)
	}
	return found
}

// joined are the likes by which pairs are joined to authors, in order.
func joined(t testing.TB, snapshot *replica.Snapshot, pairs map[graph.Key][]graph.Key) []string {
	t.Helper()
	var found []string
	key := func(kind graph.Kind, edge graph.EdgeRef) graph.Key {
		return graph.EdgeKey(snapshot.Key(edge.From), kind, snapshot.Tag(edge), snapshot.Key(edge.To))
	}
	err := snapshot.CommonNeighbors(t.Context(), byID(snapshot, pairs), graph.KindLikes, graph.KindAuthored, func(first, second graph.EdgeRef) bool {
		found = append(found, fmt.Sprint(key(graph.KindLikes, first), " ", key(graph.KindAuthored, second)))
		return false
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

// joinedByEdges are the same, found by a look at all edges.
func joinedByEdges(t testing.TB, reader graph.Reader, pairs map[graph.Key][]graph.Key) []string {
	t.Helper()
	edges, err := reader.Edges(t.Context(), slices.Collect(maps.Keys(pairs)), graph.Out, graph.KindLikes, graph.KindAuthored)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, likes := range edges {
		for _, authored := range edges {
			if likes.Key.Kind() == graph.KindLikes && authored.Key.Kind() == graph.KindAuthored && likes.To() == authored.To() && slices.Contains(pairs[likes.From()], authored.From()) {
				found = append(found, fmt.Sprint(likes.Key, " ", authored.Key))
			}
		}
	}
	slices.Sort(found)
	return found
}

// pairsIn counts the pairs that are joined, each once.
func pairsIn(joined []string) int {
	pairs := map[string]bool{}
	for _, line := range joined {
		words := strings.Fields(line)
		pairs[words[0]+words[3]] = true
	}
	return len(pairs)
}
