package search_test

import (
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/thesaurus"
)

// openUnits opens a company with a board and a quality team.
func openUnits(t *testing.T) *opened {
	t.Helper()
	c := newCompany(t)
	board, quality := c.node("unit/board", graph.Unit{Name: "Direction générale"}), c.node("unit/quality", graph.Unit{Name: "Qualité"})
	for id, one := range map[string]struct {
		title string
		unit  graph.Key
	}{
		"chief": {"Directrice générale", board}, "assistant": {"Assistante de direction", board}, "strategist": {"Chargé de mission", board},
		"head": {"Responsable qualité", quality}, "auditor": {"Auditrice", quality}, "guard": {"Agent de sûreté", ""},
	} {
		person := c.node(id, graph.Person{Title: one.title})
		if one.unit != "" {
			c.edge(person, "", one.unit, graph.InUnit{})
		}
	}
	skill := c.node("skill/audit", graph.Skill{PrefLabel: "Audit"})
	c.edge("person/auditor", "self", skill, graph.Declares{Held: level(4), On: "2026-01-05", Published: true})
	return c.open()
}

// Somebody's whole title comes before a unit of another word of the same stem, and before shorter titles of such words.
func TestAWholeTitleComesFirst(t *testing.T) {
	expectFound(t, openUnits(t), map[string]string{
		"directrice générale": "chief assistant strategist", "titre:directrice": "chief assistant", "agent de sûreté": "guard",
	})
}

// The words by which people call a unit are not what they ask for.
func TestATeamIsTheUnitOfThatName(t *testing.T) {
	expectFound(t, openUnits(t), map[string]string{
		"équipe qualité": "~auditor head", "les gens de la qualité": "~auditor head", "quality team": "~auditor head", "service Qualité": "~auditor head", "qualité": "~auditor head",
	})
}

// A part of a synonym, or one that is also a stop word, finds no text.
func TestASynonymIsFoundWhole(t *testing.T) {
	company := openKnown(t, map[string]known{
		"sylvie": {title: "Directrice des ressources humaines"}, "pat": {title: "Responsable maintenance"},
		"export": {title: "Export sales engineer"}, "english": {note: "Meet me at the gate at noon."},
	})
	company.finder.Synonyms = thesaurus.Trades()
	expectFound(t, company, map[string]string{"HR manager": "sylvie", "service après-vente": "", "accident du travail": ""})
}
