package search_test

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/rank"
)

// weldingShop is a company of welders: what Zoe holds is required of her, Paul's level is Zoe's to know as his manager.
func weldingShop(t testing.TB) *opened {
	c := newCompany(t)
	zoe, paul, anna := c.person("zoe", "Soudeuse", ""), c.person("paul", "", ""), c.person("anna", "", "")
	c.edge(paul, "", zoe, graph.ReportsTo{})
	held := func(value, required graph.Level) graph.Declares {
		return graph.Declares{Held: level(value), Required: level(required), On: "2026-01-10", Validated: true, ValidatedOn: "2026-01-10", Published: true}
	}
	c.declare(zoe, "Soudage TIG", "interview/1", held(4, 3))
	c.declare(zoe, "Soudage MAG", "interview/1", held(2.5, 3))
	c.declare(paul, "Soudage TIG", "interview/2", held(2, 2))
	question := c.ask("q", "Brasage ou soudage ?", "", "2026-03-01")
	c.answer(anna, question, "a", "Le brasage chauffe moins.", "2026-03-01", false)
	return c.open()
}

func expertOf(t *testing.T, answer search.Answer, id string) search.Expert {
	t.Helper()
	for _, expert := range answer.Experts {
		if expert.Person.Key == graph.Key("person/"+id) {
			return expert
		}
	}
	t.Fatalf("%s is not found among %q", id, names(answer))
	return search.Expert{}
}

// Each declared skill is told with its level; the level required beside it, where the viewer may know it.
func TestSkillsAreToldWithTheirLevels(t *testing.T) {
	company := weldingShop(t)
	const open = "2 validated skills: “Soudage TIG” (level 4 of 4), “Soudage MAG” (level 2.5 of 4), the latest in January 2026"
	const required = "2 validated skills: “Soudage TIG” (level 4 of 3 required), “Soudage MAG” (level 2.5 of 3 required), the latest in January 2026"
	for _, test := range []struct {
		viewer access.Viewer
		want   string
	}{
		{access.Colleague(), open}, {as("person/anna"), open}, {as("person/paul"), open}, {as("person/anna", access.Recruiter), open},
		{as("person/zoe"), required}, {as("person/anna", access.HRRole), required},
	} {
		for _, without := range []bool{false, true} {
			zoe := expertOf(t, company.ask(test.viewer, search.Query{Words: "soudage", First: 10, WithoutEvidence: without}), "zoe")
			if got := zoe.Headline().Text("en"); got != test.want {
				t.Errorf("%v is told of Zoe: %q, want %q", test.viewer, got, test.want)
			}
		}
	}
	paul := expertOf(t, company.ask(as("person/zoe"), search.Query{Words: "soudage TIG", First: 10}), "paul")
	if got, want := paul.Headline().Text("fr"), "«\u00a0Soudage TIG\u00a0», niveau 2 pour 2 requis, validé en janvier 2026"; got != want {
		t.Errorf("his manager is told of Paul: %q, want %q", got, want)
	}
}

// Evidence for a part of the words says so, and so does the person whose evidence holds no more together; common words
// and words by which a sentence asks are no part, nor is a site that people are of.
func TestAPartOfTheWordsIsToldAsSuch(t *testing.T) {
	c := newCompany(t)
	ada, ben, eve := c.person("ada", "", ""), c.person("ben", "", ""), c.person("eve", "Pipelines", "")
	both, one, other := c.ask("q1", "Pipelines in C++", "", "2026-03-01"), c.ask("q2", "C++ templates", "", "2026-03-01"), c.ask("q3", "Pipelines", "", "2026-03-01")
	c.answer(ada, both, "a1", "Use C++ pipelines.", "2026-03-01", true)
	c.answer(ben, one, "a2", "Use C++ concepts.", "2026-03-01", true)
	c.answer(eve, one, "a3", "C++ has few surprises.", "2026-03-01", false)
	c.answer(eve, other, "a4", "Pipelines run at night.", "2026-03-02", false)
	for _, person := range []graph.Key{ada, ben, eve} {
		c.edge(person, "", c.node("grenoble", graph.Site{Name: "Grenoble"}), graph.AtSite{})
	}
	company := c.open()
	for _, words := range []string{"C++ pipelines", "who knows about pipelines in C++ ?", "C++ pipelines Grenoble"} {
		answer := company.find(words)
		for id, want := range map[string]string{"ada": "", "ben": "C++", "eve": ""} {
			if got := expertOf(t, answer, id).Part; got != want {
				t.Errorf("%q: %s's evidence is on %q only, want %q", words, id, got, want)
			}
		}
		if got, want := expertOf(t, answer, "ben").Headline().Text("en"), "1 accepted answer on “C++” only, in March 2026"; got != want {
			t.Errorf("%q: of Ben: %q, want %q", words, got, want)
		}
		if got := expertOf(t, answer, "ada").Headline().Text("fr"); strings.Contains(got, "seulement") {
			t.Errorf("%q: of Ada: %q", words, got)
		}
	}
	if got := expertOf(t, company.find("C++ OR pipelines"), "ben").Part; got != "" {
		t.Errorf("of alternatives, Ben's evidence is on %q only", got)
	}
}

// What would pass the person above is told to nobody but the person below.
func TestOnlyOneselfIsToldHowToRise(t *testing.T) {
	company := weldingShop(t)
	for _, viewer := range []access.Viewer{access.Colleague(), {}, as("person/paul"), as("person/paul", access.HRRole), as("person/zoe"), as("person/anna", access.Recruiter)} {
		answer := company.ask(viewer, search.Query{Words: "soudage TIG", First: 10})
		for i, expert := range answer.Experts {
			if own := expert.Person.Key == viewer.Person && i > 0; (expert.Addition != nil) != own {
				t.Errorf("%+v is told of %s: %+v", viewer, expert.Person.Key, expert.Addition)
			}
		}
	}
	addition := expertOf(t, company.ask(as("person/paul"), search.Query{Words: "soudage TIG", First: 10}), "paul").Addition
	if want := "1 more answer on “soudage TIG” would put you one place higher"; addition.Text("en") != want {
		t.Errorf("Paul is told %q, want %q", addition.Text("en"), want)
	}
}

// The headline is a reason to believe that the person knows, however active or popular they are.
func TestAHeadlineIsNoPopularity(t *testing.T) {
	for _, expert := range helpdesk(t).ask(as("person/hugo"), search.Query{Words: "imprimante", First: 10, Emphasis: search.AnswerNow}).Experts {
		if headline := expert.Headline(); headline.Kind == rank.ReasonAvailable || headline.Kind == rank.ReasonFollowed || headline.Topic == "" {
			t.Errorf("the headline of %s is %q", expert.Person.Key, headline.Text("en"))
		}
	}
}
