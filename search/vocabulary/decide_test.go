package vocabulary_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/vocabulary"
)

func TestASkillIsOneConceptOfAScheme(t *testing.T) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	concept := func(id, scheme, label string) graph.Fact {
		return graph.Node(id, "", graph.Concept{PrefLabel: []graph.Literal{graph.NewLiteral(label, "fr")}, Type: graph.ConceptSkill, InScheme: scheme})
	}
	facts := []graph.Fact{
		graph.Node("tri", "", graph.Skill{PrefLabel: "Tri"}),
		concept("rome-1", "rome", "Trier des colis"), concept("rome-2", "rome", "Trier des déchets"), concept("esco-1", "esco", "trier"),
		graph.Node("rome-g", "", graph.Concept{PrefLabel: []graph.Literal{"Groupe@fr"}, Type: graph.ConceptGroup, InScheme: "rome"}),
		graph.Edge("skill/tri", "", "concept/rome-1", "", graph.SameAs{By: vocabulary.ByLabel, Score: 1}),
		graph.Edge("skill/tri", "", "concept/rome-2", "", graph.DiffersFrom{}),
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Put: facts}); err != nil {
		t.Fatal(err)
	}
	const first = graph.Key("skill/tri -same_as-> concept/rome-1")
	for name, of := range map[string]struct {
		concept graph.Key
		replace bool
		refused error
		says    string
		deletes []graph.Key
	}{
		"another of its scheme":            {concept: "concept/rome-2", refused: graph.ErrInvalid, says: `concept/rome-1 "Trier des colis"`},
		"another, in place of the present": {concept: "concept/rome-2", replace: true, deletes: []graph.Key{first, "skill/tri -differs_from-> concept/rome-2"}},
		"the present":                      {concept: "concept/rome-1"},
		"one of another scheme":            {concept: "concept/esco-1"},
		"a group":                          {concept: "concept/rome-g", refused: graph.ErrNotFound},
		"one that is not there":            {concept: "concept/rome-9", refused: graph.ErrNotFound},
	} {
		tx, err := vocabulary.PlanSame(t.Context(), store, "skill/tri", of.concept, of.replace)
		if !errors.Is(err, of.refused) || err != nil && !strings.Contains(err.Error(), of.says) {
			t.Errorf("%s: %v, want %v", name, err, of.refused)
		}
		slices.Sort(tx.Delete)
		slices.Sort(of.deletes)
		if !slices.Equal(tx.Delete, of.deletes) {
			t.Errorf("%s deletes %v, want %v", name, tx.Delete, of.deletes)
		}
		if of.refused == nil && (len(tx.Put) != 1 || tx.Put[0].To() != of.concept) {
			t.Errorf("%s puts %v", name, tx.Put)
		}
	}
}
