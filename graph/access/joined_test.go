package access_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Whoever asks what joins people is shown just what reading all edges would show.
func TestJoinedShowsNoMoreThanEdges(t *testing.T) {
	gate := gate(t)
	people := []graph.Key{alice, bob, hugo, hana, lea, mo, "person/nobody"}
	pairs := map[graph.Pair]bool{}
	for _, from := range people {
		for _, to := range people {
			pairs[graph.Pair{From: from, To: to}] = true
		}
	}
	for _, who := range []access.Viewer{{}, access.Colleague(), viewer(hugo, access.HRRole), viewer(mo), viewer(hana), viewer(lea)} {
		view := gate.View(who)
		for _, asked := range []map[graph.Pair]bool{pairs, {{From: bob, To: alice}: true}, {{From: alice, To: bob}: true}} {
			direct, shared := map[graph.Pair]int{}, map[graph.Pair]int{}
			if err := view.Joined(t.Context(), asked, graph.KindFollows, func(link graph.Link) { direct[graph.Pair{From: link.From, To: link.To}]++ }); err != nil {
				t.Fatal(err)
			}
			err := view.JoinedAt(t.Context(), asked, graph.KindLikes, graph.KindAuthored, func(likes, authored graph.Link) {
				shared[graph.Pair{From: likes.From, To: authored.From}]++
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

func joinedByEdges(t *testing.T, view *access.View, people []graph.Key, pairs map[graph.Pair]bool) (direct, shared map[graph.Pair]int) {
	t.Helper()
	direct, shared = map[graph.Pair]int{}, map[graph.Pair]int{}
	follows, err := view.Edges(t.Context(), people, graph.Out, graph.KindFollows)
	if err != nil {
		t.Fatal(err)
	}
	for _, edge := range follows {
		if pair := (graph.Pair{From: edge.From(), To: edge.To()}); pairs[pair] {
			direct[pair]++
		}
	}
	edges, err := view.Edges(t.Context(), people, graph.Out, graph.KindLikes, graph.KindAuthored)
	if err != nil {
		t.Fatal(err)
	}
	for _, likes := range edges {
		for _, authored := range edges {
			pair := graph.Pair{From: likes.From(), To: authored.From()}
			if likes.Key.Kind() == graph.KindLikes && authored.Key.Kind() == graph.KindAuthored && likes.To() == authored.To() && pairs[pair] {
				shared[pair]++
			}
		}
	}
	return direct, shared
}
