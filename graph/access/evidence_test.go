package access_test

import (
	"errors"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
)

// P-09: people object to evidence of their own, and nobody else learns of it, not even those who see the contribution.
func TestP09AnObjectionToEvidenceIsOnesOwn(t *testing.T) {
	store := newStore(t)
	const ana, bea, text, other graph.Key = "person/ana", "person/bea", "contribution/a", "contribution/b"
	put(t, store, graph.Node("ana", "", graph.Person{DisplayName: "Ana"}), graph.Node("bea", "", graph.Person{DisplayName: "Bea"}),
		graph.Node("a", "", graph.Contribution{Type: graph.TypeArticle}), graph.Node("b", "", graph.Contribution{Type: graph.TypeArticle}),
		graph.Edge(ana, "", text, "", graph.Authored{}), graph.Edge(bea, "", other, "", graph.Authored{}))
	gate := access.NewGate(store, store)
	her := gate.View(viewer(ana))
	for _, refused := range []struct {
		evidence graph.Key
		part     string
		want     error
	}{{other, "", graph.ErrNotFound}, {"contribution/none", "", graph.ErrNotFound}, {bea, "", graph.ErrInvalid}, {ana, graph.PartAcceptance, graph.ErrInvalid}, {text, "words", graph.ErrInvalid}, {"skill/go", "", graph.ErrInvalid}} {
		if err := rights.ObjectToEvidence(t.Context(), her, refused.evidence, refused.part, true, "2026-03-01"); !errors.Is(err, refused.want) {
			t.Errorf("an objection to %s %q: %v, want %v", refused.evidence, refused.part, err, refused.want)
		}
	}
	if err := rights.ObjectToEvidence(t.Context(), gate.View(access.Viewer{}), text, "", true, "2026-03-01"); err == nil {
		t.Error("nobody objects to what is not theirs, and is let")
	}
	for _, day := range []graph.Date{"2026-03-01", "2026-03-05"} { // said twice, it holds since the first
		if err := rights.ObjectToEvidence(t.Context(), her, text, "", true, day); err != nil {
			t.Fatal(err)
		}
	}
	for _, at := range []struct {
		access.Viewer
		sees int
	}{{viewer(ana), 1}, {viewer(bea), 0}, {access.Viewer{Person: bea, Roles: []access.Role{access.Employee, access.HRRole}}, 0}, {access.Colleague(), 0}} {
		facts, err := gate.View(at.Viewer).Edges(t.Context(), []graph.Key{text}, graph.Into, graph.KindObjectsToEvidence)
		if err != nil || len(facts) != at.sees {
			t.Errorf("%v sees %v, %v, want %d", at.Viewer, facts, err, at.sees)
		}
		for _, fact := range facts {
			if on := graph.As[graph.ObjectsToEvidence](fact).On; on != "2026-03-01" {
				t.Errorf("she objects since %s", on)
			}
		}
	}
}
