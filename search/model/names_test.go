package model_test

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/search/model"
)

// knownIn returns where a text has one of the labels, and whether a word is one of theirs.
func knownIn(text string, labels ...string) model.Known {
	known := model.Known{Word: func(key string) bool {
		for _, label := range labels {
			for _, word := range strings.Fields(strings.ToLower(label)) {
				if word == key {
					return true
				}
			}
		}
		return false
	}}
	for at := range text {
		for _, label := range labels {
			if strings.HasPrefix(strings.ToLower(text[at:]), strings.ToLower(label)) {
				known.Labels = append(known.Labels, [2]int{at, at + len(label)})
			}
		}
	}
	return known
}

// A name is masked though nobody of that name is known; what somebody knows is not.
func TestNamesOfStrangersAreMasked(t *testing.T) {
	labels := []string{"Soudage TIG", "Kubernetes", "Gestion de projet", "taille de pierre", "vente marchand"}
	for text, want := range map[string]string{
		"A travaillé avec O'Neil sur le soudage TIG":           "A travaillé avec […] sur le soudage TIG",
		"O’Neil sait souder":                                   "[…] sait souder",
		"Selon Dupont, la paie est à jour":                     "Selon […], la paie est à jour",
		"Dupont maîtrise Kubernetes":                           "[…] maîtrise Kubernetes",
		"vu par McDonald et DeVries":                           "vu par […] et […]",
		"Entretien mené par Jean-Pierre Lambert-Roux, en mars": "Entretien mené par […], en mars",
		"formé par DURAND":                                     "formé par […]",
		"remplace DURAND Alice à l'atelier":                    "remplace […] à l'atelier",
		"remplace Alice DURAND à l'atelier":                    "remplace […] à l'atelier",
		"JEAN DUPONT\nSoudage TIG":                             "[…]\nSoudage TIG",
		"avec J. Dupont, J.-P. Morel et Morel B.":              "avec […] et […]",
		"validé par J.D.":                                      "validé par […]",
		"monsieur o'neil et mme dupont pilotent":               "monsieur […] et mme […] pilotent",
		"Dr Okafor, M Dupont, Mme de La Tour":                  "Dr […], M […]",
		"Nom : dupont alice\nPoste : soudeuse":                 "Nom : […]\nPoste : soudeuse",
		"Évaluateur : K. Okafor":                               "Évaluateur : […]",
		"l'équipe d'Alice et de Zoé":                           "l'équipe d'[…] et de […]",
		"conduit par Ludwig van Beethoven à Lyon":              "conduit par […] à […]",
		"Pierre Marchand encadre trois soudeurs":               "[…] encadre trois soudeurs",
		"avec Pierre, taille de pierre":                        "avec Pierre, taille de pierre", // the text itself writes it small
		"Gestion de projet, Kubernetes et PowerShell":          "Gestion de projet, Kubernetes et PowerShell",
		"utilise SQL, SAP et C++ ; AutoCAD, Python3":           "utilise SQL, SAP et C++ ; AutoCAD, Python3",
		"Maîtrise le soudage.\nFormation souhaitée : gestion":  "Maîtrise le soudage.\nFormation souhaitée : gestion",
		"Compétences : Terraform, Docker, Google Cloud":        "Compétences : Terraform, Docker, Google Cloud",
		"Outils\n- Terraform\n- Docker\n\nVu par Docker":       "Outils\n- Terraform\n- Docker\n\nVu par […]",
		"Worked with Siobhán and Nguyễn on invoices":           "Worked with […] and […] on invoices",
		"Notes of Ms Achebe: knows welding":                    "Notes of […]: knows welding",
		"Il faut parler à Иван Петров":                         "Il faut parler à […]",
		"<script>Dupont</script>":                              "<script>[…]</script>",
	} {
		if got := model.MaskNames(text, knownIn(text, labels...)); got != want {
			t.Errorf("%q is sent as\n%q, want\n%q", text, got, want)
		}
	}
}

// The first capital of a query is that of the keyboard.
func TestTheFirstCapitalOfAQueryIsNoName(t *testing.T) {
	for query, want := range map[string]string{
		"Conteneurs en production": "Conteneurs en production", "Terraform": "Terraform", "O'Neil": "[…]", "soudage Dupont": "soudage […]", "Alice Dupont": "[…]", "qui remplace Alice": "qui remplace […]",
	} {
		if got := model.MaskNames(query, model.Known{Query: true}); got != want {
			t.Errorf("%q is sent as %q, want %q", query, got, want)
		}
	}
}

// FuzzMaskNames: whatever a text holds, what is left of it is in the text, and nothing is added but masks.
func FuzzMaskNames(f *testing.F) {
	f.Add("A travaillé avec O'Neil, M. d’Arvor\nNom : x", 3, 9)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		known := model.Known{}
		if start >= 0 && start < end && end <= len(text) {
			known.Labels = [][2]int{{start, end}}
		}
		at := 0
		for _, part := range strings.Split(model.MaskNames(text, known), model.Mask) {
			found := strings.Index(text[at:], part)
			if found < 0 {
				t.Fatalf("%q is none of %q", part, text)
			}
			at += found + len(part)
		}
	})
}
