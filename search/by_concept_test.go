package search_test

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/thesaurus"
)

// labelOf knows one label, its only synonym, and the concept that both name.
type labelOf struct{ label, synonym, concept string }

func (l labelOf) Find(query string) []thesaurus.Match {
	at := strings.Index(query, l.label)
	if at < 0 {
		return nil
	}
	return []thesaurus.Match{{
		Start: at, End: at + len(l.label), Synonyms: []thesaurus.Synonym{{Label: l.synonym}}, Concepts: []string{l.concept},
	}}
}

// TestWhatAConceptFindsIsNamedByItsLabel: the reason names the skill that is the concept, not a synonym that it does not
// hold.
func TestWhatAConceptFindsIsNamedByItsLabel(t *testing.T) {
	c := newCompany(t)
	known{skill: "Feuille de route"}.of(c, "ada")
	known{skill: "Strategy"}.of(c, "bo")
	c.edge("skill/skill-ada", "", c.node("planning", graph.Concept{PrefLabel: []graph.Literal{graph.NewLiteral("stratégie", "fr")}}), graph.SameAs{})
	company := c.open()
	company.finder.Synonyms = labelOf{"stratégie", "strategy", "concept/planning"}
	found := map[string]string{}
	for _, expert := range company.find("stratégie").Experts {
		for _, as := range expert.Reasons[0].FoundAs {
			found[expert.Person.Key.ID()] = as.Found
		}
	}
	if found["ada"] != "Feuille de route" || found["bo"] != "strategy" {
		t.Errorf("found as %v", found)
	}
}
