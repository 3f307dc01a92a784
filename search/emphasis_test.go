package search_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/rank"
)

// helpdesk is a company in which Ada knows most about printers, and Ben has answered about them all month.
func helpdesk(t testing.TB) *opened {
	c := newCompany(t)
	asker, ada, ben := c.person("hugo", "", ""), c.person("ada", "", ""), c.person("ben", "", "")
	c.declare(ada, "Imprimante", "self", graph.Declares{Held: level(4), On: "2026-03-01", Published: true})
	question := c.ask("q", "Imprimante muette", "", "2025-12-20")
	c.edge(asker, "", question, graph.Authored{})
	c.answer(ada, question, "a", "Changer le tambour de l'imprimante.", "2025-12-22", true)
	for i := range 6 {
		question := c.ask(numbered("q", i), "Imprimante en panne", "", "2026-03-20")
		c.answer(ben, question, numbered("b", i), "Redémarrer l'imprimante.", graph.Date(fmt.Sprint("2026-03-2", i+1)), false)
	}
	return c.open()
}

// Employees are told who answers lately, unless they ask for expertise alone. Human resources and recruiters get
// expertise alone, whatever they ask for, and whatever else they are.
func TestWhoMayAskForAvailability(t *testing.T) {
	company := helpdesk(t)
	for _, test := range []struct {
		viewer string
		access.Viewer
		sees bool
	}{
		{"a colleague without a page", access.Colleague(), true},
		{"an employee", as("person/hugo"), true},
		{"human resources", as("person/hugo", access.HRRole), false},
		{"a recruiter", as("person/hugo", access.Recruiter), false},
		{"a recruiter in human resources", as("person/hugo", access.Recruiter, access.HRRole), false},
		{"human resources without a page", access.Viewer{Roles: []access.Role{access.Employee, access.HRRole}}, false},
		{"nobody", access.Viewer{}, false},
	} {
		whoKnows := company.ask(test.Viewer, search.Query{Words: "imprimante", First: 10, Emphasis: search.WhoKnows})
		answerNow := company.ask(test.Viewer, search.Query{Words: "imprimante", First: 10, Emphasis: search.AnswerNow})
		if said := hasReason(answerNow, rank.ReasonAvailable); said != test.sees {
			t.Errorf("%s is told who answers lately: %v, want %v", test.viewer, said, test.sees)
		}
		if whoKnows.Emphasis != search.WhoKnows || hasReason(whoKnows, rank.ReasonAvailable) {
			t.Errorf("%s asks for expertise and gets %+v", test.viewer, whoKnows)
		}
		if (answerNow.Emphasis == search.AnswerNow) != test.sees {
			t.Errorf("%s is told that people are ranked by %v", test.viewer, answerNow.Emphasis)
		}
		if same := cmp.Diff(whoKnows, answerNow) == ""; same == test.sees {
			t.Errorf("%s gets the same answer for both emphases: %v", test.viewer, same)
		}
	}
}

// Somebody who answers colleagues on other topics these days answers sooner than somebody who knows as much and has not answered for
// long. Several answers of a day are no more than one, and those to one's own questions are none.
func TestWhoAnswersTheseDaysComesFirst(t *testing.T) {
	c := newCompany(t)
	asker, ada, ben, eve := c.person("hugo", "", ""), c.person("ada", "", ""), c.person("ben", "", ""), c.person("eve", "", "")
	for _, one := range []graph.Key{ada, ben, eve} {
		c.declare(one, "Imprimante", "self", graph.Declares{Held: level(3), On: "2026-03-01", Published: true})
	}
	for i := range 6 {
		question, own := c.ask(numbered("q", i), "Congés d'été", "", "2026-03-20"), c.ask(numbered("o", i), "Badge perdu", "", "2026-03-20")
		c.edge(asker, "", question, graph.Authored{})
		c.edge(eve, "", own, graph.Authored{})
		c.answer(ben, question, numbered("b", i), "Voir l'intranet.", graph.Date(fmt.Sprint("2026-03-2", i+1)), false)
		c.answer(eve, own, numbered("e", i), "Retrouvé.", graph.Date(fmt.Sprint("2026-03-2", i+1)), false)
	}
	company := c.open()
	for emphasis, want := range map[search.Emphasis][]graph.Key{search.WhoKnows: {ada, ben, eve}, search.AnswerNow: {ben, ada, eve}} {
		answer := company.ask(as("person/hugo"), search.Query{Words: "imprimante", First: 10, Emphasis: emphasis})
		var got []graph.Key
		for _, expert := range answer.Experts {
			got = append(got, expert.Person.Key)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", emphasis, diff)
		}
		if said := hasReason(answer, rank.ReasonActive); said != (emphasis == search.AnswerNow) {
			t.Errorf("%v says who answers these days: %v", emphasis, said)
		}
	}
}

func hasReason(answer search.Answer, kind string) bool {
	for _, expert := range answer.Experts {
		if strings.Contains(kinds(expert), kind) {
			return true
		}
	}
	return false
}

// Availability is one of three words: nothing about it tells how many answers there are, or of when.
func TestAvailabilityIsAWord(t *testing.T) {
	answer := helpdesk(t).ask(as("person/hugo"), search.Query{Words: "imprimante", First: 10, Emphasis: search.AnswerNow})
	var said []string
	for _, expert := range answer.Experts {
		for _, reason := range expert.Reasons {
			if reason.Kind != rank.ReasonAvailable {
				continue
			}
			said = append(said, expert.Person.Key.ID()+": "+reason.Text("en"), reason.Text("fr"))
			text, _ := json.Marshal(reason)
			if reason.Count != 0 || reason.Last != "" || reason.Rest != 0 || len(reason.Evidence) != 0 || strings.Contains(string(text), "2026") {
				t.Errorf("more than a word is said: %s", text)
			}
		}
	}
	want := []string{"ben: Answers very often on “imprimante”", "Répond très souvent sur «\u00a0imprimante\u00a0»"}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("what is said of availability (-want +got):\n%s", diff)
	}
}

// A page of people ranked by one emphasis does not go on in the list of the other.
func TestCursorsAreOfOneEmphasis(t *testing.T) {
	company := helpdesk(t)
	query := search.Query{Words: "imprimante", First: 1, Emphasis: search.AnswerNow}
	query.After = company.ask(as("person/hugo"), query).Experts[0].Cursor
	query.Emphasis = search.WhoKnows
	if _, err := company.finder.FindExperts(t.Context(), company.gate.View(as("person/hugo")), query); err == nil {
		t.Error("a cursor of the other list is taken")
	}
}
