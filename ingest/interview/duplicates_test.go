package interview_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
)

const longHeader = "Matricule;Type d'entretien;Date de l'entretien;Code compétence;Compétence;Niveau acquis;Commentaire\n"

func TestRowsThatSayTheSameAreOne(t *testing.T) {
	got := readText(t,
		longHeader+"1;Entretien annuel;14/01/2026;C-1;A;3;bien\n1;entretien annuel;2026-01-14;c-1;A;Maîtrise;\n",
		longHeader+"1;Entretien annuel;14/01/26;C-1;A;3,0;\n")
	if len(got.Statements) != 1 || len(got.Rejected) > 0 || got.Reads["row"] != 3 {
		t.Errorf("said %d statements, rejected %q, read %v", len(got.Statements), got.Rejected, got.Reads)
	}
}

func TestRowsThatContradictEachOtherAreRejectedEachNamingTheOther(t *testing.T) {
	got := readText(t,
		longHeader+"1;Entretien annuel;14/01/2026;C-1;A;3;\n1;Entretien annuel;14/01/2026;C-1;A;2;\n2;Entretien annuel;14/01/2026;C-1;A;2;\n",
		longHeader+"1;Entretien annuel;14/01/2026;C-2;B;1;\n1;Entretien annuel;15/01/2026;C-1;A;1;\n1;Entretien annuel;14/01/2026;C-1;A;3;\n")
	reason := ": the same person, skill and interview with other content; keep the right row"
	want := []string{
		"1.csv:2: contradicts 1.csv:3 and 2.csv:4" + reason,
		"1.csv:3: contradicts 1.csv:2 and 2.csv:4" + reason,
		"2.csv:4: contradicts 1.csv:2 and 1.csv:3" + reason,
	}
	if diff := cmp.Diff(want, got.Rejected); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
	if want := []int{4, 2, 3}; !slices.Equal(linesOf(got), want) {
		t.Errorf("said lines %v, want %v", linesOf(got), want)
	}
}

func TestASkillNamedByItsLabelHasTheCodeOfTheOtherRows(t *testing.T) {
	got := readText(t, longHeader+"1;;;;Négociation ;3;\n2;;;C-NEGO;négociation;2;\n1;;;C-NEGO;Négociation;1;\n")
	if len(got.Rejected) != 2 || len(got.Statements) != 1 || got.Count(graph.KindSkill) != 1 {
		t.Errorf("rejected %q, said %v", got.Rejected, sortedKeys(got.Facts()))
	}
}

func TestWhatRowsTellOfASkillIsPutTogether(t *testing.T) {
	got := readText(t, "Matricule;Code compétence;Compétence;Domaine;Type\n1;C-1;;Langues;\n2;C-1;Anglais;;Savoir\n3;C-9;;;\n")
	facts := got.Facts()
	want := graph.Skill{PrefLabel: "Anglais", Notation: "C-1", Domain: "Langues", Type: "Savoir"}
	if diff := cmp.Diff(want, graph.As[graph.Skill](facts["skill/c-1"])); diff != "" {
		t.Errorf("skill (-want +got):\n%s", diff)
	}
	if label := graph.As[graph.Skill](facts["skill/c-9"]).PrefLabel; label != "C-9" {
		t.Errorf("a skill without any label is called %q, want its code", label)
	}
}

// The order of rows and files changes nothing but which rows are named first.
func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	rows := []string{
		"1;Entretien annuel;14/01/2026;C-1;A;3;\n", "1;Entretien annuel;14/01/2026;C-1;A;2;\n", "1;Entretien annuel;14/01/2026;C-2;B;2;x\n",
		"2;Entretien annuel;14/01/2026;;B;2;\n", "2;Entretien annuel;14/01/2026;C-2;B;2;\n", "3;;;;D;4;\n",
	}
	want := readText(t, longHeader+strings.Join(rows, ""))
	rapid.Check(t, func(r *rapid.T) {
		shuffled := rapid.Permutation(rows).Draw(r, "rows")
		cut := rapid.IntRange(0, len(rows)).Draw(r, "cut")
		got := readText(t, longHeader+strings.Join(shuffled[:cut], ""), longHeader+strings.Join(shuffled[cut:], ""))
		if diff := cmp.Diff(want.Facts(), got.Facts()); diff != "" || len(got.Rejected) != len(want.Rejected) {
			r.Fatalf("rejected %q; facts (-in order +shuffled):\n%s", got.Rejected, diff)
		}
	})
}

func company(t testing.TB, people ...graph.Fact) graph.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "test", Put: people}); err != nil {
		t.Fatal(err)
	}
	return store
}

func employee(id, number, mail string) graph.Fact {
	return graph.Node(id, "directory", graph.Person{EmployeeNumber: number, Mail: mail})
}

func importFiles(t *testing.T, store graph.Store, trustEmail bool, paths ...string) ingest.Report {
	t.Helper()
	reader := interview.Reader{Paths: paths, TrustEmail: trustEmail, Store: store}
	run := ingest.Import{Source: "interviews", Store: store, Namer: graph.NewNamer([]byte("a key for tests, 32 bytes of text")), TrustEmail: trustEmail}
	report, err := run.Run(t.Context(), reader)
	if err != nil {
		t.Fatalf("import %v: %v", paths, err)
	}
	return report
}

func TestTheTwinFileChangesNothing(t *testing.T) {
	store := company(t, employee("zoe", "000127", ""), employee("helene", "000308", ""), employee("loic", "000411", ""))
	first := importFiles(t, store, false, live.Data(t, "interviews", "long_cp1252.csv"))
	want := map[string]int{"skill": 4, "interview": 3, "concerns": 3, "declares": 4}
	if diff := cmp.Diff(want, first.Added); diff != "" || first.Exit() != 0 {
		t.Errorf("exit %d, rejected %v, added (-want +got):\n%s", first.Exit(), first.Rejected, diff)
	}
	twin := importFiles(t, store, false, live.Data(t, "interviews", "long_utf8bom.csv"))
	if len(twin.Added)+len(twin.Changed)+len(twin.Removed) > 0 || twin.Exit() != 0 {
		t.Errorf("the twin added %v, changed %v, removed %v, rejected %v", twin.Added, twin.Changed, twin.Removed, twin.Rejected)
	}
}

func TestRowsThatSpellTheirPersonOtherwiseContradictEachOtherToo(t *testing.T) {
	store := company(t, employee("zoe", "000127", "zoe@exemple.fr"))
	text := "Matricule;E-mail;Compétence;Niveau\n000127;;A;3\n127;;A;2\n;Zoe@exemple.fr;A;1\n127;;B;1\n;zoe@exemple.fr;B;1\n"
	report := importFiles(t, store, true, write(t, text)...)
	if len(report.Rejected) != 3 || report.Added["declares"] != 1 {
		t.Errorf("rejected %v, added %v", report.Rejected, report.Added)
	}
}

func TestTwoPeopleMayHaveNumbersThatDifferInZeros(t *testing.T) {
	store := company(t, employee("zoe", "000127", ""), employee("hugo", "127", ""))
	report := importFiles(t, store, false, write(t, "Matricule;Compétence;Niveau\n000127;A;3\n127;A;2\n")...)
	if len(report.Rejected) > 0 || report.Added["declares"] != 2 {
		t.Errorf("rejected %v, added %v", report.Rejected, report.Added)
	}
}

func TestAnUnknownNumberMakesNobodyAndNothing(t *testing.T) {
	store := company(t, employee("zoe", "000127", ""))
	report := importFiles(t, store, false, write(t, longHeader+"000413;Entretien annuel;14/01/2026;C-1;A;3;\n127;Entretien annuel;14/01/2026;C-2;B;3;\n")...)
	if len(report.Rejected) != 1 || report.Rejected[0].Where != `1.csv:2, column "Matricule"` || !strings.Contains(report.Rejected[0].Cause, "000413") {
		t.Errorf("rejected %v", report.Rejected)
	}
	if report.Added["person"] != 0 || report.Added["skill"] != 1 || report.Added["declares"] != 1 || len(report.Warnings) != 1 {
		t.Errorf("added %v, warned %q: want one declaration, of 127 taken for 000127 with a warning", report.Added, report.Warnings)
	}
}

func TestATrustedAddressFindsThePerson(t *testing.T) {
	store := company(t, employee("zoe", "000127", "zoe@exemple.fr"))
	report := importFiles(t, store, true, write(t, "E-mail;Compétence\nZoe@Exemple.FR;A\nnobody@exemple.fr;A\n")...)
	if report.Added["declares"] != 1 || len(report.Rejected) != 1 {
		t.Errorf("added %v, rejected %v", report.Added, report.Rejected)
	}
}

// A later file that tells less of a skill takes nothing away.
func TestALaterFileAddsToASkill(t *testing.T) {
	store := company(t, employee("zoe", "000127", ""))
	importFiles(t, store, false, write(t, "Matricule;Code compétence;Compétence;Domaine\n127;C-1;Anglais;Langues\n")...)
	importFiles(t, store, false, write(t, "Matricule;Code compétence;Niveau;Type de compétence\n127;C-1;3;Savoir\n")...)
	importFiles(t, store, false, write(t, "Matricule;Compétence;Niveau\n127;ANGLAIS;3\n")...)
	found, err := store.Facts(t.Context(), graph.Whole, "skill/c-1", "skill/anglais")
	if err != nil || len(found) != 1 {
		t.Fatalf("found %v, err %v: want one skill", found, err)
	}
	want := graph.Skill{PrefLabel: "Anglais", Notation: "C-1", Domain: "Langues", Type: "Savoir"}
	if diff := cmp.Diff(want, graph.As[graph.Skill](found[0])); diff != "" {
		t.Errorf("skill (-want +got):\n%s", diff)
	}
}
