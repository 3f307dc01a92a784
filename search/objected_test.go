package search_test

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/rank"
)

// P-09: what a person objects to counts for nothing from the next question on, for every viewer, and again once they change
// their mind. It changes nothing for others.
func TestP09EvidenceThatIsObjectedToCountsForNothing(t *testing.T) {
	c := newCompany(t)
	hugo, ada, ben := c.person("hugo", "", ""), c.person("ada", "Soudeuse", "Chaudronnerie"), c.person("ben", "Soudeur", "")
	question := c.ask("q", "Soudure poreuse", "", "2026-03-01")
	c.edge(hugo, "", question, graph.Authored{})
	answer := c.answer(ada, question, "a", "Sécher les électrodes avant la soudure.", "2026-03-20", true)
	c.answer(ben, question, "b", "Changer de gaz pour la soudure.", "2026-03-21", false)
	company := c.open()
	reasons := func(person graph.Key, viewer access.Viewer, words string) string {
		for _, expert := range company.ask(viewer, search.Query{Words: words, First: 10, Emphasis: search.AnswerNow}).Experts {
			if expert.Person.Key == person {
				return kinds(expert)
			}
		}
		return ""
	}
	viewers := []access.Viewer{access.Colleague(), as(ada), as(hugo, access.HRRole), as(hugo, access.Recruiter)}
	for _, test := range []struct {
		evidence graph.Key
		part     string
		words    string
		lost     string
	}{
		{answer, "", "soudure", rank.ReasonAccepted},
		{answer, graph.PartAcceptance, "soudure", rank.ReasonAccepted},
		{ada, "", "soudeuse", rank.ReasonProfile},
	} {
		set := func(objects bool) {
			t.Helper()
			if err := rights.ObjectToEvidence(t.Context(), company.gate.View(as(ada)), test.evidence, test.part, objects, today); err != nil {
				t.Fatal(err)
			}
			company.change(graph.Tx{})
		}
		before := map[int][2]string{}
		for i, viewer := range viewers {
			before[i] = [2]string{reasons(ada, viewer, test.words), reasons(ben, viewer, test.words)}
			if !strings.Contains(before[i][0], test.lost) {
				t.Fatalf("%s: before, %v is told %q", test.evidence, viewer, before[i][0])
			}
		}
		set(true)
		for i, viewer := range viewers {
			got := reasons(ada, viewer, test.words)
			if strings.Contains(got, test.lost) || test.part == "" && got != "" || test.part != "" && got == "" {
				t.Errorf("%s %s: %v is told %q of who objects", test.evidence, test.part, viewer, got)
			}
			if got := reasons(ben, viewer, test.words); got != before[i][1] {
				t.Errorf("%s: %v is told %q of somebody else, %q before", test.evidence, viewer, got, before[i][1])
			}
		}
		for _, name := range []string{"ada", "chaudronnerie"} {
			if reasons(ada, access.Colleague(), name) == "" {
				t.Errorf("%s: who objects is not found by %q", test.evidence, name)
			}
		}
		set(false)
		for i, viewer := range viewers {
			if got := reasons(ada, viewer, test.words); got != before[i][0] {
				t.Errorf("%s: %v is told %q of who changed their mind, %q before", test.evidence, viewer, got, before[i][0])
			}
		}
	}
}

// P-09: an answer to which its author objects does not bring its question up beside people either.
func TestP09AnObjectedAnswerBringsNoQuestionUp(t *testing.T) {
	c := newCompany(t)
	hugo, ada := c.person("hugo", "", ""), c.person("ada", "Soudeuse", "Chaudronnerie")
	c.person("ben", "Soudure poreuse et autre", "")
	question := c.ask("q", "Soudure poreuse", "", "2026-03-01")
	c.edge(hugo, "", question, graph.Authored{})
	answer := c.answer(ada, question, "a", "Sécher les électrodes avant la soudure.", "2026-03-20", true)
	company := c.open()
	for _, objects := range []bool{false, true, false} {
		if err := rights.ObjectToEvidence(t.Context(), company.gate.View(as(ada)), answer, "", objects, today); err != nil {
			t.Fatal(err)
		}
		company.change(graph.Tx{})
		beside := company.ask(access.Colleague(), search.Query{Words: "soudure poreuse", First: 10}).Beside.Questions
		if len(beside) > 0 == objects {
			t.Errorf("objected: %v, beside are %v", objects, beside)
		}
	}
}
