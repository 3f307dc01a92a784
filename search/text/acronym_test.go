package text

import (
	"slices"
	"testing"
)

// TestAcronymsOfLabels: a label is found by the initials of its words, and a long word by its length.
func TestAcronymsOfLabels(t *testing.T) {
	for label, want := range map[string][]string{
		"Directrice des ressources humaines":                    {"^drh", "^rh"},
		"Directeur administratif et financier":                  {"^daf"},
		"Responsable qualité, sécurité, environnement":          {"^qse", "^rqse"},
		"Contrôle non destructif":                               {"^cnd"},
		"Kubernetes":                                            {"^k8s"},
		"Responsable de la sécurité des systèmes d'information": {"^rssi"},
	} {
		var terms []string
		for _, term := range NewAnalyzer(nil).Analyze(Weighted{Text: label, Times: 1, Role: Label}).Terms {
			terms = append(terms, string(term.Text))
		}
		for _, one := range want {
			if !slices.Contains(terms, one) {
				t.Errorf("%q is not found by %q: %q", label, one, terms)
			}
		}
		if slices.Contains(terms, "^dg") {
			t.Errorf("%q is found by its stop words: %q", label, terms)
		}
	}
}

// TestAQueryMayBeAnAcronym: a word in capitals, one that no text holds, and a numeronym; no other word is one.
func TestAQueryMayBeAnAcronym(t *testing.T) {
	known := func(word string) bool { return word == "net" || word == "drh" }
	for query, want := range map[string]bool{"DRH": true, "drh": false, "cnd": true, "net": false, "k8s": true, "soudage": false, "b2v": true, "R": false} {
		found := false
		for _, form := range ParseQuery(query, 1, 1, known)[0].Forms {
			found = found || form.Text[:1] == AcronymMark
		}
		if found != want {
			t.Errorf("%q is searched as an acronym: %v, want %v", query, found, want)
		}
	}
}
