package search_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// buyers is a company in which several people know about negotiation, each in their own way.
func buyers(t testing.TB) *company {
	c := newCompany(t)
	helene := c.person("helene", "Acheteuse mobilier", "Achats/Indirects")
	karim := c.person("karim", "Responsable achats", "Achats")
	elif := c.person("elif", "Juriste contrats", "Juridique")
	zoe := c.person("zoe", "Négociation et appels d'offres", "Achats")
	paul := c.person("paul", "Comptable", "Finances")
	question := c.ask("q1", "Comment renégocier un contrat-cadre ?", "La négociation est bloquée.", "2026-02-01")
	accepted := c.answer(helene, question, "a1", "Préparez la négociation avec le fournisseur, chiffres en main.", "2026-02-02", true)
	c.answer(paul, question, "a2", "La négociation avec un fournisseur, cela dépend du marché.", "2026-02-03", false)
	c.declare(karim, "Négociation", "interview/1", graph.Declares{Held: level(4), On: "2025-12-05", Validated: true, ValidatedOn: "2025-12-05", Published: true})
	c.declare(elif, "Négociation", "self", graph.Declares{Held: level(2), On: "2026-01-05", Published: true})
	c.edge(zoe, "", accepted, graph.Likes{At: at("2026-02-10")})
	c.edge(paul, "", helene, graph.Follows{At: at("2026-02-11")})
	c.edge(helene, "", c.node("paris", graph.Site{Name: "Paris"}), graph.AtSite{})
	c.edge(karim, "", c.node("lyon", graph.Site{Name: "Lyon"}), graph.AtSite{})
	c.community("achats-responsables", false, question, accepted)
	return c
}

func TestFindsWhoKnowsAndSaysWhy(t *testing.T) {
	answer := buyers(t).open().find("négociation")
	if got, want := names(answer), "helene karim zoe paul elif"; got != want {
		t.Fatalf("found %q, want %q", got, want)
	}
	if answer.Total != 5 {
		t.Errorf("total %d, want 5", answer.Total)
	}
	helene := answer.Experts[0]
	if got, want := kinds(helene), "accepted liked followed"; got != want {
		t.Errorf("Hélène's reasons: %s, want %s", got, want)
	}
	if helene.Title != "Acheteuse mobilier" || helene.Unit != "Achats/Indirects" || helene.Site != "Paris" {
		t.Errorf("Hélène works as %q in %q at %q", helene.Title, helene.Unit, helene.Site)
	}
	reason := helene.Reasons[0]
	if got, want := reason.Text("fr"), "1 réponse acceptée sur «\u00a0négociation\u00a0», en février 2026"; got != want {
		t.Errorf("why: %q, want %q", got, want)
	}
	piece := reason.Evidence[0]
	if piece.Key != "contribution/a1" || piece.Kind != "answer" || piece.Title != "Comment renégocier un contrat-cadre ?" ||
		!strings.Contains(piece.Excerpt, "Préparez la négociation") || piece.Date != "2026-02-02" || piece.Source != "ACHATS-RESPONSABLES" {
		t.Errorf("evidence: %+v", piece)
	}
	karim := answer.Experts[1].Reasons[0]
	if karim.Kind != "validated" || karim.Evidence[0].Title != "Négociation" || karim.Evidence[0].Source != "interview" || karim.Evidence[0].Level != 4 {
		t.Errorf("Karim's reason: %+v", karim)
	}
}

func TestScoreIsTheSumOfItsReasons(t *testing.T) {
	for _, words := range []string{"négociation", "négociation fournisseur", "achats", "contrats juriste"} {
		for _, expert := range buyers(t).open().find(words).Experts {
			sum := 0.0
			for _, reason := range expert.Reasons {
				pieces := reason.RestPoints
				for _, piece := range reason.Evidence {
					pieces += piece.Points
				}
				if math.Abs(pieces-reason.Points) > 1e-9 {
					t.Errorf("%q: a reason of %s is worth %v, its evidence %v", words, expert.Person.Key, reason.Points, pieces)
				}
				sum += reason.Points
			}
			if math.Abs(sum-expert.Score) > 1e-9 {
				t.Errorf("%q: rule broken: the score is the sum of its reasons: %s has %v, its reasons %v", words, expert.Person.Key, expert.Score, sum)
			}
		}
	}
}

// TestFirstDay: without a single contribution, titles, units, names and published skills answer.
func TestFirstDay(t *testing.T) {
	c := newCompany(t)
	c.person("helene", "Acheteuse mobilier", "Achats")
	c.person("paul", "Comptable", "Finances")
	c.declare(c.person("elif", "Juriste", "Juridique"), "Droit des achats publics", "self", graph.Declares{Held: level(3), On: "2026-01-05", Published: true})
	company := c.open()
	for words, want := range map[string]string{
		"acheteur":       "helene",
		"achats publics": "elif",
		"finances":       "paul",
		"Helene":         "helene",
		"paul comptable": "paul",
		"astronomie":     "",
	} {
		got := names(company.find(words))
		if words == "achats publics" {
			got, _, _ = strings.Cut(got, " ") // people of the unit Achats come after
		}
		if got != want {
			t.Errorf("%q finds %q, want %q", words, got, want)
		}
	}
}

func TestAsOfADay(t *testing.T) {
	company := buyers(t).open()
	asOf := func(on graph.Date) string {
		return names(company.ask(access.Colleague(), search.Query{Words: "négociation", First: 10, AsOf: on.Time()}))
	}
	for on, want := range map[graph.Date]string{
		"2025-12-04": "zoe",
		"2025-12-05": "karim zoe",
		"2026-01-31": "karim zoe elif",
		"2026-02-01": "karim zoe elif",
		"2026-02-02": "helene karim zoe elif",
		"2026-02-03": "helene karim paul zoe elif",
	} {
		if got := asOf(on); got != want {
			t.Errorf("as of %s finds %q, want %q", on, got, want)
		}
	}
	helene := company.ask(access.Colleague(), search.Query{Words: "négociation", First: 10, AsOf: graph.Date("2026-02-09").Time()}).Experts[0]
	if got := kinds(helene); got != "accepted" {
		t.Errorf("likes and follows of later days count: %s", got)
	}
}

func TestFiltersAndFacets(t *testing.T) {
	company := buyers(t).open()
	for _, test := range []struct {
		unit, site, want string
	}{
		{"Achats", "", "helene karim zoe"},
		{"achats", "", "helene karim zoe"},
		{"unit/achats", "", "helene karim zoe"},
		{"Achats/Indirects", "", "helene"},
		{"", "Paris", "helene"},
		{"", "site/lyon", "karim"},
		{"Achats", "Lyon", "karim"},
		{"Ach", "", ""},
		{"unit/none", "", ""},
	} {
		answer := company.ask(access.Colleague(), search.Query{Words: "négociation", Unit: test.unit, Site: test.site, First: 10})
		if got := names(answer); got != test.want || answer.Total != len(answer.Experts) {
			t.Errorf("unit %q, site %q: %q (%d), want %q", test.unit, test.site, got, answer.Total, test.want)
		}
	}
	answer := company.ask(access.Colleague(), search.Query{Words: "négociation", Unit: "Achats", First: 1})
	want := []search.Facet{
		{Key: "unit/achats", Name: "Achats", Count: 2}, {Key: "unit/achats-indirects", Name: "Achats/Indirects", Count: 1},
		{Key: "unit/finances", Name: "Finances", Count: 1}, {Key: "unit/juridique", Name: "Juridique", Count: 1},
	}
	if diff := cmp.Diff(want, answer.Units); diff != "" {
		t.Errorf("units of all the people found (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]search.Facet{{Key: "site/lyon", Name: "Lyon", Count: 1}, {Key: "site/paris", Name: "Paris", Count: 1}}, answer.Sites); diff != "" {
		t.Errorf("sites of the people in the unit (-want +got):\n%s", diff)
	}
}

// TestAUnitByIDIncludesItsParts also where nobody found is in the unit itself.
func TestAUnitByIDIncludesItsParts(t *testing.T) {
	made := buyers(t)
	made.node("achats", graph.Unit{Name: "Achats"})
	made.node("siege", graph.Unit{Name: "Siège"})
	made.node("siege-achats", graph.Unit{Name: "Siège/Achats"})
	made.edge("person/paul", "", "unit/siege-achats", graph.InUnit{})
	made.edge(made.node("rita", graph.Person{DisplayName: "Rita"}), "", "unit/siege", graph.InUnit{})
	company := made.open()
	for _, unit := range []string{"Siège", "unit/siege", " unit/siege ", "unit/siege-achats"} {
		answer := company.ask(access.Colleague(), search.Query{Words: "négociation", Unit: unit, First: 10})
		if got := names(answer); got != "paul" {
			t.Errorf("unit %q: %q, want paul", unit, got)
		}
	}
}

func TestACursorOfAnotherSearchIsAnError(t *testing.T) {
	company := buyers(t).open()
	query := search.Query{Words: "négociation", First: 1}
	after := company.ask(access.Colleague(), query).Experts[0].Cursor
	for _, other := range []search.Query{
		{Words: "fournisseurs"}, {Words: "négociation", Unit: "Achats"}, {Words: "négociation", Site: "Paris"},
		{Words: "négociation", AsOf: graph.Date("2026-02-09").Time()},
	} {
		other.First, other.After = 1, after
		_, err := company.finder.FindExperts(t.Context(), company.gate.View(access.Colleague()), other)
		if !errors.Is(err, graph.ErrInvalid) || !strings.Contains(err.Error(), "another search") {
			t.Errorf("%+v: %v", other, err)
		}
	}
}

func TestPagesFollowOneAnother(t *testing.T) {
	company := buyers(t).open()
	var all []string
	query := search.Query{Words: "négociation", First: 2}
	for {
		answer := company.ask(access.Colleague(), query)
		if answer.Total != 5 {
			t.Errorf("total %d on a page, want 5", answer.Total)
		}
		all = append(all, names(answer))
		if !answer.More {
			break
		}
		query.After = answer.Experts[len(answer.Experts)-1].Cursor
	}
	if diff := cmp.Diff([]string{"helene karim", "zoe paul", "elif"}, all); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	query.After = "nonsense!"
	if _, err := company.finder.FindExperts(t.Context(), company.gate.View(access.Colleague()), query); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("a malformed cursor gives %v, want ErrInvalid", err)
	}
}

func TestNobodyIsFoundWithoutWordsOrViewer(t *testing.T) {
	company := buyers(t).open()
	for _, words := range []string{"", " \t", "???", "the of and"} {
		if answer := company.find(words); answer.Total != 0 {
			t.Errorf("%q finds %q", words, names(answer))
		}
	}
	if answer := company.ask(access.Viewer{}, search.Query{Words: "négociation", First: 10}); answer.Total != 0 {
		t.Errorf("nobody is shown %q", names(answer))
	}
}

// TestTwoWordsTogether: a text that holds only one of the words does not count where another
// holds two, and counts where none does, unless the other word is one that nobody uses.
func TestTwoWordsTogether(t *testing.T) {
	c := newCompany(t)
	question := c.ask("q", "Equity for early people", "", "2026-03-01")
	other := c.ask("q2", "Which bank?", "", "2026-03-01")
	c.answer(c.person("zoe", "", ""), question, "a1", "Split it evenly among the founders.", "2026-03-01", false)
	c.answer(c.person("paul", "", ""), other, "a2", "Split, split, split your accounts.", "2026-03-30", true)
	company := c.open()
	if got := names(company.find("equity split between co-founders")); got != "zoe" {
		t.Errorf("found %q, want only who speaks of two of the words", got)
	}
	if got := names(company.find("evenly accounts")); got != "paul zoe" {
		t.Errorf("found %q, want those who speak of one word where nobody speaks of two", got)
	}
	if got := names(company.find("split hairs")); got != "" {
		t.Errorf("found %q, want nobody, since nobody speaks of hairs", got)
	}
}

func TestReadsTheGraphAFixedNumberOfTimes(t *testing.T) {
	reads := func(people int) [2]int {
		c := newCompany(t)
		question := c.ask("q", "Comment négocier ?", "", "2026-03-01")
		var others []graph.Key
		for i := range people {
			who := c.person(numbered("p", i), "Négociation", "Achats")
			c.edge(who, "", c.node("paris", graph.Site{Name: "Paris"}), graph.AtSite{})
			answer := c.answer(who, question, numbered("a", i), "La négociation, toujours.", "2026-03-01", i%2 == 0)
			c.community("achats", false, question, answer)
			c.declare(who, "Négociation", "self", graph.Declares{Held: level(3), On: "2026-01-01", Published: true})
			for _, other := range others[max(0, len(others)-3):] {
				c.edge(other, "", answer, graph.Likes{At: at("2026-03-02")})
				c.edge(other, "", who, graph.Follows{})
			}
			others = append(others, who)
		}
		company := c.open()
		if answer := company.find("négociation"); answer.Total != people {
			t.Fatalf("found %d of %d", answer.Total, people)
		}
		return [2]int{company.reads.facts, company.reads.edges}
	}
	few, many := reads(60), reads(110)
	if few != many {
		t.Errorf("60 people take %v reads of facts and edges, 110 take %v: want the same number", few, many)
	}
	if most := [2]int{24, 28}; many[0] > most[0] || many[1] > most[1] {
		t.Errorf("%v reads of facts and edges through the view, at most %v are wanted", many, most)
	}
}

// TestRingGainsNothing: three colleagues who like and follow each other stand where they stood.
func TestRingGainsNothing(t *testing.T) {
	build := func(ring bool) *company {
		c := newCompany(t)
		question := c.ask("q", "Comment négocier ?", "", "2026-03-01")
		var people, answers []graph.Key
		for i := range 6 {
			people = append(people, c.person(numbered("p", i), "", ""))
			answers = append(answers, c.answer(people[i], question, numbered("a", i), strings.Repeat("La négociation. ", i+1), "2026-03-01", false))
		}
		c.edge(people[0], "", answers[5], graph.Likes{At: at("2026-03-02")})
		if !ring {
			return c
		}
		for i := range 3 {
			for j := range 3 {
				c.edge(people[i], "", answers[j], graph.Likes{At: at("2026-03-02")})
				if i != j {
					c.edge(people[i], "", people[j], graph.Follows{At: at("2026-03-02")})
				}
			}
		}
		return c
	}
	without, with := build(false).open().find("négociation"), build(true).open().find("négociation")
	if diff := cmp.Diff(without.Experts, with.Experts, cmp.Comparer(func(a, b graph.Fact) bool { return a.Key == b.Key })); diff != "" {
		t.Errorf("rule broken: a ring changes somebody's place (-without +with):\n%s", diff)
	}
	if !slices.ContainsFunc(with.Experts, func(expert search.Expert) bool { return strings.Contains(kinds(expert), "liked") }) {
		t.Error("a like from outside the ring does not count")
	}
}

// TestAllWhoDeclareASkillAreFoundByIt, however many they are, as soon as they declare it.
func TestAllWhoDeclareASkillAreFoundByIt(t *testing.T) {
	const many = 700 // more than texts are looked at
	c := newCompany(t)
	skill := c.node("s", graph.Skill{PrefLabel: "Soudure TIG"})
	var declared []graph.Fact
	for i := range many {
		person := c.person(numbered("p", i), "", "")
		declared = append(declared, graph.Edge(person, "self", skill, "", graph.Declares{Possessed: true, Published: true, On: "2026-01-01"}))
	}
	company := c.open()
	company.change(graph.Tx{Put: declared})
	if answer := company.find("soudure"); answer.Total != many {
		t.Errorf("%d people are found by a skill that %d declare", answer.Total, many)
	}
}

// TestFirst is how many people are returned: 0 to 100.
func TestFirst(t *testing.T) {
	company := buyers(t).open()
	view := func() *access.View { return company.gate.View(access.Colleague()) }
	for _, test := range []struct {
		first, want int
		more        bool
	}{{0, 0, true}, {1, 1, true}, {5, 5, false}, {search.MaxFirst, 5, false}} {
		answer, err := company.finder.FindExperts(t.Context(), view(), search.Query{Words: "négociation", First: test.first})
		if err != nil || len(answer.Experts) != test.want || answer.Total != 5 || answer.More != test.more {
			t.Errorf("first %d of 5 people: %d returned of %d, more: %v, %v", test.first, len(answer.Experts), answer.Total, answer.More, err)
		}
	}
	for _, first := range []int{-1, search.MaxFirst + 1} {
		if _, err := company.finder.FindExperts(t.Context(), view(), search.Query{Words: "négociation", First: first}); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("first %d gives %v, want ErrInvalid", first, err)
		}
	}
}

// TestNobodyCostsLessThanTen: people who are not returned are not explained.
func TestNobodyCostsLessThanTen(t *testing.T) {
	reads := func(first int) int {
		company := buyers(t).open()
		company.ask(access.Colleague(), search.Query{Words: "négociation", First: first, WithoutFacets: true})
		return company.reads.facts + company.reads.edges
	}
	if none, ten := reads(0), reads(10); none > ten-4 {
		t.Errorf("to count takes %d reads of the graph, to return ten people %d", none, ten)
	}
}

// TestAFilterFindsWhoIsFarDown: the people of a unit are found, however many others say the same better.
func TestAFilterFindsWhoIsFarDown(t *testing.T) {
	c := newCompany(t)
	question := c.ask("q", "Par où commencer ?", "", "2026-03-01")
	for i := range 400 {
		c.answer(c.person(numbered("p", i), "", "Achats"), question, numbered("a", i), "La négociation avec les fournisseurs.", "2026-03-01", true)
	}
	rita := c.person("rita", "", "Usine")
	c.answer(rita, question, "b", "La négociation, une fois, avec tout le monde, et sur tout autre chose encore.", "2020-03-01", false)
	company := c.open()
	for _, query := range []search.Query{{Words: "négociation", Unit: "Usine", First: 10}, {Words: "négociation unité:Usine", First: 10}} {
		if got := names(company.ask(access.Colleague(), query)); got != "rita" {
			t.Errorf("%q in %q finds %v, want Rita alone", query.Words, query.Unit, got)
		}
	}
}
