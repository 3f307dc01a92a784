package role_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/role"
)

func job(id, scheme, code, label string, others ...string) graph.Fact {
	value := graph.Role{PrefLabel: []graph.Literal{graph.NewLiteral(label, "fr")}, InScheme: scheme, Notation: code}
	for _, other := range others {
		value.AltLabel = append(value.AltLabel, graph.NewLiteral(other, "fr"))
	}
	return graph.Node(id, "", value)
}

func roles() []graph.Fact {
	return []graph.Fact{
		job("ach", "", "ACH-1", "Acheteur"), job("rh-paie", "", "RH-2", "Gestionnaire de paie"),
		job("rome-m1101", "rome", "M1101", "Acheteur / Acheteuse", "Acheteur industriel / Acheteuse industrielle", "Responsable achats"),
		job("rome-a1101", "rome", "A1101", "Conducteur / Conductrice d'engins agricoles", "Chauffeur(euse) de machines agricoles"),
		job("rome-k2204", "rome", "K2204", "Homme / Femme de ménage", "Agent / Agente d'entretien"),
		job("rome-i1", "rome", "I1", "Chargé / Chargée d'affaires", "Responsable d'affaires"), job("rome-i2", "rome", "I2", "Ingénieur / Ingénieure d'affaires", "Responsable d'affaires"),
		job("rome-g1", "rome", "G1", "Hôte / Hôtesse d'accueil"),
		job("esco-1", "esco", "", "acheteur/acheteuse", "chef de rang/cheffe de rang"),
	}
}

func TestATitleNamesARole(t *testing.T) {
	index := role.NewIndex(roles())
	for title, want := range map[string]graph.Key{
		"Acheteur": "role/ach", "ACHETEUSE": "role/ach", "Acheteur / Acheteuse": "role/ach", "Acheteur/Acheteuse": "role/ach", "Acheteur(se)": "role/ach",
		"Acheteur(euse)": "role/ach", "Acheteur·euse": "role/ach", "Acheteur.se": "role/ach", "Acheteur-euse": "role/ach", "acheteur/euse": "role/ach", "Acheteurs": "role/ach",
		"Acheteuse industrielle": "role/rome-m1101", "Acheteur(se) industriel(le)": "role/rome-m1101", "Acheteur industriel": "role/rome-m1101",
		"Conductrice d’engins agricoles": "role/rome-a1101", "conducteur d'engins agricoles": "role/rome-a1101", "Conducteur·rice d'engins agricoles": "role/rome-a1101",
		"Chauffeuse de machines agricoles": "role/rome-a1101",
		"Femme de menage":                  "role/rome-k2204", "Homme de ménage": "role/rome-k2204", "Agente d'entretien": "role/rome-k2204",
		"Chargée d'affaires": "role/rome-i1", "Chargé(e) d'affaires": "role/rome-i1", "Chargé-e d'affaires": "role/rome-i1", "Hôtesse d'accueil": "role/rome-g1", "hote d'accueil": "role/rome-g1",
		"Cheffe de rang": "role/esco-1", "Chef(fe) de rang": "role/esco-1",
		"Responsable d'affaires":               "", // of two
		"Acheteur / Gestionnaire de paie":      "",
		"Gestionnaire de paie et acheteur":     "",
		"Conducteur":                           "",
		"Responsable achats / Responsable SAV": "role/rome-m1101",
		"":                                     "", "/": "", "(e)": "", "Sous-chef": "",
	} {
		if got := index.ByTitle(title); got != want {
			t.Errorf("%q names %q, want %q", title, got, want)
		}
	}
}

func TestTheDirectoryGoesBeforeTheFileOfHR(t *testing.T) {
	index := role.NewIndex(roles())
	for name, each := range map[string]struct {
		post   role.Post
		role   graph.Key
		words  string
		source string
	}{
		"the title": {role.Post{Source: "directory", Title: "Acheteuse", JobSource: "people", JobTitle: "Gestionnaire de paie"}, "role/ach", "Acheteuse", "directory"},
		"a title that names none": {role.Post{Source: "directory", Title: "Ninja", JobSource: "people", JobTitle: "Gestionnaire de paie"},
			"role/rh-paie", "Gestionnaire de paie", "people"},
		"a title that names two": {role.Post{Source: "directory", Title: "Responsable d'affaires", JobSource: "people", JobCodes: []string{"I1"}}, "role/rome-i1", "I1", "people"},
		"a code before words":    {role.Post{Source: "people", Title: "Acheteur", JobSource: "people", JobTitle: "Acheteur", JobCodes: []string{"X", "M1101"}}, "role/rome-m1101", "M1101", "people"},
		"nothing":                {role.Post{Source: "directory", Title: "Ninja"}, "", "", ""},
	} {
		got, words, source := index.Held(each.post)
		if got != each.role || words != each.words || source != each.source {
			t.Errorf("%s: %q by %q of %q", name, got, words, source)
		}
	}
}

// What people hold follows from what the graph says: what is no longer so goes, what is so stays as it is.
func TestWhoHoldsWhatFollowsFromTheGraph(t *testing.T) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	commit := func(facts ...graph.Fact) {
		t.Helper()
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: "test", Put: facts}); err != nil {
			t.Fatal(err)
		}
	}
	commit(append(roles(),
		graph.Node("ana", "directory", graph.Person{DisplayName: "Ana", Title: "Acheteuse"}), graph.Node("bo", "people", graph.Person{DisplayName: "Bo", Title: "Conducteur"}),
		graph.Node("bo", "people", graph.Account{Source: "people", Fallback: true, Title: "Conducteur", JobCodes: []string{"A1101"}}), graph.Edge("account/bo", "", "person/bo", "", graph.Is{}),
		graph.Node("cy", "directory", graph.Person{DisplayName: "Cy", Title: "Acheteur", Absent: true}),
		graph.Edge("person/bo", "", "role/ach", "people", graph.HoldsRole{Title: "Acheteur"}))...)
	change, err := role.Read(t.Context(), store)
	want := role.Change{Delete: []graph.Key{"person/bo -holds_role-> role/ach"}, Put: []graph.Fact{
		graph.Edge("person/ana", "", "role/ach", "directory", graph.HoldsRole{Title: "Acheteuse"}),
		graph.Edge("person/bo", "", "role/rome-a1101", "people", graph.HoldsRole{Title: "A1101"})}}
	if diff := cmp.Diff(want, change); diff != "" || err != nil {
		t.Fatalf("%v, change (-want +got):\n%s", err, diff)
	}
	if err := role.Give(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	if change, err = role.Read(t.Context(), store); len(change.Put)+len(change.Delete) > 0 || err != nil {
		t.Errorf("%v, again: %+v", err, change)
	}
}

// Every name that ROME has for a job, in either gender, names that job or, where jobs share it, none.
func TestNamesOfROMENameTheirJob(t *testing.T) {
	dir := os.Getenv("SACHANT_DATA_DIR")
	if dir == "" {
		t.Skip("SACHANT_DATA_DIR names no data")
	}
	file, err := os.Open(filepath.Join(dir, "rome-4.0-v460", "unix_referentiel_appellation_v460_utf8.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	byCode := map[string]graph.Role{}
	for _, row := range rows[1:] {
		value := byCode[row[3]]
		value.InScheme, value.Notation = "rome", row[3]
		value.AltLabel = append(value.AltLabel, graph.NewLiteral(row[1], "fr"), graph.NewLiteral(row[2], "fr"))
		byCode[row[3]] = value
	}
	var facts []graph.Fact
	for code, value := range byCode {
		facts = append(facts, graph.Node("rome-"+strings.ToLower(code), "", value))
	}
	index := role.NewIndex(facts)
	right, shared, wrong := 0, 0, 0
	for _, row := range rows[1:] {
		male, female, two := strings.Cut(row[1], " / ")
		titles := []string{row[1], row[2], male}
		if words := strings.Fields(female); two && len(words) > 0 {
			rest := words[min(len(words), len(strings.Fields(male))):]
			titles = []string{row[1], row[2], strings.Join(append(strings.Fields(male), rest...), " "), female}
		}
		for _, title := range titles {
			switch got := index.ByTitle(title); got {
			case graph.Key("role/rome-" + strings.ToLower(row[3])):
				right++
			case "":
				shared++
			default:
				wrong++
				t.Logf("%q names %s, not %s", title, got, row[3])
			}
		}
	}
	t.Logf("%d right, %d shared, %d wrong", right, shared, wrong)
	if all := right + shared + wrong; wrong*1000 > all || right*100 < 97*all {
		t.Errorf("%d right, %d shared, %d wrong", right, shared, wrong)
	}
}
