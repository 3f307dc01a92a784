package search_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// secrets is a company in which everything hidden holds a word of its own.
func secrets(t testing.TB) *company {
	c := newCompany(t)
	zoe := c.person("zoe", "Ingénieure", "DSI")
	paul := c.person("paul", "Chef de projet", "DSI")
	c.edge(zoe, "", paul, graph.ReportsTo{})
	hidden := c.node("hidden", graph.Person{DisplayName: "Ghislaine", Title: "Pyrotechnicienne", Hidden: true})
	c.node("gone", graph.Person{DisplayName: "Fulbert", Title: "Ferronnier", Absent: true})
	c.declare(hidden, "Spéléologie", "self", graph.Declares{Held: level(4), On: "2026-01-01", Published: true})
	c.declare(zoe, "Cryptanalyse", "interview/1", graph.Declares{Held: level(4), On: "2026-01-01", Validated: true})
	secret := c.ask("q", "Projet Mandragore", "La mandragore pousse.", "2026-03-01")
	answer := c.answer(zoe, secret, "a", "Elle crie quand on la déracine.", "2026-03-01", true)
	community := c.community("club", true, secret, answer)
	c.edge(zoe, "", community, graph.MemberOf{})
	open := c.ask("q2", "Quelle imprimante ?", "Une imprimante muette.", "2026-03-01")
	c.answer(paul, open, "a2", "La grande imprimante.", "2026-03-01", false)
	c.answer(hidden, open, "a3", "La petite imprimante.", "2026-03-01", true)
	c.declare(paul, "Soudage", "self", graph.Declares{Held: level(3), On: "2026-01-01", Published: true})
	return c
}

// TestHiddenIsAbsent: a viewer who may not see something finds nobody by it, typed exactly or misspelt, and
// does not learn that it exists. A skill that only hidden declarations name does not exist either.
func TestHiddenIsAbsent(t *testing.T) {
	company := secrets(t).open()
	colleague, zoe, paul := access.Colleague(), as("person/zoe"), as("person/paul")
	hidden, hr := as("person/hidden"), as("person/paul", access.HRRole)
	stranger := as("person/hidden")
	for _, test := range []struct {
		words, misspelt string
		sees            map[string]string // viewer → people
	}{
		{"mandragore", "mandragorre", map[string]string{"colleague": "", "zoe": "zoe", "paul": "", "hr": "", "hidden": ""}},
		{"déracine", "deracinne", map[string]string{"colleague": "", "zoe": "zoe", "paul": "", "hr": ""}},
		{"cryptanalyse", "cryptanalise", map[string]string{"colleague": "", "zoe": "zoe", "paul": "zoe", "hr": "zoe", "hidden": ""}},
		{"pyrotechnicienne", "pyrotechnicene", map[string]string{"colleague": "", "zoe": "", "hr": "", "hidden": "hidden"}},
		{"spéléologie", "speliologie", map[string]string{"colleague": "", "hr": "", "hidden": "hidden"}},
		{"ferronnier", "ferronier", map[string]string{"colleague": "", "zoe": "", "hr": "", "hidden": ""}},
		{"imprimante", "imprimente", map[string]string{"colleague": "paul", "hidden": "hidden paul"}},
	} {
		viewers := map[string]access.Viewer{"colleague": colleague, "zoe": zoe, "paul": paul, "hr": hr, "hidden": hidden, "stranger": stranger}
		for viewer, want := range test.sees {
			for _, words := range []string{test.words, test.misspelt} {
				answer := company.ask(viewers[viewer], search.Query{Words: words, First: 10})
				if got := names(answer); got != want {
					t.Errorf("%s asks for %q and finds %q, want %q", viewer, words, got, want)
				}
				if want == "" {
					corrections := []search.Correction{{Asked: words}}
					if diff := cmp.Diff(search.Answer{Corrections: corrections, Units: []search.Facet{}, Sites: []search.Facet{}}, answer); diff != "" {
						t.Errorf("%s asks for %q and learns more than that it is not known:\n%s", viewer, words, diff)
					}
				}
			}
		}
	}
}

// TestStrangersScoresKnowNothingOfSecrets: the same with and without what they may not see.
func TestStrangersScoresKnowNothingOfSecrets(t *testing.T) {
	with := secrets(t)
	without := secrets(t)
	for _, id := range []graph.Key{"contribution/q", "contribution/a", "person/gone", "person/hidden", "skill/speleologie", "skill/cryptanalyse"} {
		for key := range without.facts {
			if from, to := key.Ends(); key == id || from == id || to == id {
				delete(without.facts, key)
			}
		}
	}
	same := cmp.Comparer(func(a, b graph.Fact) bool { return a.Key == b.Key })
	for _, words := range []string{"imprimante", "chef projet", "ingenieur dsi", "speleologie imprimante", "cryptanalyste", "soudage"} {
		if diff := cmp.Diff(without.open().find(words), with.open().find(words), same); diff != "" {
			t.Errorf("%q: a stranger's answer depends on what is hidden (-without +with):\n%s", words, diff)
		}
	}
}

// TestUnknownWordsAreSearchedByTheirNearest and the answer says so.
func TestUnknownWordsAreSearchedByTheirNearest(t *testing.T) {
	c := newCompany(t)
	question := c.ask("q", "Kubernetes en production", "", "2026-03-01")
	c.answer(c.person("zoe", "", ""), question, "a", "Kubernetes, avec soin.", "2026-03-01", true)
	company := c.open()
	for words, want := range map[string]search.Correction{
		"kubernates":  {Asked: "kubernates", Searched: []string{"kubernetes"}},
		"Kubernete":   {Asked: "Kubernete", Searched: []string{"kubernetes"}, ByStem: true},
		"kybernates":  {Asked: "kybernates", Searched: []string{"kubernetes"}},
		"productions": {Asked: "productions", Searched: []string{"production"}, ByStem: true},
		"xylophone":   {Asked: "xylophone"},
		"ag":          {Asked: "ag"},
		"production2": {Asked: "production2"},
	} {
		answer := company.find(words)
		var got search.Correction
		if len(answer.Corrections) > 0 {
			got = answer.Corrections[0]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", words, diff)
		}
		if found := names(answer) == "zoe"; found != (len(want.Searched) > 0 || want.Asked == "") {
			t.Errorf("%q finds %q", words, names(answer))
		}
	}
	answer := company.find("kubernates production")
	if got, want := answer.Experts[0].Reasons[0].Text("en"), "1 accepted answer on “kubernetes production”, in March 2026"; got != want {
		t.Errorf("why: %q, want %q", got, want)
	}
}

func TestSkillRenamedCommunityClosedPersonHidden(t *testing.T) {
	c := newCompany(t)
	zoe := c.person("zoe", "Ingénieure", "")
	c.declare(zoe, "Soudure", "self", graph.Declares{Held: level(3), On: "2026-01-01", Published: true})
	question := c.ask("q", "Quel poste ?", "", "2026-03-01")
	answer := c.answer(zoe, question, "a", "Un poste moderne.", "2026-03-01", true)
	community := c.community("atelier", false, question)
	company := c.open()
	expect := func(when, words, want string) {
		t.Helper()
		if got := names(company.find(words)); got != want {
			t.Errorf("%s, %q finds %q, want %q", when, words, got, want)
		}
	}
	expect("at first", "soudure", "zoe")
	company.change(graph.Tx{Put: []graph.Fact{graph.Node("soudure", "", graph.Skill{PrefLabel: "Brasage"})}})
	expect("after the skill got another name", "soudure", "")
	expect("after the skill got another name", "brasage", "zoe")

	expect("at first", "poste", "zoe")
	company.change(graph.Tx{Put: []graph.Fact{graph.Node("q", "", graph.Contribution{Type: graph.TypeQuestion, Title: "Quel chalumeau ?", PublishedAt: at("2026-03-01")})}})
	expect("after the question got another title", "chalumeau", "zoe")

	company.change(graph.Tx{Put: []graph.Fact{graph.Node("atelier", "", graph.Community{Name: "Atelier", Secret: true})}})
	expect("after the community became secret", "chalumeau", "")
	company.change(graph.Tx{Delete: []graph.Key{community}})
	expect("after the community was deleted", "chalumeau", "zoe")

	company.change(graph.Tx{Put: []graph.Fact{graph.Node("zoe", "", graph.Person{DisplayName: "Zoe", Title: "Ingénieure", Hidden: true})}})
	for _, words := range []string{"brasage", "chalumeau", "ingénieure", "zoe"} {
		expect("after Zoe was hidden", words, "")
	}
	company.change(graph.Tx{Delete: []graph.Key{zoe, answer}})
	if answer := company.ask(as(zoe), search.Query{Words: "brasage", First: 10}); answer.Total != 0 {
		t.Errorf("somebody deleted is found: %q", names(answer))
	}
}
