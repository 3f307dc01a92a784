package api

import (
	"encoding/csv"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/sachant/sachant/api/heatmap"
	"github.com/sachant/sachant/api/hr"
	"github.com/sachant/sachant/graph"
)

func hrPaths() []string {
	paths := []string{heatmap.Path, heatmap.PeoplePath, "/hr/risks", "/hr/training", "/hr/polyvalence", "/hr/adoption", "/hr/emerging"}
	for path := range hr.HrFiles() {
		paths = append(paths, path+".csv", path+".xlsx")
	}
	return paths
}

// Who is no human resources finds none of their pages and files, and no link to one.
func TestPagesOfHumanResourcesAreForThem(t *testing.T) {
	handler := company(t, story())
	for _, path := range hrPaths() {
		for viewer, want := range map[string]int{"officer": 200, "inside": 200, "outside": 200, "worker": 404, "boss": 404, "colleague": 404, "recruiter": 404, "guest": 404, "nobody": 404} {
			if got := get(handler, viewer, path); got.status != want {
				t.Errorf("%s answers %s with %d, want %d", path, viewer, got.status, want)
			}
		}
	}
	for viewer, want := range map[string]bool{"officer": true, "outside": true, "worker": false, "boss": false, "recruiter": false, "guest": false} {
		if got := strings.Contains(get(handler, viewer, "/").body, `href="/hr/`); got != want {
			t.Errorf("%s finds a link to the pages of human resources: %v, want %v", viewer, got, want)
		}
	}
}

// Human resources of some places find in their pages and files nobody's private level elsewhere.
func TestAMapOfAPerimeterTellsNothingOfOthers(t *testing.T) {
	handler := company(t, story())
	for viewer, sees := range map[string]bool{"officer": true, "inside": true, "outside": false} {
		for _, address := range []string{"/hr/training", "/hr/training.csv", "/hr/interviews?from=2025-01-01", "/hr/interviews.csv", "/hr/emerging", "/hr/emerging.csv", "/hr/polyvalence", "/hr/adoption.csv"} {
			answer := get(handler, viewer, address)
			for _, word := range []string{"Vraldune", "Willem Thys", "C#", "2086", "Atelier/Soudage"} {
				if strings.Contains(answer.body, word) && !sees {
					t.Errorf("%s holds %q for %s", address, word, viewer)
				}
			}
		}
		if answer := get(handler, viewer, "/radar?person=person/worker"); (answer.status == http.StatusOK) != sees {
			t.Errorf("the radar of somebody answers %s with %d", viewer, answer.status)
		}
		for _, address := range []string{heatmap.Path + "?columns=skills", heatmap.PeoplePath, heatmap.Path + ".csv?columns=skills", heatmap.PeoplePath + ".csv", "/hr/polyvalence?unit=unit/atelier", "/hr/polyvalence.csv?unit=unit/atelier"} {
			answer := get(handler, viewer, address)
			for _, word := range []string{"Vraldune", "Willem Thys", "C#", "2086"} {
				if found := strings.Contains(answer.body, word); found && !sees {
					t.Errorf("%s holds %q for %s", address, word, viewer)
				}
			}
			if found := strings.Contains(answer.body, "Vraldune"); found != sees {
				t.Errorf("%s holds a private skill for %s: %v", address, viewer, found)
			}
		}
	}
}

func TestAMapAsAFile(t *testing.T) {
	handler := company(t, story())
	answer := get(handler, "officer", heatmap.PeoplePath+".csv?unit=atelier")
	if disposition := answer.header.Get("Content-Disposition"); disposition != `attachment; filename="qui-a-ces-competences-2026-07-01.csv"` {
		t.Errorf("the file is called %s", disposition)
	}
	text, marked := strings.CutPrefix(answer.body, "\ufeff")
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = ';'
	got, err := reader.ReadAll()
	if err != nil || !marked {
		t.Fatal(err, marked)
	}
	want := [][]string{
		{"Matricule", "Personne", "Poste", "Unité", "Compétence", "Domaine", "Situation", "Niveau", "Niveau requis", "Écart", "Indiqué le", "Valable jusqu’au"},
		{"frindolak", "Willem Thys", "Soudage TIG", "Atelier/Soudage", "C#", "", "Au niveau requis", "4", "3", "1", "10/12/1986", "10/12/2086"},
		{"frindolak", "Willem Thys", "Soudage TIG", "Atelier/Soudage", "Soudage TIG", "Métallurgie", "Détient, non requis", "3", "", "", "02/04/1991", ""},
		{"", "Bruno Keller", "Responsable soudage", "Atelier/Soudage", "C#", "", "En apprentissage, non requis", "", "", "", "01/02/2026", "01/03/2026"},
		{"frindolak", "Willem Thys", "Soudage TIG", "Atelier/Soudage", "Vraldune", "", "En apprentissage, non requis", "2", "", "", "17/03/1987", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
	book, err := excelize.OpenReader(strings.NewReader(get(handler, "officer", heatmap.Path+".xlsx?unit=atelier").body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Couverture")
	if diff := cmp.Diff([][]string{{"Unité", "Personnes", "Sans domaine", "Métallurgie"}, {"Atelier/Soudage", "2", "100"}, {"Ensemble", "2", "100"}}, rows); diff != "" || err != nil {
		t.Errorf("%v, XLSX (-want +got):\n%s", err, diff)
	}
	if answer := get(handler, "colleague", heatmap.Path+".xlsx"); answer.status != http.StatusNotFound {
		t.Errorf("a colleague downloads the map: %d", answer.status)
	}
}

// From each of their pages human resources come to the others.
func TestPagesOfHumanResourcesLeadToEachOther(t *testing.T) {
	handler := company(t, story())
	pages := []string{heatmap.Path, "/hr/risks", "/hr/training", "/hr/polyvalence", "/hr/adoption", "/hr/emerging", "/hr/gaps", "/hr/interviews"}
	for _, path := range pages {
		page := get(handler, "officer", path)
		for _, other := range pages {
			contains(t, page, `<a href="`+other+`"`)
		}
	}
	lacks(t, get(handler, "boss", "/hr/interviews"), `href="/hr/skills"`)
}

// The file of what would be lost without somebody holds what its page shows.
func TestAFileOfRisksIsOfItsPage(t *testing.T) {
	handler := company(t, story())
	for parameters, want := range map[string]bool{"?without=" + string(worker): true, "": false} {
		for _, kind := range []string{"", ".csv"} {
			if shown := strings.Contains(get(handler, "officer", "/hr/risks"+kind+parameters).body, "Soudage TIG"); shown != want {
				t.Errorf("%s%s%s shows the skill of one who would leave: %v", "/hr/risks", kind, parameters, shown)
			}
		}
	}
}

// The training plan as a file names who is short of what, and is noted; its page shows the same.
func TestATrainingPlanIsAFileOfNames(t *testing.T) {
	handler := company(t, boilerworks())
	want := "Soudage TIG;Métallurgie;priorité haute;;Luce Apprentie;;Production/Chaudronnerie;2;3;-1;"
	if file := get(handler, "officer", "/hr/training"+".csv?unit=Chaudronnerie"); !strings.Contains(file.body, want) {
		t.Errorf("the file holds no line %q:\n%s", want, file.body)
	}
	contains(t, get(handler, "officer", "/hr/training"+"?unit=Chaudronnerie"), "Luce Apprentie")
	lacks(t, get(handler, "officer", "/hr/training"+"?unit=Usinage"), "Luce Apprentie")
}

// The matrix of a unit holds each person and each skill, on the page and in the file, where a level is a number.
func TestAMatrixIsAFile(t *testing.T) {
	handler := company(t, boilerworks())
	file := get(handler, "officer", "/hr/polyvalence"+".csv?unit=Chaudronnerie")
	for _, line := range []string{"Personne;Poste;Soudage TIG;", "Luce Apprentie;;2;", "Wanda Soudeuse;;4;"} {
		if !strings.Contains(file.body, line) {
			t.Errorf("the file holds no line %q:\n%s", line, file.body)
		}
	}
	page := get(handler, "officer", "/hr/polyvalence"+"?unit=unit/boilers")
	contains(t, page, `<td class="tone1">L<span class="required">/3</span>`)
	contains(t, get(handler, "officer", "/hr/polyvalence"+"?scale=levels&unit=unit/boilers"), `<td class="tone1">2<span class="required">/3</span>`)
	contains(t, get(handler, "officer", "/radar?person=person/luce"), "Soudage TIG")
	if answer := get(handler, "colleague", "/radar?person=person/luce"); answer.status != http.StatusNotFound {
		t.Errorf("a colleague sees the radar of another: %d", answer.status)
	}
}

// Whose interview is overdue in a unit is a page and a file; how far interviews have come counts the viewer's perimeter alone.
func TestInterviewsOfAUnitAreAFile(t *testing.T) {
	handler := company(t, boilerworks())
	file := get(handler, "officer", "/hr/interviews"+".csv?overdue=yes&unit=Usinage")
	if !strings.Contains(file.body, ";Milo Fraiseur;;Production/Usinage;01/03/2024;X;") || strings.Contains(file.body, "Wanda") {
		t.Errorf("overdue in Usinage are\n%s", file.body)
	}
	page := get(handler, "officer", "/hr/interviews"+"?overdue=yes&unit=Production/Usinage&from=2020-01-01&to=2020-12-31&type=parcours")
	contains(t, page, "Entretien tenu : 1 sur 1")
	for _, chosen := range []string{`name="from" value="2020-01-01"`, `name="type" value="parcours"`, `name="unit" value="Production/Usinage"`, `name="overdue" value="yes"`} {
		contains(t, page, `<input type="hidden" `+chosen+`>`) // in the other of both forms
	}
	contains(t, get(handler, "outside", "/hr/interviews"+"?from=2020-01-01&to=2020-12-31"), "Entretien tenu : 0 sur 2")
}

// How far interviews have come is told of a unit and its parts, on the page, in the file and in the API.
func TestInterviewsAreCountedOfAUnit(t *testing.T) {
	handler := company(t, boilerworks())
	const period = "from=2020-01-01&to=2020-12-31"
	for unit, want := range map[string]string{"Chaudronnerie": "4 sur 4", "unit/machining": "1 sur 1", "": "5 sur 11", "Nulle part": "0 sur 0"} {
		page := get(handler, "officer", "/hr/interviews?"+period+"&unit="+url.QueryEscape(unit))
		contains(t, page, "Entretien tenu : "+want)
		held, all, _ := strings.Cut(want, " sur ")
		contains(t, graphQL(t, handler, "officer", `query($unit: String) { interviewProgress(from: "2020-01-01", to: "2020-12-31", unit: $unit) { held people } }`, map[string]any{"unit": unit}), `{"held":`+held+`,"people":`+all+`}`)
		book, err := excelize.OpenReader(strings.NewReader(get(handler, "officer", "/hr/interviews.xlsx?"+period+"&unit="+url.QueryEscape(unit)).body))
		if err != nil {
			t.Fatal(err)
		}
		sums := [2]int{}
		rows, err := book.GetRows(book.GetSheetList()[1])
		for _, row := range rows[min(1, len(rows)):] {
			people, _ := strconv.Atoi(row[1])
			held, _ := strconv.Atoi(row[2])
			sums[0], sums[1] = sums[0]+held, sums[1]+people
		}
		if got := fmt.Sprintf("%d sur %d", sums[0], sums[1]); got != want || err != nil {
			t.Errorf("the file of %q says %s, %v, want %s", unit, got, err, want)
		}
	}
}

// Where nobody meets the filters, as where the name of a unit is misspelt, the page says so beside its zeros, which would read as that
// all is well.
func TestAUnitThatIsNoneIsSaidSo(t *testing.T) {
	handler := company(t, boilerworks())
	for _, address := range []string{"/hr/skills", "/hr/risks", "/hr/training", "/hr/interviews"} {
		contains(t, get(handler, "officer", address+"?unit=Chaudronerie"), "Personne ne répond à ces filtres.")
		for _, known := range []string{"", "?unit=Chaudronnerie", "?unit=Production/Chaudronnerie"} {
			lacks(t, get(handler, "officer", address+known), "Personne ne répond")
		}
	}
}

// A day that is none is refused in words as well where a recruiter types it, without the words of the API.
func TestADayThatARecruiterTypesIsRefusedInWords(t *testing.T) {
	handler := company(t, boilerworks())
	searched := get(handler, "recruiter", "/mobility/search?skill=Soudage+TIG&since=31/02/2026")
	if text := html.UnescapeString(searched.body); searched.status != http.StatusUnprocessableEntity || strings.Contains(text, "$filter") || !strings.Contains(text, `"31/02/2026" n'est pas une date telle que 2026-01-14`) {
		t.Errorf("a search since no day is answered with %d %s", searched.status, text)
	}
}

// A day that is none is refused in words, in both languages, on each page and in each file: nothing is answered for another day. Who
// sees no such page learns nothing.
func TestADayThatIsNoneIsRefusedInWords(t *testing.T) {
	handler := company(t, boilerworks())
	if answer := get(handler, "officer", "/hr/interviews?from=2026-12-31&to=2026-01-01"); answer.status != http.StatusUnprocessableEntity || !strings.Contains(answer.body, "avant de commencer") {
		t.Errorf("a period that ends before it begins is answered with %d", answer.status)
	}
	for _, address := range []string{"/hr/skills?on=", "/hr/skills?before=", "/hr/skills.csv?on=", "/hr/skills.xlsx?before=", "/hr/skills/people?ends=", "/hr/skills/people.csv?ends=", "/hr/risks?on=", "/hr/training.csv?on=", "/hr/interviews?from=", "/hr/interviews.csv?to="} {
		for _, day := range []string{"2026-02-31", "31/02/2026", "hier", "2026-13-01", "'><script>"} {
			answer := get(handler, "officer", address+url.QueryEscape(day))
			if text := html.UnescapeString(answer.body); answer.status != http.StatusUnprocessableEntity || !strings.Contains(text, day) || !strings.Contains(text, "n'est pas une date") {
				t.Errorf("%s%s is answered with %d %s", address, day, answer.status, text)
			}
			if answer := get(handler, "colleague", address+url.QueryEscape(day)); answer.status != http.StatusNotFound {
				t.Errorf("a colleague is answered %s%s with %d", address, day, answer.status)
			}
		}
		if answer := get(handler, "officer", address+"2026-02-28"); answer.status != http.StatusOK {
			t.Errorf("%s2026-02-28 is answered with %d", address, answer.status)
		}
	}
}

// Numbers of communities tell of nobody: of a handful of people none is told, on the page, in the file and in the API.
func TestAdoptionTellsOfNobody(t *testing.T) {
	handler := company(t, story())
	for _, answer := range []answered{get(handler, "officer", "/hr/adoption"+".csv"),
		graphQL(t, handler, "officer", `{ adoption { communities { community { name } members leading takingPart reading questions active } } }`, nil)} {
		if !strings.Contains(answer.body, "L’atelier") || regexp.MustCompile(`[;:]"?[1-4]\b`).MatchString(answer.body) {
			t.Errorf("the answer is\n%s", answer.body)
		}
	}
}

// Who becomes an expert is told with the evidence that everybody may read, by topic; what is private is no evidence, and who is
// outside of the perimeter is not told.
func TestEmergingExpertsAreToldWithTheirEvidence(t *testing.T) {
	facts := staff()
	facts = append(facts, shown(node("skill/tig", graph.Skill{PrefLabel: "Soudage TIG"}), node("community/atelier", graph.Community{Name: "L’atelier"}))...)
	for i, asker := range []graph.Key{boss, member, boss} {
		question, answer := graph.NodeKey(graph.KindContribution, fmt.Sprint("q", i)), graph.NodeKey(graph.KindContribution, fmt.Sprint("a", i))
		facts = append(facts, shown(node(question, contribution(graph.TypeQuestion, "Quel gaz ?", "?", day(2026, 3, 1+i))), node(answer, contribution(graph.TypeAnswer, "", "De l’argon.", day(2026, 3, 2+i))),
			edge(asker, question, graph.Authored{}), edge(worker, answer, graph.Authored{}), edge(answer, question, graph.Answers{Accepted: true, AcceptedAt: day(2026, 3, 3+i)}),
			edge(question, "skill/tig", graph.About{}), edge(question, "community/atelier", graph.In{}))...)
	}
	handler := company(t, facts)
	for address, want := range map[string]string{"/hr/emerging": "3 réponses acceptées en un an", "/hr/emerging.csv": "Soudage TIG;Willem Thys;3;;;"} {
		if answer := get(handler, "officer", address); !strings.Contains(answer.body, want) {
			t.Errorf("%s does not say %q:\n%s", address, want, answer.body)
		}
		lacks(t, get(handler, "outside", address), "Willem Thys")
	}
}

// A file of human resources holds the same values as CSV and as XLSX. What LibreOffice reads of both is tested in package sheet.
func TestFilesHoldTheSameValues(t *testing.T) {
	handler := company(t, boilerworks())
	for path := range hr.HrFiles() {
		query := "?unit=Production/Chaudronnerie"
		text := get(handler, "officer", path+".csv"+query).body
		reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
		reader.Comma = ';'
		want, err := reader.ReadAll()
		if err != nil || len(want) == 0 {
			t.Fatal(path, err, len(want))
		}
		workbook := get(handler, "officer", path+".xlsx"+query).body
		book, err := excelize.OpenReader(strings.NewReader(workbook))
		if err != nil {
			t.Fatal(path, err)
		}
		got, err := book.GetRows(book.GetSheetName(0))
		if diff := cmp.Diff(comparable(want), comparable(got)); diff != "" || err != nil {
			t.Errorf("%s: %v, values (-CSV +XLSX):\n%s", path, err, diff)
		}
		_ = book.Close()
	}
}

// comparable returns rows without what differs between the two by their nature: the decimal sign, the apostrophe before what could be a
// formula, and empty cells at the end.
func comparable(rows [][]string) (same [][]string) {
	for _, row := range rows {
		var cells []string
		for _, cell := range row {
			cells = append(cells, strings.ReplaceAll(strings.TrimPrefix(cell, "'"), ",", "."))
		}
		for len(cells) > 0 && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		same = append(same, cells)
	}
	return same
}
