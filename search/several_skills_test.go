package search_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// Who holds all of several skills comes before who holds one, however well: as in the match of an opening. So it is for whatever
// order of the words, by whatever people are ranked.
func TestWhoHoldsAllSkillsComesBeforeWhoHoldsOne(t *testing.T) {
	c := newCompany(t)
	says := func(person graph.Key, skill string, of graph.Level, validated bool) {
		c.declare(person, skill, "interview/"+person.ID(), graph.Declares{Held: level(of), On: "2026-01-01", Validated: validated, Published: true})
	}
	both, one, other, none := c.person("both", "Technicienne", "Atelier"), c.person("one", "Soudeur", "Atelier"), c.person("other", "Métrologue", "Qualité"), c.person("none", "Comptable", "Finances")
	says(both, "Soudage", 2, false)
	says(both, "Métrologie", 2, false)
	says(one, "Soudage", 4, true)
	says(other, "Métrologie", 4, true)
	says(none, "Paie", 4, true)
	for i, who := range []graph.Key{one, other} {
		topic := []string{"soudage", "métrologie"}[i]
		for _, n := range []string{"1", "2", "3"} {
			id := []string{"s", "m"}[i] + n
			question := c.ask("q"+id, "Une question de "+topic, "Comment faire ?", "2026-02-01")
			c.answer(who, question, "a"+id, "Pour ce "+topic+", voici comment faire, pas à pas.", "2026-02-02", true)
		}
	}
	company := c.open()
	for _, words := range []string{"soudage métrologie", "métrologie soudage", "métrologie et soudage", "soudage AND métrologie"} {
		for _, emphasis := range []search.Emphasis{search.AnswerNow, search.WhoKnows} {
			found := strings.Fields(names(company.ask(access.Colleague(), search.Query{Words: words, First: 10, Emphasis: emphasis})))
			if len(found) == 0 || found[0] != "both" || slices.Contains(found, "none") {
				t.Errorf("%q, by %v, finds %q, want both first", words, emphasis, found)
			}
		}
	}
}
