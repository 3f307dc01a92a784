package access_test

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Whoever looks at links is shown just what edges and facts would show: one view asks for
// everything first one way, then the other, and a fresh one the other way round.
func TestLinksShowNoMoreThanEdges(t *testing.T) {
	gate := gate(t)
	nodes, kinds := nodesAndKinds()
	for _, who := range []access.Viewer{
		{}, access.Colleague(), viewer("", access.Recruiter), viewer(hugo, access.HRRole),
		viewer(alice), viewer(bob), viewer(mo), viewer(hana), viewer(lea),
	} {
		for _, direction := range []graph.Direction{graph.Out, graph.Into} {
			view := gate.View(who)
			got := linksOf(t, view, nodes, direction, kinds)
			edges, err := view.Edges(t.Context(), nodes, direction, kinds...)
			if err != nil {
				t.Fatal(err)
			}
			var want []graph.Link
			for _, edge := range edges {
				want = append(want, edge.Link())
			}
			byKey := func(a, b graph.Link) int { return cmp.Compare(a.Key(), b.Key()) }
			slices.SortFunc(want, byKey)
			slices.SortFunc(got, byKey)
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("%v in direction %d (-Edges +Links):\n%s", who, direction, diff)
			}
			if again := linksOf(t, view, nodes, direction, kinds); len(again) != len(want) {
				t.Errorf("%v in direction %d sees %d links the second time, not %d", who, direction, len(again), len(want))
			}
		}
	}
}

func TestVisibleNodesAreThoseThatFactsShow(t *testing.T) {
	gate := gate(t)
	nodes, _ := nodesAndKinds()
	nodes = append(nodes, "person/nobody")
	for _, who := range []access.Viewer{{}, access.Colleague(), viewer(hugo, access.HRRole), viewer(mo), viewer(hana), viewer(lea)} {
		got, err := gate.View(who).Visible(t.Context(), nodes...)
		if err != nil {
			t.Fatal(err)
		}
		facts, err := gate.View(who).Facts(t.Context(), graph.Brief, nodes...)
		if err != nil {
			t.Fatal(err)
		}
		var want []graph.Key
		for _, fact := range facts {
			want = append(want, fact.Key)
		}
		slices.Sort(got)
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-Facts +Visible):\n%s", who, diff)
		}
	}
}

func nodesAndKinds() (nodes []graph.Key, kinds []graph.Kind) {
	for _, fact := range story() {
		if !fact.Key.IsEdge() {
			nodes = append(nodes, fact.Key)
		}
	}
	for _, kind := range graph.Kinds() {
		if kind.IsEdge() {
			kinds = append(kinds, kind)
		}
	}
	return nodes, kinds
}

func linksOf(t *testing.T, view *access.View, nodes []graph.Key, direction graph.Direction, kinds []graph.Kind) []graph.Link {
	t.Helper()
	var links []graph.Link
	err := view.Links(t.Context(), nodes, direction, func(link graph.Link) error {
		links = append(links, link)
		return nil
	}, kinds...)
	if err != nil {
		t.Fatal(err)
	}
	return links
}
