package opening_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/opening"
)

func newStore(t testing.TB, facts ...graph.Fact) *sqlite.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	return store
}

// load imports a file of this text, and returns the report.
func load(t testing.TB, store *sqlite.Store, name, text string) ingest.Report {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	namer := graph.NewNamer([]byte("a key of these tests, 32 bytes.."))
	run := ingest.Import{Source: "openings", Store: store, Namer: namer}
	report, err := run.Run(t.Context(), opening.Reader{Path: path, Namer: namer, Store: store})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// all are the facts of openings, as text: keys, and of skills level and need.
func all(t testing.TB, store graph.Reader) []string {
	t.Helper()
	var keys []string
	_, err := store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		text := string(fact.Key)
		if demands, is := fact.Value.(graph.Demands); is {
			if demands.Level != nil {
				text += " " + string(rune('0'+int(*demands.Level)))
			}
			if demands.Must {
				text += " must"
			}
		}
		keys = append(keys, text)
		return nil
	}, graph.KindOpening, graph.KindOfferedAs, graph.KindOfferedIn, graph.KindOfferedAt, graph.KindDemands)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

const board = "\uFEFFRéférence;Intitulé du poste;Code ROME;Entité;Site;Type de contrat;Date limite;Contact RH;Statut;Compétences requises;Compétences souhaitées\r\n" +
	"OFF-1;Soudeur TIG confirmé;H2913;Atelier;Nantes;CDI;15/01/2027;Clément;Ouverte;Soudage TIG : 3 | Lecture de plans;Anglais (Notions)\r\n" +
	"OFF-2;Acheteur projet;;;;Mission 6 mois;31/12/2026;;Brouillon;Négociation;\r\n" +
	"OFF-5;Accompagner deux alternants;;;;Mission de mentorat;;;Brouillon;;\r\n" +
	";Sans référence;;;;;;;;;\r\n" +
	"OFF-3;Clôture illisible;;;;;45/13/2026;;;;\r\n" +
	"OFF-4;État inconnu;;;;;;;Peut-être;;\r\n"

// A bourse de l'emploi as companies export it becomes openings with what they demand, and again changes nothing.
func TestAListOfOpeningsIsRead(t *testing.T) {
	store := newStore(t,
		graph.Node("tig", "interviews", graph.Skill{PrefLabel: "Soudage TIG", Definition: "kept"}),
		graph.Node("rome/h2913", "rome", graph.Role{PrefLabel: []graph.Literal{"Soudage manuel@fr"}, Notation: "H2913", InScheme: "rome"}))
	report := load(t, store, "offres.csv", board)
	if len(report.Rejected) != 3 {
		t.Errorf("rejected %v, want the opening without a reference, the day that is none and the unknown state", report.Rejected)
	}
	want := []string{
		"opening/off-1",
		"opening/off-1 -demands-> skill/anglais 1",
		"opening/off-1 -demands-> skill/lecture-de-plans must",
		"opening/off-1 -demands-> skill/tig 3 must",
		"opening/off-1 -offered_as-> role/rome/h2913",
		"opening/off-1 -offered_at-> site/nantes",
		"opening/off-1 -offered_in-> unit/atelier",
		"opening/off-2",
		"opening/off-2 -demands-> skill/negociation must",
		"opening/off-5",
	}
	if diff := cmp.Diff(want, all(t, store)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	facts, err := store.Facts(t.Context(), graph.Whole, "opening/off-1", "opening/off-2", "opening/off-5", "skill/tig")
	if err != nil {
		t.Fatal(err)
	}
	values := []graph.Value{
		graph.Opening{Reference: "OFF-1", Title: "Soudeur TIG confirmé", Contract: "CDI", State: graph.OpeningOpen, ClosesOn: "2027-01-15", Contact: "Clément"},
		graph.Opening{Reference: "OFF-2", Title: "Acheteur projet", Contract: "Mission 6 mois", Mission: true, State: graph.OpeningDraft, ClosesOn: "2026-12-31"},
		graph.Opening{Reference: "OFF-5", Title: "Accompagner deux alternants", Contract: "Mission de mentorat", Mentoring: true, State: graph.OpeningDraft},
		graph.Skill{PrefLabel: "Soudage TIG", Definition: "kept"},
	}
	for i, fact := range facts {
		if diff := cmp.Diff(values[i], fact.Value); diff != "" {
			t.Errorf("%s (-want +got)\n%s", fact.Key, diff)
		}
	}
	if again := load(t, store, "offres.csv", board); len(again.Added)+len(again.Changed)+len(again.Removed) > 0 {
		t.Errorf("the same file again adds %v, changes %v, removes %v", again.Added, again.Changed, again.Removed)
	}
	load(t, store, "offres.csv", "Référence;Intitulé;Compétences requises\nOFF-1;Soudeur TIG confirmé;Lecture de plans\n")
	want = []string{"opening/off-1", "opening/off-1 -demands-> skill/lecture-de-plans must", "opening/off-2", "opening/off-2 -demands-> skill/negociation must", "opening/off-5"}
	if diff := cmp.Diff(want, all(t, store)); diff != "" {
		t.Errorf("what the new file no longer says is still there, or an opening that is not in it is gone (-want +got)\n%s", diff)
	}
}

// Skills may stand in rows of their own that repeat the reference.
func TestRowsOfSkillsAreOneOpening(t *testing.T) {
	store := newStore(t)
	report := load(t, store, "offres.csv", `Réf;Titre;Compétence;Niveau requis;Importance
A-7;Pilote de ligne;Conduite de ligne;4 - Expert;Indispensable
A-7;;SAP;2;Souhaité
A-7;Autre titre;Excel;2;Souhaité
A-7;;Excel;7;Souhaité
A-7;;SAP;2;Souhaité
`)
	want := []string{"opening/a-7", "opening/a-7 -demands-> skill/conduite-de-ligne 4 must", "opening/a-7 -demands-> skill/sap 2"}
	if diff := cmp.Diff(want, all(t, store)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(report.Rejected) != 3 {
		t.Errorf("rejected %v, want another title, a level that is none, and a skill said twice", report.Rejected)
	}
}

// A JobPosting of schema.org is an opening, alone, in a list or in a graph.
func TestAJobPostingIsRead(t *testing.T) {
	store := newStore(t)
	report := load(t, store, "postes.jsonld", `{"@context":"https://schema.org","@graph":[
	 {"@type":"JobPosting","identifier":{"@type":"PropertyValue","name":"Acme","value":"J-12"},"title":"Data engineer","datePosted":"2026-11-02",
	  "validThrough":"2026-12-24T23:59:00+01:00","employmentType":["FULL_TIME"],"description":"<p>Build &amp; run.</p><ul><li>Kafka</li></ul>",
	  "jobLocation":{"@type":"Place","address":{"@type":"PostalAddress","addressLocality":"Grenoble"}},
	  "hiringOrganization":{"@type":"Organization","name":"Acme","department":{"name":"Data"}},
	  "skills":["Kafka",{"@type":"DefinedTerm","name":"Python"}],"applicationContact":{"name":"Ana","email":"ana@example.org"}},
	 {"@type":"JobPosting","identifier":"J-13","title":"Buyer","skills":"Negotiation, SAP"},
	 {"@type":"JobPosting","identifier":"J-14"}, {"@type":"Organization","name":"Acme"}]}`)
	want := []string{
		"opening/j-12", "opening/j-12 -demands-> skill/kafka must", "opening/j-12 -demands-> skill/python must", "opening/j-12 -offered_at-> site/grenoble", "opening/j-12 -offered_in-> unit/data",
		"opening/j-13", "opening/j-13 -demands-> skill/negotiation must", "opening/j-13 -demands-> skill/sap must",
	}
	if diff := cmp.Diff(want, all(t, store)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	facts, err := store.Facts(t.Context(), graph.Whole, "opening/j-12")
	if err != nil {
		t.Fatal(err)
	}
	value := graph.Opening{Reference: "J-12", Title: "Data engineer", Contract: "FULL_TIME", State: graph.OpeningOpen, PostedOn: "2026-11-02", ClosesOn: "2026-12-24",
		Contact: "Ana, ana@example.org", Description: "Build & run.\nKafka"}
	if diff := cmp.Diff(graph.Value(value), facts[0].Value); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(report.Rejected) != 1 {
		t.Errorf("rejected %v, want the posting without a title", report.Rejected)
	}
}

// A posting is read as a table is: without characters that show nothing, and a damaged one is rejected.
func TestAPostingHoldsNothingInvisibleOrDamaged(t *testing.T) {
	store := newStore(t)
	report := load(t, store, "postes.json", `[{"@type":"JobPosting","identifier":"K\u0000-\u202e1","title":"Re\u0301gleur\u0000","description":"a\u0000b\r\nc"},
		{"@type":"JobPosting","identifier":"K-2","title":"R`+"\xff"+`gleur"}, {"@type":"JobPosting","identifier":"K-3","title":"x","skills":"S`+"\xff"+`P"}]`)
	if len(report.Rejected) != 2 {
		t.Errorf("rejected %v, want both that hold bytes that are no text", report.Rejected)
	}
	facts, err := store.Facts(t.Context(), graph.Whole, "opening/k-1")
	if err != nil || len(facts) != 1 {
		t.Fatal(facts, err)
	}
	want := graph.Opening{Reference: "K-1", Title: "Régleur", State: graph.OpeningOpen, Description: "ab\nc"}
	if diff := cmp.Diff(graph.Value(want), facts[0].Value); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Lists in lists are read in one go, up to the depth that JSON may have; deeper ones, and longer files, are refused.
func TestAPostingDeepInListsIsRead(t *testing.T) {
	in := func(depth int, text string) string {
		return strings.Repeat("[", depth) + text + strings.Repeat("]", depth)
	}
	store := newStore(t)
	var many strings.Builder
	for i := range 2_000 {
		fmt.Fprintf(&many, `{"@type":"JobPosting","identifier":"%d","title":"x","skills":%s},`, i, in(900, `"a"`))
	}
	if report := load(t, store, "postes.json", in(9_000, strings.TrimSuffix(many.String(), ","))); len(report.Rejected) > 0 || report.Read["posting"] != 2_000 {
		t.Errorf("read %v, rejected %v", report.Read, report.Rejected)
	}
	for name, text := range map[string]string{"deep.json": in(20_000, "0"), "long.json": "[" + strings.Repeat("0,", 10<<20) + "0]"} {
		if report := load(t, newStore(t), name, text); len(report.Rejected) != 1 {
			t.Errorf("%s: rejected %v", name, report.Rejected)
		}
	}
}

func TestAFileOfSomethingElseIsRefusedWhole(t *testing.T) {
	for name, text := range map[string]string{
		"personnel.csv": "Matricule;Nom\n1;A\n", "liste.json": `[{"@type":"Person","name":"A"}]`, "cassé.json": `{"@type":`,
		"naissances.csv": "Référence;Intitulé;Date de naissance\nA;B;01/02/1980\n",
	} {
		store := newStore(t)
		report := load(t, store, name, text)
		if len(report.Rejected) != 1 || len(all(t, store)) > 0 {
			t.Errorf("%s: rejected %v, stored %v", name, report.Rejected, all(t, store))
		}
	}
}

// Whatever the bytes, reading ends, names no opening twice, and what was imported is imported again without a change.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{board, `{"@type":"JobPosting","identifier":"1","title":"x","skills":"a (3), b"}`, `[{"@type":["JobPosting"],"@id":"é","title":{"@value":"t"}}]`, "Réf;Titre\na;b\na;c\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 4_000 || strings.Contains(string(content), "PK\x03\x04") {
			t.Skip()
		}
		store := newStore(t)
		load(t, store, "file", string(content))
		if again := load(t, store, "file", string(content)); len(again.Added)+len(again.Changed)+len(again.Removed) > 0 {
			t.Errorf("again: added %v, changed %v, removed %v", again.Added, again.Changed, again.Removed)
		}
	})
}
