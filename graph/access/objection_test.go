package access_test

import (
	"slices"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
	"github.com/sachant/sachant/graph/replica"
)

// P-09: an objection holds from the next question on, and no longer once it is taken back, with a copy in memory and without;
// what else is committed in between changes nothing.
func TestP09AnObjectionHoldsAtOnce(t *testing.T) {
	store := newStore(t)
	put(t, store, graph.Node("ana", "", graph.Person{DisplayName: "Ana"}), graph.Node("bea", "", graph.Person{DisplayName: "Bea"}))
	copied, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	gates := []*access.Gate{access.NewGate(store, store), access.NewGate(copied, store)}
	expect := func(want ...graph.Key) {
		t.Helper()
		if err := copied.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, gate := range gates {
			view := gate.View(access.Colleague())
			nodes, err := view.NodeIDs(t.Context(), "person/ana", "person/bea")
			if err != nil {
				t.Fatal(err)
			}
			kept, err := view.KeepRanked(t.Context(), nodes)
			if err != nil {
				t.Fatal(err)
			}
			var got []graph.Key
			for _, node := range kept {
				got = append(got, view.Key(node))
			}
			if !slices.Equal(got, want) {
				t.Errorf("gate %d ranks %v, want %v", i, got, want)
			}
		}
	}
	set := func(ranked bool) {
		t.Helper()
		if err := rights.SetRanked(t.Context(), gates[1].View(viewer("person/ana")), ranked, "2026-11-30"); err != nil {
			t.Fatal(err)
		}
	}
	expect("person/ana", "person/bea")
	set(false)
	expect("person/bea")
	put(t, store, graph.Node("go", "", graph.Skill{PrefLabel: "Go"}))
	expect("person/bea")
	set(false)
	set(true)
	expect("person/ana", "person/bea")
}
