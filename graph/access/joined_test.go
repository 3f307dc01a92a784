package access_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Whoever asks what joins people is shown just what reading all edges would show.
func TestJoinedShowsNoMoreThanEdges(t *testing.T) {
	gate := gate(t)
	people := []graph.Key{alice, bob, hugo, hana, lea, mo, "person/nobody"}
	pairs := graph.Pairs{}
	for _, from := range people {
		pairs[from] = people
	}
	for _, who := range []access.Viewer{{}, access.Colleague(), viewer(hugo, access.HRRole), viewer(mo), viewer(hana), viewer(lea)} {
		view := gate.View(who)
		for _, asked := range []graph.Pairs{pairs, {bob: {alice}}, {alice: {bob}}} {
			direct, shared := map[pair]int{}, map[pair]int{}
			if err := view.Joined(t.Context(), asked, graph.KindFollows, func(link graph.Link) { direct[pair{link.From, link.To}]++ }); err != nil {
				t.Fatal(err)
			}
			err := view.JoinedAt(t.Context(), asked, graph.KindLikes, graph.KindAuthored, func(likes, authored graph.Link) bool {
				shared[pair{likes.From, authored.From}] = 1
				return false
			})
			if err != nil {
				t.Fatal(err)
			}
			wantDirect, wantShared := joinedByEdges(t, gate.View(who), people, asked)
			if diff := cmp.Diff(wantDirect, direct); diff != "" {
				t.Errorf("%v: who follows whom (-edges +Joined):\n%s", who, diff)
			}
			if diff := cmp.Diff(wantShared, shared); diff != "" {
				t.Errorf("%v: who likes whose (-edges +JoinedAt):\n%s", who, diff)
			}
		}
	}
}

type pair struct{ from, to graph.Key }

func joinedByEdges(t *testing.T, view *access.View, people []graph.Key, pairs graph.Pairs) (direct, shared map[pair]int) {
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
