package interview_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/table"
)

// workshop is a company of two.
func workshop(t *testing.T) graph.Store {
	t.Helper()
	return company(t, employee("anais", "004711", ""), employee("yves", "000815", ""))
}

// said are the declarations of a store as "PERSON SKILL required/held/self", the raw words behind them.
func said(t *testing.T, store graph.Reader) (lines []string) {
	t.Helper()
	names := map[graph.Key]string{}
	if _, err := store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Person:
			names[fact.Key] = value.EmployeeNumber
		case graph.Skill:
			names[fact.Key] = value.PrefLabel
		}
		return nil
	}, graph.KindPerson, graph.KindSkill); err != nil {
		t.Fatal(err)
	}
	show := func(level *graph.Level) string {
		if level == nil {
			return "-"
		}
		return strconv.FormatFloat(float64(*level), 'g', -1, 64)
	}
	if _, err := store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		value := graph.As[graph.Declares](fact)
		line := fmt.Sprintf("%s %s %s/%s/%s", names[fact.From()], names[fact.To()], show(value.Required), show(value.Held), show(value.SelfAssessed))
		if value.Possessed {
			line += " possessed"
		}
		if value.Validated {
			line += " validated " + string(value.ValidatedOn)
		}
		if value.On != "" {
			line += " on " + string(value.On)
		}
		lines = append(lines, line)
		return nil
	}, graph.KindDeclares); err != nil {
		t.Fatal(err)
	}
	return lines
}

func count(t *testing.T, store graph.Reader, kind graph.Kind) (n int) {
	t.Helper()
	if _, err := store.Scan(t.Context(), graph.Brief, func(graph.Fact) error { n++; return nil }, kind); err != nil {
		t.Fatal(err)
	}
	return n
}

// twin writes the table in a text file as a workbook, with its numbers as numbers, and returns its path.
func twin(t *testing.T, path string) string {
	t.Helper()
	read, err := table.Open(t.Context(), path, table.Options{Score: func(top []table.Record) int {
		most := 0
		for _, each := range top {
			most = max(most, len(each.Cells))
		}
		return most
	}})
	if err != nil {
		t.Fatal(err)
	}
	book := excelize.NewFile()
	for i, record := range read.Records {
		for column, cell := range record.Cells {
			name, _ := excelize.CoordinatesToCellName(column+1, i+1)
			var value any = cell
			if number, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64); err == nil && !strings.HasPrefix(cell, "0") {
				value = number
			} else if day, err := time.Parse("02/01/2006", cell); err == nil {
				value = day
			}
			if err := book.SetCellValue("Sheet1", name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	out := filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(path), ".csv")+".xlsx")
	if err := book.SaveAs(out); err != nil {
		t.Fatal(err)
	}
	return out
}

// bothForms runs a test with a text file and with the workbook that holds the same.
func bothForms(t *testing.T, path string, test func(t *testing.T, path string)) {
	t.Run("csv", func(t *testing.T) { test(t, path) })
	t.Run("xlsx", func(t *testing.T) { test(t, twin(t, path)) })
}

// Every layout of a table gives what it says, in a text and in a workbook.
func TestEveryLayoutIsRead(t *testing.T) {
	plan := []string{"004711 Soudage TIG – inox 3/4/-", "004711 Soudage MIG 2/2/-", "000815 Soudage MIG 2/1/-"}
	for _, each := range []struct {
		file     string
		want     []string
		rejected []string
	}{
		{"long_cp1252.csv", []string{
			"004711 Lecture de plans 2/2.5/- validated 2026-02-10 on 2026-02-03", "004711 Soudage TIG – inox 3/4/- validated 2026-02-10 on 2026-02-03",
			"000815 CACES R489 -/-/- possessed on 2025-11-12"}, nil},
		{"matrix_utf16.csv", plan, nil},
		{"turned_utf8bom.csv", plan, nil},
		{"iluo_latin9.csv", []string{"004711 Ligne 1 -/4/-", "004711 Ligne 2 -/3/-", "000815 Ligne 1 -/1/-"}, []string{`:4, column "Matricule"`}},
		{"skills_utf8.csv", nil, nil},
		{"wishes_utf8.csv", nil, nil},
	} {
		t.Run(each.file, func(t *testing.T) {
			bothForms(t, filepath.Join("testdata", each.file), func(t *testing.T, path string) {
				store := workshop(t)
				report := importFiles(t, store, false, path)
				got := said(t, store)
				if diff := cmp.Diff(sorted(each.want), sorted(got)); diff != "" {
					t.Errorf("said (-want +got):\n%s", diff)
				}
				if len(report.Rejected) != len(each.rejected) || len(each.rejected) == 1 && !strings.Contains(report.Rejected[0].Where, each.rejected[0]) {
					t.Errorf("rejected %+v", report.Rejected)
				}
				if again := importFiles(t, store, false, path); len(again.Added)+len(again.Changed)+len(again.Removed) > 0 {
					t.Errorf("imported again: %+v", again)
				}
			})
		})
	}
}

func sorted(lines []string) string {
	lines = append([]string(nil), lines...)
	for i := range lines {
		for j := i + 1; j < len(lines); j++ {
			if lines[j] < lines[i] {
				lines[i], lines[j] = lines[j], lines[i]
			}
		}
	}
	return strings.Join(lines, "\n")
}

func TestWishesAreFactsOfTheirOwn(t *testing.T) {
	bothForms(t, "testdata/wishes_utf8.csv", func(t *testing.T, path string) {
		store := workshop(t)
		report := importFiles(t, store, false, path)
		if report.Exit() != 0 || len(report.Dropped) != 0 {
			t.Errorf("report %+v", report)
		}
		wishes, interviews := values[graph.Wish](t, store, graph.KindWish), values[graph.Interview](t, store, graph.KindInterview)
		if diff := cmp.Diff([]string{
			`{"jobs":["Formatrice technique","Cheffe d’équipe"],"trainings":["Formation de formateur","Anglais"],"moves":["functional"],"horizon":"1-2","priority":"high","project":"Devenir formatrice\nen soudage","on":"2025-11-05"}`,
			`{"places":["Nantes","Angers"],"moves":["geographic"],"horizon":"0-1","on":"2025-11-12"}`}, wishes); diff != "" {
			t.Errorf("wishes (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{
			`{"type":"parcours","on":"2025-11-05","evaluator":"000900","signedOn":"2025-11-06","managerSignedOn":"2025-11-07","nextDue":"2029-11-05"}`,
			`{"type":"parcours","on":"2025-11-12"}`}, interviews); diff != "" {
			t.Errorf("interviews (-want +got):\n%s", diff)
		}
	})
}

// values are the facts of a kind as JSON, in the order of their text.
func values[V graph.Value](t *testing.T, store graph.Reader, kind graph.Kind) []string {
	t.Helper()
	var lines []string
	if _, err := store.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		text, err := json.Marshal(fact.Value.(V))
		text = bytes.ReplaceAll(text, []byte(`\u003c`), []byte("<"))
		lines = append(lines, string(text))
		return err
	}, kind); err != nil {
		t.Fatal(err)
	}
	return strings.Split(sorted(lines), "\n")
}

// A wish that a corrected file no longer holds is gone.
func TestACorrectedFileTakesAWishBack(t *testing.T) {
	store := workshop(t)
	const header = "Matricule;Type d'entretien;Date;Emploi visé\n"
	importFiles(t, store, false, write(t, header+"4711;Parcours professionnel;05/11/2025;Formatrice\n")...)
	if count(t, store, graph.KindWish) != 1 {
		t.Fatal("no wish was imported")
	}
	importFiles(t, store, false, write(t, header+"4711;Parcours professionnel;05/11/2025;\n")...)
	if count(t, store, graph.KindWish) != 0 || count(t, store, graph.KindInterview) != 1 {
		t.Error("the wish is still there, or the interview is not")
	}
}

// A list of skills describes those that people declare, whichever file comes first.
func TestASkillListCreatesNoSkillTwice(t *testing.T) {
	for _, order := range [][]string{{"skills_utf8.csv", "long_cp1252.csv"}, {"long_cp1252.csv", "skills_utf8.csv"}} {
		store := workshop(t)
		for _, name := range order {
			importFiles(t, store, false, filepath.Join("testdata", name))
		}
		if got := count(t, store, graph.KindSkill); got != 4 {
			t.Errorf("%v: %d skills, want 4", order, got)
		}
		facts, err := store.Facts(t.Context(), graph.Whole, "skill/s-tig")
		if err != nil || len(facts) != 1 || graph.As[graph.Skill](facts[0]).Definition != "Souder l'inox sous argon" {
			t.Errorf("%v: %+v, %v", order, facts, err)
		}
	}
}

// referenceCompany is the directory of the reference data.
func referenceCompany(t *testing.T) graph.Store {
	t.Helper()
	store := company(t)
	namer := graph.NewNamer([]byte("a key for tests, 32 bytes of text"))
	run := ingest.Import{Source: "directory", Store: store, Namer: namer, CreatePeople: true}
	reader := directory.File{Options: directory.Options{Source: "directory", Namer: namer}, Path: live.Data(t, "interviews", "people.ldif")}
	if report, err := run.Run(t.Context(), reader); err != nil || report.Added["person"] != 9 {
		t.Fatalf("%+v, %v", report, err)
	}
	return store
}

// What the description of the reference data says of each file.
func TestEveryFileOfTheReferenceData(t *testing.T) {
	for _, each := range []struct {
		file                                    string
		interviews, wishes, skills, rejectedRow int
		want                                    []string
	}{
		{"matrice_utf8bom.csv", 0, 0, 3, 0, []string{
			"000127 Administration Linux 3/4/-", "000127 Sauvegarde 2/3/-", "000127 Anglais technique 2/1.5/-", "130 Administration Linux 3/2/-",
			"130 Anglais technique 2/3/-", "000131 Sauvegarde 2/1/-", "000131 Anglais technique 2/2/-"}},
		{"iluo_latin1.csv", 0, 0, 3, 4, []string{"000411 Poste 1 - Presse -/3/-", "000411 Poste 2 - Contrôle -/2/-", "000411 Poste 3 - Cariste -/1/-",
			"000412 Poste 1 - Presse -/4/-", "000412 Poste 2 - Contrôle -/3/-"}},
		{"entretiens_utf8.csv", 2, 2, 0, 0, nil},
		{"referentiel_utf8bom.csv", 0, 0, 2, 0, nil},
		{"long_cp1252.csv", 3, 0, 4, 0, []string{
			"000127 Administration Linux 3/4/4 validated 2026-01-20 on 2026-01-14", "000127 Anglais technique 2/1.5/2 validated 2026-01-20 on 2026-01-14",
			"000308 Négociation 3/2/3 on 2025-12-05", "000411 Habilitation électrique B2V -/-/- possessed validated 2026-02-04 on 2026-02-03"}},
	} {
		t.Run(each.file, func(t *testing.T) {
			bothForms(t, live.Data(t, "interviews", each.file), func(t *testing.T, path string) {
				store := referenceCompany(t)
				report := importFiles(t, store, false, path)
				if diff := cmp.Diff(sorted(each.want), sorted(said(t, store))); diff != "" {
					t.Errorf("said (-want +got):\n%s", diff)
				}
				got := [3]int{count(t, store, graph.KindInterview), count(t, store, graph.KindWish), count(t, store, graph.KindSkill)}
				if got != [3]int{each.interviews, each.wishes, each.skills} {
					t.Errorf("%v interviews, wishes and skills", got)
				}
				switch {
				case each.rejectedRow == 0 && len(report.Rejected) > 0:
					t.Errorf("rejected %+v", report.Rejected)
				case each.rejectedRow > 0 && (len(report.Rejected) != 1 || !strings.Contains(report.Rejected[0].Where, fmt.Sprintf(":%d,", each.rejectedRow))):
					t.Errorf("rejected %+v, want row %d alone", report.Rejected, each.rejectedRow)
				}
				if each.file == "matrice_utf8bom.csv" && !strings.Contains(fmt.Sprint(report.Warnings), "000130 was taken for 130") {
					t.Errorf("warned %q", report.Warnings)
				}
			})
		})
	}
}

// All files together: the interview that two of them are about is one.
func TestAllFilesOfTheReferenceDataTogether(t *testing.T) {
	store := referenceCompany(t)
	for range 2 {
		for _, name := range []string{"long_utf8bom.csv", "entretiens_utf8.csv", "referentiel_utf8bom.csv", "matrice_utf8bom.csv", "iluo_latin1.csv"} {
			importFiles(t, store, false, live.Data(t, "interviews", name))
		}
		if got := count(t, store, graph.KindInterview); got != 4 {
			t.Errorf("%d interviews, want 4", got)
		}
	}
	if got := importFiles(t, store, false, live.Data(t, "interviews", "long_cp1252.csv")); got.Changed["interview"]+got.Changed["declares"] > 0 {
		t.Errorf("the first file again changes %v", got.Changed)
	}
}

// A list of posts with the skills that they require becomes roles; what a corrected list leaves out is taken back.
func TestPostsRequireSkills(t *testing.T) {
	store := workshop(t)
	const header = "Code emploi;Intitulé du poste;Code compétence;Compétence;Niveau requis\n"
	report := importFiles(t, store, false, write(t, header+
		"CHAUD-1;Chaudronnière;S-TIG;Soudage TIG;3 - Maîtrise\nCHAUD-1;Chaudronnière;S-PLAN;Lecture de plans;2\nMAG-1;Magasinier;;CACES R489;Oui\nMAG-1;Magasinier;S-TRI;Tri;7\n;;S-TRI;Tri;1\n")...)
	if len(report.Rejected) != 2 || count(t, store, graph.KindRole) != 2 || count(t, store, graph.KindRequires) != 3 {
		t.Errorf("rejected %+v, %d roles, %d requirements", report.Rejected, count(t, store, graph.KindRole), count(t, store, graph.KindRequires))
	}
	facts, err := store.Facts(t.Context(), graph.Whole, "role/chaud-1 -requires-> skill/s-tig", "role/chaud-1")
	if err != nil || len(facts) != 2 || *graph.As[graph.Requires](facts[1]).Level != 3 || graph.As[graph.Role](facts[0]).Notation != "CHAUD-1" {
		t.Errorf("%+v, %v", facts, err)
	}
	corrected := importFiles(t, store, false, write(t, header+"CHAUD-1;Chaudronnière;S-TIG;Soudage TIG;4\n")...)
	if corrected.Removed["requires"] != 1 || corrected.Changed["requires"] != 1 || count(t, store, graph.KindRequires) != 2 {
		t.Errorf("corrected %+v", corrected)
	}
}

// A company's own letters are read as it says, and no others.
func TestAScaleOfOnesOwn(t *testing.T) {
	scale, err := interview.ParseScale("I=1,L=2,U=3,S=4")
	if err != nil {
		t.Fatal(err)
	}
	store := workshop(t)
	reader := interview.Reader{Paths: write(t, "Matricule;Presse;Tri\n004711;S;u\n000815;O;I\n"), Scale: scale, Store: store}
	report, err := ingest.Import{Source: "interviews", Store: store, Namer: graph.NewNamer([]byte("a key for tests, 32 bytes of text"))}.Run(t.Context(), reader)
	if err != nil || len(report.Rejected) != 1 || !strings.Contains(report.Rejected[0].Cause, "is not on the scale") {
		t.Errorf("%+v, %v", report, err)
	}
	if diff := cmp.Diff(sorted([]string{"004711 Presse -/4/-", "004711 Tri -/3/-", "000815 Tri -/1/-"}), sorted(said(t, store))); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
	for _, wrong := range []string{"I=1,L", "I=9", "=1", "I=0.3"} {
		if _, err := interview.ParseScale(wrong); err == nil {
			t.Errorf("%q is a scale", wrong)
		}
	}
}

// Lucca's list of skills names its columns otherwise, and has one for each level, which is not read.
func TestALuccaListOfSkillsIsRead(t *testing.T) {
	store := workshop(t)
	importFiles(t, store, false, write(t, "Id;Nom;Catégorie;Niveau 1;Niveau 2\n12;Soudage;Atelier;base;avancé\n")...)
	facts, err := store.Facts(t.Context(), graph.Whole, "skill/12")
	want := graph.Skill{PrefLabel: "Soudage", Notation: "12", Domain: "Atelier"}
	if err != nil || len(facts) != 1 {
		t.Fatalf("%+v, %v", facts, err)
	}
	if diff := cmp.Diff(want, graph.As[graph.Skill](facts[0])); diff != "" {
		t.Errorf("skill (-want +got):\n%s", diff)
	}
}
