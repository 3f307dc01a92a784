package model_test

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/model"
)

func person(id string, value graph.Person) graph.Fact { return graph.Node(id, "directory", value) }

func peopleOf(t testing.TB, people ...graph.Fact) *model.People {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Commit(t.Context(), graph.Tx{Put: people}); err != nil {
		t.Fatal(err)
	}
	mask, err := model.ReadPeople(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return mask
}

func staff(t testing.TB) *model.People {
	return peopleOf(t,
		person("1", graph.Person{DisplayName: "Hélène D'Arvor-Le Goff", GivenName: "Hélène", FamilyName: "D'Arvor-Le Goff", EmployeeNumber: "000127"}),
		person("2", graph.Person{DisplayName: "Nguyen Do", GivenName: "Do", FamilyName: "Nguyen", Hidden: true}),
		person("3", graph.Person{DisplayName: "王伟", Absent: true}),
		person("4", graph.Person{DisplayName: "Will Young", EmployeeNumber: "B-77"}),
	)
}

// What identifies somebody is masked, however it is written; what they know is not.
func TestWhatIdentifiesPeopleIsMasked(t *testing.T) {
	mask := staff(t)
	for text, want := range map[string]string{
		"Hélène maîtrise le soudage TIG":              "[…] maîtrise le soudage TIG",
		"HELENE D’ARVOR LE GOFF, acheteuse":           "[…], acheteuse",
		"Le Goff Hélène et d'arvor":                   "Le […]",
		"He\u0301le\u0300ne sait":                     "[…] sait",
		"Hé\u00adlène sait":                           "[…] sait",
		"Go\x00ff et Hé\x1blène":                      "[…]",
		"NGUYEN Do, gestion de la paie":               "[…], gestion de la paie",
		"Will Young leads":                            "[…] leads",
		"she will lead young teams":                   "she […] lead […] teams",
		"由王伟负责焊接":                                     "由[…]负责焊接",
		"h.darvor@orsenne.example, SQL":               "[…], SQL",
		"prenom.nom (at) exemple.fr":                  "[…]",
		"01 23 45 67 89 ou +33 (0)6.12.34.56.78":      "[…] ou […]",
		"NIR 1 85 05 2A 006 084 36":                   "NIR […]",
		"matricule 127":                               "matricule […]",
		"Matricule : A7":                              "Matricule : […]",
		"le 127 et le 000127":                         "le […] et le […]",
		"badge B-77, ou b-77":                         "badge […], ou […]",
		"FR76 3000 4000 0312 3456 7890 143":           "[…]",
		"né le 14 janvier 1980, soudeur":              "né le […], soudeur",
		"Mme Lambert-Roux pilote":                     "Mme […] pilote",
		"https://intranet.example/p/12 et a.fr/in/xy": "[…] et […]",
		"ISO 9001, Windows 11, C++ en 2024":           "ISO 9001, Windows 11, C++ en 2024",
		"Négociation d'achats, gestion de projet":     "Négociation d'achats, gestion de projet",
	} {
		if got := mask.Mask(text); strings.TrimSpace(got) != want {
			t.Errorf("%q is sent as %q, want %q", text, got, want)
		}
	}
}
