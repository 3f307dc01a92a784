package access_test

import (
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// What was open to all a moment ago is hidden as soon as the graph says so, for views of before
// as well: what is remembered about nodes holds for one revision.
func TestHiddenAtOnceHoweverOftenItWasSeen(t *testing.T) {
	store, replica := stored(t)
	gate := access.NewGate(replica, store)
	before := gate.View(access.Colleague())
	for range 3 {
		if got := sees(t, gate.View(access.Colleague()), alice, openAnswer); got != 2 {
			t.Fatalf("a colleague sees %d of Alice and her answer", got)
		}
	}
	hide := graph.Tx{Actor: "import:story", Put: []graph.Fact{
		{Key: alice, Origin: "story", Value: graph.Person{DisplayName: "Alice, hidden", Hidden: true}},
		{Key: openAnswer, Origin: "story", Value: graph.Contribution{Type: graph.TypeAnswer, Title: "Secret now"}},
		graph.Edge(openAnswer, "", secret, "story", graph.In{}),
	}}
	if _, err := store.Commit(t.Context(), hide); err != nil {
		t.Fatal(err)
	}
	if err := replica.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, view := range map[string]*access.View{"of before": before, "of now": gate.View(access.Colleague())} {
		if got := sees(t, view, alice, openAnswer); got != 0 {
			t.Errorf("the view %s still shows %d of what is hidden", name, got)
		}
	}
	if got := sees(t, gate.View(viewer(mo)), openAnswer); got != 1 {
		t.Error("a member of the community does not see what was moved there")
	}
}

func sees(t *testing.T, view *access.View, keys ...graph.Key) int {
	t.Helper()
	facts, err := view.Facts(t.Context(), graph.Brief, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return len(facts)
}
