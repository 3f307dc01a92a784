package search_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/thesaurus"
)

// printers is a company of printing whose words are near others that mean something else, with the words of the trades.
func printers(t testing.TB) *opened {
	c := newCompany(t)
	zoe, paul := c.person("zoe", "Acheteuse", ""), c.person("paul", "Conducteur d'impression", "")
	question := c.ask("q", "How many layers of varnish?", "", "2026-03-01")
	c.answer(zoe, question, "a", "Three layers. Bring makers of étain before it dries: presque dry.", "2026-03-02", true)
	c.declare(paul, "Soudage", "interview/1", graph.Declares{Held: level(3), On: "2026-01-01", Validated: true, Published: true})
	c.declare(zoe, "Soudage", "interview/2", graph.Declares{Held: level(1), On: "2026-01-01", Validated: true, Published: true})
	company := c.open()
	company.finder.Synonyms = thesaurus.Trades()
	return company
}

// A word of the trades, and one that is common, is spelled right though nobody here uses it: no near miss is searched.
func TestAWordSpelledRightIsNotCorrected(t *testing.T) {
	company := printers(t)
	for words, want := range map[string]search.Correction{
		"lawyers": {Asked: "lawyers"},
		"brazing": {Asked: "brazing"},
		"M&A":     {Asked: "M&A"},
		"étaient": {Asked: "étaient"},
		"puisque": {Asked: "puisque"},
		"layres":  {Asked: "layres", Searched: []string{"layers"}},
		"soudaje": {Asked: "soudaje", Searched: []string{"soudage"}},
		"varmish": {Asked: "varmish", Searched: []string{"varnish"}},
	} {
		var got search.Correction
		answer := company.find(words)
		if len(answer.Corrections) > 0 {
			got = answer.Corrections[0]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", words, diff)
		}
		if found := answer.Total > 0; found != (len(want.Searched) > 0) {
			t.Errorf("%q finds %q", words, names(answer))
		}
	}
}

// A field finds the same thing in the other language, as words do.
func TestFieldsAreFoundByWordsOfTheTrades(t *testing.T) {
	company := printers(t)
	for words, want := range map[string]string{
		"skill:welding":              "paul zoe",
		"skill:welding level>=3":     "paul",
		"compétence:soudage":         "paul zoe",
		"title:buyer":                "zoe",
		"title:buyer skill:welding":  "zoe",
		"skill:welding -title:buyer": "paul",
		"varnish -skill:welding":     "",
		"varnish -skill:plumbing":    "zoe",
		"title:welder":               "",
		"skill:brazing":              "",
		"skill:welding OR title:dba": "paul zoe",
	} {
		answer := company.find(words)
		if got := names(answer); got != want {
			t.Errorf("%q finds %q, want %q", words, got, want)
		}
		for _, correction := range answer.Corrections {
			if len(correction.Searched) > 0 {
				t.Errorf("%q is corrected: %+v", words, correction)
			}
		}
	}
}

// A skill that the query names counts as much as its rarest word: who is expert in it comes before who once wrote a word
// that nobody else writes, and both are found; a skill named by all the words is not one named by some of them.
func TestASkillNamedBesideARareWordCounts(t *testing.T) {
	c := newCompany(t)
	ada, ben := c.person("ada", "", ""), c.person("ben", "", "")
	c.declare(ada, "C++", "interview/1", graph.Declares{Held: level(4), On: "2026-01-01", Validated: true, Published: true})
	for i := range 200 {
		c.ask(numbered("o", i), "Autre chose ?", "", "2025-03-01")
	}
	for i := range 20 {
		question := c.ask(numbered("q", i), "C++ ?", "", "2025-03-01")
		c.answer(c.person(numbered("p", i), "", ""), question, numbered("a", i), "C++.", "2025-03-01", false)
	}
	other := c.ask("rare", "Combien de latence ?", "", "2025-03-01")
	c.answer(ben, other, "seldom", "La latence dépend du bus.", "2025-03-02", true)
	company := c.open()
	for _, words := range []string{"expert C++ latence", "latence C++", "qui connaît le C++ et la latence ?"} {
		answer := company.find(words)
		if got := names(answer); !strings.HasPrefix(got, "ada ") || !strings.Contains(got, "ben") {
			t.Errorf("%q finds %q, want Ada first, and Ben", words, got)
		}
	}
}

// A word in place of a misspelt one is searched like one that was typed: by its other forms, beside other words with their
// synonyms; and the answer says once what was searched.
func TestACorrectedWordIsSearchedByItsOtherForms(t *testing.T) {
	c := newCompany(t)
	ada, ben := c.person("ada", "", ""), c.person("ben", "Acheteur", "")
	c.answer(ada, c.ask("q", "Négocier avec un fournisseur", "", "2026-03-01"), "a", "On négocie, puis on signe des contrats.", "2026-03-02", true)
	c.answer(ben, c.ask("q2", "Un contrat signé ?", "", "2026-03-01"), "b", "Le contrat est signé.", "2026-03-02", true)
	company := c.open()
	company.finder.Synonyms = thesaurus.Trades()
	for words, want := range map[string]string{"contrat": "ada ben", "contrzt": "ada ben", "contrzt buyer": "ben"} {
		answer := company.find(words)
		found := strings.Fields(names(answer))
		slices.Sort(found)
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%q finds %q, want %q", words, got, want)
		}
		asked := map[string]int{}
		for _, correction := range answer.Corrections {
			asked[correction.Asked]++
		}
		if strings.HasPrefix(words, "contrzt") && (len(asked) != 1 || asked["contrzt"] != 1) {
			t.Errorf("%q is corrected as %+v", words, answer.Corrections)
		}
	}
}
