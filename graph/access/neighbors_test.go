package access_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// EdgesBetween and CommonNeighbors show just what reading all edges by key shows.
func TestNeighborsShowNoMoreThanEdges(t *testing.T) {
	gate := gate(t)
	people := []graph.Key{alice, bob, hugo, hana, lea, mo, "person/nobody"}
	pairs := map[graph.Key][]graph.Key{}
	for _, from := range people {
		pairs[from] = people
	}
	for _, who := range []access.Viewer{{}, access.Colleague(), viewer(hugo, access.HRRole), viewer(mo), viewer(hana), viewer(lea)} {
		view := gate.View(who)
		for _, asked := range []map[graph.Key][]graph.Key{pairs, {bob: {alice}}, {alice: {bob}}} {
			direct, shared := joinedIn(t, view, asked)
			wantDirect, wantShared := joinedByEdges(t, gate.View(who), people, asked)
			if diff := cmp.Diff(wantDirect, direct); diff != "" {
				t.Errorf("%v: who follows whom (-edges +EdgesBetween):\n%s", who, diff)
			}
			if diff := cmp.Diff(wantShared, shared); diff != "" {
				t.Errorf("%v: who likes whose (-edges +CommonNeighbors):\n%s", who, diff)
			}
		}
	}
}

func joinedIn(t *testing.T, view *access.View, asked map[graph.Key][]graph.Key) (direct, shared map[pair]int) {
	t.Helper()
	direct, shared = map[pair]int{}, map[pair]int{}
	pairs := graph.Pairs{}
	for from, others := range asked {
		numbers, err := view.NodeIDs(t.Context(), append([]graph.Key{from}, others...)...)
		if err != nil {
			t.Fatal(err)
		}
		pairs[numbers[0]] = append(pairs[numbers[0]], numbers[1:]...)
	}
	follows, err := view.EdgesBetween(t.Context(), pairs, graph.KindFollows)
	if err != nil {
		t.Fatal(err)
	}
	for _, edge := range follows {
		direct[pair{view.Key(edge.From), view.Key(edge.To)}]++
	}
	err = view.CommonNeighbors(t.Context(), pairs, graph.KindLikes, graph.KindAuthored, func(likes, authored graph.EdgeRef) bool {
		shared[pair{view.Key(likes.From), view.Key(authored.From)}] = 1
		return false
	})
	if err != nil {
		t.Fatal(err)
	}
	return direct, shared
}

type pair struct{ from, to graph.Key }

func joinedByEdges(t *testing.T, view *access.View, people []graph.Key, pairs map[graph.Key][]graph.Key) (direct, shared map[pair]int) {
	t.Helper()
	direct, shared = map[pair]int{}, map[pair]int{}
	follows, err := view.Edges(t.Context(), people, graph.Out, graph.KindFollows)
	if err != nil {
		t.Fatal(err)
	}
	for _, edge := range follows {
		if slices.Contains(pairs[edge.From()], edge.To()) {
			direct[pair{edge.From(), edge.To()}]++
		}
	}
	edges, err := view.Edges(t.Context(), people, graph.Out, graph.KindLikes, graph.KindAuthored)
	if err != nil {
		t.Fatal(err)
	}
	for _, likes := range edges {
		for _, authored := range edges {
			if likes.Key.Kind() == graph.KindLikes && authored.Key.Kind() == graph.KindAuthored && likes.To() == authored.To() && slices.Contains(pairs[likes.From()], authored.From()) {
				shared[pair{likes.From(), authored.From()}] = 1
			}
		}
	}
	return direct, shared
}
