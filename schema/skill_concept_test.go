package schema

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// A skill shows the concept that it is in the reader's language, with what is around it and the notice of its vocabulary.
func TestASkillShowsTheConceptThatItIs(t *testing.T) {
	o := newOffice(t)
	concept := func(id string, labels ...graph.Literal) graph.Fact {
		return graph.Node(id, "rome", graph.Concept{PrefLabel: labels, InScheme: "rome", Definition: []graph.Literal{"Parvenir à un accord.@fr", "Reach an agreement.@en"}, URI: "http://example.org/1"})
	}
	facts := []graph.Fact{
		graph.Node("rome", "rome", graph.Scheme{Title: "ROME", Version: "460", Attribution: "France Travail", License: "Licence Ouverte"}),
		concept("c-1", "Négocier@fr", "Negotiate@en"), concept("c-2", "Acheter@fr"), concept("c-3", "Négocier un prix@fr"), concept("c-4", "Convaincre@fr"),
		graph.Edge("concept/c-1", "", "concept/c-2", "rome", graph.Broader{}), graph.Edge("concept/c-3", "", "concept/c-1", "rome", graph.Broader{}),
		graph.Edge("concept/c-4", "", "concept/c-1", "rome", graph.Related{}),
	}
	skill := graph.Key("skill/negociation")
	facts = append(facts, graph.Edge(skill, "", "concept/c-1", "vocabulary", graph.SameAs{By: "label", Score: 1}))
	if _, err := o.Commit(t.Context(), graph.Tx{Put: facts}); err != nil {
		t.Fatal(err)
	}
	const asked = `{concepts(language:EN){prefLabel definition broader narrower related uri scheme{title version attribution license}}}}`
	got := o.ask("karim", `{skill(id:"skill/negociation")`+asked)
	for _, want := range []string{
		`"prefLabel":"Negotiate"`, `"definition":"Reach an agreement."`, `"broader":["Acheter"]`, `"narrower":["Négocier un prix"]`, `"related":["Convaincre"]`,
		`"attribution":"France Travail"`, `"license":"Licence Ouverte"`, `"version":"460"`, `"uri":"http://example.org/1"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the answer lacks %s: %s", want, got)
		}
	}
}
