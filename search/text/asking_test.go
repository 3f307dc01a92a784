package text

import (
	"strings"
	"testing"
)

// What a sentence asks about is left, whatever it asks with.
func TestWordsThatOnlyAskAreOptional(t *testing.T) {
	for query, want := range map[string]string{
		"qui peut m'aider à négocier avec un fournisseur ?":     "négocier fournisseur",
		"je cherche quelqu'un qui maîtrise Excel":               "Excel",
		"someone who speaks German":                             "German",
		"who knows about carbon footprint?":                     "carbon footprint",
		"help me with Kubernetes, please":                       "Kubernetes",
		"Bonjour, j'ai besoin d'aide sur SAP svp. Merci":        "SAP",
		"je suis bloqué sur la soudure, qui pourrait m'aider ?": "bloqué soudure",
		"expert C++ temps réel":                                 "C++ temps réel",
		"QUI CONNAIT LES DOUANES":                               "DOUANES",
		"cost per click":                                        "cost click",
		"à qui s'adresser pour la paie":                         "paie",
		// No word that a topic is made of is lost.
		"help desk":                    "help desk",
		"aide à domicile":              "aide domicile",
		"recherche opérationnelle":     "recherche opérationnelle",
		"knowledge management":         "knowledge management",
		"besoin en fonds de roulement": "besoin fonds roulement",
		"people management":            "people management",
		"WHO guidelines":               "WHO guidelines",
		"maîtrise de l'énergie":        "maîtrise l'énergie",
		"qui peut m'aider":             "qui peut m'aider",
	} {
		var asked []string
		for _, term := range parse(query) {
			if !term.Optional {
				asked = append(asked, term.Asked)
			}
		}
		if got := strings.Join(asked, " "); got != want {
			t.Errorf("%q asks about %q, want %q", query, got, want)
		}
	}
}
