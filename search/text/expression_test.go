package text

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// outline writes an expression: (any a (all b c) "d" skill:e not f).
func outline(e Expression) string {
	switch e.Operator {
	case Words:
		if e.Malformed {
			return "malformed " + e.Text
		}
		return e.Text
	case Phrase:
		return `"` + e.Text + `"`
	case Field:
		if e.Field == LevelField {
			return fmt.Sprint("level", e.Compare, e.Level)
		}
		return []string{"skill", "unit", "site", "title"}[e.Field] + ":" + e.Text
	}
	parts := []string{[]string{"", "all", "any", "not"}[e.Operator-Sequence]}
	for _, one := range e.Operands {
		parts = append(parts, outline(one))
	}
	return "(" + strings.TrimSpace(strings.Join(parts, " ")) + ")"
}

func TestParseExpression(t *testing.T) {
	for query, want := range map[string]string{
		"":                                     "()",
		"soudage inox":                         "(soudage inox)",
		`"gestion de projet" agile`:            `("gestion de projet" agile)`,
		"« gestion de projet »":                `("gestion de projet")`,
		"“cost per click”":                     `("cost per click")`,
		"soudage AND inox":                     "((all soudage inox))",
		"soudage ET inox":                      "((all soudage inox))",
		"chef de projet OR acheteur":           "((any chef de projet acheteur))",
		"a1 AND b1 OU c1":                      "((any (all a1 b1) c1))",
		"(a1 OR b1) AND c1":                    "((all (any a1 b1) c1))",
		"soudage OR brasage -inox":             "((any soudage brasage) (not inox))",
		"soudage NOT inox":                     "(soudage (not inox))",
		"soudage SAUF (inox OR alu)":           "(soudage (not (any inox alu)))",
		`soudage -"inox fin"`:                  `(soudage (not "inox fin"))`,
		"-skill:sql base":                      "((not skill:sql) base)",
		"skill:soudage level>=3":               "(skill:soudage level>=3)",
		"compétence:soudage niveau ≥ 2,5":      "(skill:soudage level>=2.5)",
		"Competence:soudage NIVEAU:2":          "(skill:soudage level=2)",
		`service:"Bureau d'études" lieu:Brest`: "(unit:Bureau d'études site:Brest)",
		"unité : Achats/Indirects SAP":         "(unit:Achats/Indirects SAP)",
		"titre:acheteur poste:chef title:x1":   "(title:acheteur title:chef title:x1)",
		"site:Nantes OR site:Brest SAP":        "((any site:Nantes site:Brest) SAP)",
		"(soudage)":                            "(soudage)",
		// What looks like an operator and is none.
		"R ET D":                 "(R ET D)",
		"R AND D":                "(R AND D)",
		"aciers à -40 °C":        "(aciers à -40 °C)",
		"co-founder - equity":    "(co-founder - equity)",
		"sel et poivre ou rien":  "(sel et poivre ou rien)",
		"std::vector http://a.b": "(std::vector http://a.b)",
		"f(x) :)":                "(f(x) :))",
		`tube 2"`:                `(tube 2")`,
		"SAP OR ERP":             "((any SAP ERP))",
		// What follows no rule is words.
		`"gestion de projet`:     `malformed "gestion de projet`,
		"soudage AND":            "malformed soudage and",
		"OR":                     "malformed or",
		"NOT":                    "malformed not",
		"-inox":                  "malformed -inox",
		"NOT NOT inox":           "malformed not not inox",
		"(soudage inox":          "malformed (soudage inox",
		"skill:":                 "malformed skill:",
		`soudage ""`:             `malformed soudage ""`,
		"soudage OR site:Nantes": "malformed soudage or site:Nantes",
		"soudage OR NOT inox":    "malformed soudage or not inox",
		"level>=3":               "malformed level>=3",
		strings.Repeat("(", 50):  "malformed " + strings.Repeat("(", 50),
	} {
		if got := outline(ParseExpression(query)); got != want {
			t.Errorf("%q is read as %s, want %s", query, got, want)
		}
	}
}

func termsOf(query string) (wanted, excluded []QueryTerm) {
	return ParseExpression(query).Terms(TermOptions{0.9, 0.8, func(string) bool { return false }})
}

// What an expression looks for: required terms end in "!", optional ones in "?".
func TestTermsOfAnExpression(t *testing.T) {
	describe := func(terms []QueryTerm) string {
		var all []string
		for _, term := range terms {
			mark := ""
			if term.Required {
				mark = "!"
			} else if term.Optional {
				mark = "?"
			}
			all = append(all, term.Asked+mark)
		}
		return strings.Join(all, ", ")
	}
	for query, want := range map[string][2]string{
		"la soudure inox":                {"soudure, inox, la?", ""},
		"soudure AND inox -alu":          {"soudure!, inox!", "alu"},
		`"chef de projet" SAP`:           {"chef de projet!, SAP", ""},
		"soudure inox OR brasage":        {"soudure inox / brasage!", ""},
		"skill:soudage site:Nantes":      {"soudage", ""},
		"-skill:sql -unit:x données":     {"données", ""},
		"skill:soudage OR skill:brasage": {"soudage / brasage", ""},
		"données -(le sql OR oracle)":    {"données", "sql / oracle"},
		"the AND soudure":                {"soudure!, the?", ""},
	} {
		wanted, excluded := termsOf(query)
		if got := [2]string{describe(wanted), describe(excluded)}; got != want {
			t.Errorf("%q looks for %q, want %q", query, got, want)
		}
	}
}

func TestPhrasesAreHeldInOrder(t *testing.T) {
	for _, test := range []struct {
		phrase, text string
		want         bool
	}{
		{"gestion de projet", "La gestion de projet agile.", true},
		{"gestion de projet", "La Gestion de projets.", true},
		{"gestion de projet", "Un projet de gestion.", false},
		{"gestion de projet", "gestion et projet", false},
		{"gestion de projet", "gestion du projet", false},
		{"marchés publics", "Le marché public de l'été", true},
		{"appel d'offres", "Les appels d’offres", true},
		{"back office", "Le back-office", true},
		{"back-office", "Le back office", true},
		{"Node.js", "Node.js et React", true},
		{"C++ Java", "du C++, Java", true},
		{"ISO 9001", "norme iso9001", false},
		{"iso9001", "norme ISO 9001", true},
		{"été", "l'ete", true},
		{"acheteur", "Acheteuse", false},
		{"データ", "データベース", true},
	} {
		wanted, _ := termsOf(`"` + test.phrase + `"`)
		words := wanted[0].All
		if words == nil {
			words = wanted
		}
		if got := NewPhrases().Holds(test.text, words); got != test.want {
			t.Errorf("%q holds %q: %v, want %v", test.text, test.phrase, got, test.want)
		}
	}
}

// A phrase of which each two words are also one is found in time.
func TestManyWaysToReadAPhraseTakeNoLonger(t *testing.T) {
	wanted, _ := ParseExpression(`"` + strings.Repeat("xx ", 23) + `yy"`).Terms(TermOptions{0.9, 0.8, func(string) bool { return true }})
	if NewPhrases().Holds(strings.Repeat("xx xxxx ", 500), wanted[0].All) {
		t.Error("a phrase is found in a text without its last word")
	}
}

// FuzzParseExpression: whatever is asked is read, within bounds; its words are words of the query, and text without
// any sign of the language is read as the words that it is.
func FuzzParseExpression(f *testing.F) {
	for _, seed := range []string{`"a b" AND (c OR -d)`, "skill:x level>=3", "compétence : «é»", "((((", `"`, "NOT", "-(", "R ET D", "level>", "unit:\u00a0a)", "“a”b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		parsed := ParseExpression(query)
		wanted, excluded := parsed.Terms(TermOptions{0.9, 0.8, func(string) bool { return true }})
		if len(wanted) > maxTerms || len(excluded) > maxTerms {
			t.Fatalf("%q has %d terms and leaves out %d", query, len(wanted), len(excluded))
		}
		for _, term := range slices.Concat(wanted, excluded) {
			if len(term.Forms) == 0 || term.Forms[0].Text == "" {
				t.Errorf("%q: the term %+v has no form", query, term)
			}
			if utf8.ValidString(query) {
				NewPhrases().Holds(query, term.All)
			}
		}
		if !strings.ContainsAny(query, "\"“„«():<>=≥≤-") && strings.ToUpper(query) != query && query == strings.ToLower(query) && parsed.Malformed {
			t.Errorf("%q is plain words, and was not read", query)
		}
	})
}

// A text may consist of some of the words, in a row and in any form of each, and of nothing else.
func TestSpansAreTheWordsThatATextConsistsOf(t *testing.T) {
	words := ParseQuery("contrôle qualité inox", 0.9, 0.8, func(string) bool { return false })
	for label, want := range map[string]string{
		"Contrôle qualité": "[[0 2]]", "contrôles de la qualité": "[[0 2]]", "Qualité": "[[1 2]]", "Inox": "[[2 3]]", "qualité inox": "[[1 3]]",
		"contrôle inox": "[]", "qualité de l'air": "[]", "": "[]", "de la": "[]", "Contrôle qualité inox": "[[0 3]]",
	} {
		if got := fmt.Sprint(NewPhrases().Spans(label, words)); got != want {
			t.Errorf("%q consists of %s, want %s", label, got, want)
		}
	}
}
