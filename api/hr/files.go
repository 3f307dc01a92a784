package hr

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/sachant/sachant/api/heatmap"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/schema/hr"
	"github.com/sachant/sachant/search/risk"
	"github.com/sachant/sachant/search/skillmap"
)

// fileFunc makes the tables of a file of human resources, the first of which is all that CSV holds, and says who is named
// in them.
type fileFunc func(s *page.Server, t *page.Translator, r *http.Request, view *access.View) (sheets []sheet.Sheet, named []graph.Key, err error)

// HrFiles are the files of pages, by the path of the page.
func HrFiles() map[string]fileFunc {
	return map[string]fileFunc{
		heatmap.Path:       mapSheets,
		heatmap.PeoplePath: holdersSheets,
		risksPath:          risksSheets,
		trainingPath:       trainingSheets,
		polyvalencePath:    polyvalenceSheets,
		gapsPath:           gapsSheets,
		interviewsPath:     interviewsSheets,
		adoptionPath:       adoptionSheets,
		emergingPath:       emergingSheets,
	}
}

// fileRoutes serves the files of human resources; for others there are none.
func fileRoutes(s *page.Server, mux *http.ServeMux) {
	for path, sheets := range HrFiles() {
		mux.HandleFunc("GET "+path+".csv", serveFile(s, sheets, "csv"))
		mux.HandleFunc("GET "+path+".xlsx", serveFile(s, sheets, "xlsx"))
	}
}

func serveFile(s *page.Server, make fileFunc, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		content, name, err := file(s, make, kind, r)
		if err != nil {
			s.Fail(w, r, err)
			return
		}
		sendFile(w, content, name, kind)
	}
}

// sendFile responds with a file to keep; a name is ASCII, and of the kind "csv" or "xlsx".
func sendFile(w http.ResponseWriter, content []byte, name, kind string) {
	header := w.Header()
	header.Set("Content-Type", map[string]string{
		"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[kind])
	header.Set("Content-Disposition", `attachment; filename="`+name+"."+kind+`"`)
	header.Set("Cache-Control", "no-store")
	_, _ = w.Write(content)
}

// mayHave reports whether a viewer may have the file of a page: human resources, and for those of a team its manager as well, where the
// company lets managers see gaps.
func mayHave(r *http.Request, view *access.View) (bool, error) {
	if page, _, _ := strings.Cut(r.URL.Path, "."); page == polyvalencePath || page == gapsPath {
		units, team, err := view.SeesGaps(r.Context())
		return units || team, err
	}
	return view.SeesSkillMap(), nil
}

// file returns a file and its name, without the kind.
func file(s *page.Server, make fileFunc, kind string, r *http.Request) ([]byte, string, error) {
	view, err := s.Config.View(r)
	if err != nil {
		return nil, "", page.Unidentified(err)
	}
	if may, err := mayHave(r, view); err != nil || !may {
		return nil, "", cmp.Or[error](err, page.Error{Status: http.StatusNotFound})
	}
	sheets, named, err := make(s, s.Renderers[page.LanguageOf(r)].Translator, r, view)
	if err == nil {
		err = noteExport(s, r, view, named)
	}
	if err != nil {
		return nil, "", err
	}
	var content bytes.Buffer
	if kind == "csv" {
		err = sheet.CSV(&content, sheets[0])
	} else {
		err = sheet.XLSX(&content, sheets...)
	}
	return content.Bytes(), graph.Slug(sheets[0].Name) + "-" + string(graph.DateOf(s.Config.Now())), err
}

// noteExport notes the people that a file shows. Where that fails, there is no file.
func noteExport(s *page.Server, r *http.Request, view *access.View, named []graph.Key) error {
	if s.Config.Audit == nil {
		return nil
	}
	slices.Sort(named)
	var people []graph.Key
	for _, person := range slices.Compact(named) {
		byOffice, err := view.IsByOffice(r.Context(), person)
		if err != nil {
			return err
		}
		if byOffice {
			people = append(people, person)
		}
	}
	if len(people) == 0 {
		return nil
	}
	return s.Config.Audit.Append(audit.Entry{Actor: string(view.Viewer().Person), Role: string(view.Office()), Action: audit.ActionExport,
		Purpose: r.URL.Path, Filter: r.URL.RawQuery, People: people})
}

// mapFilter reads what chooses people and skills from the address of a page.
func mapFilter(s *page.Server, r *http.Request) skillmap.Filter {
	return hr.MapFilter(mapVariables(r), graph.DateOf(s.Config.Now()))
}

// say returns a message that has nothing to fill in.
func say(t *page.Translator, key string) string {
	text, err := t.Translate(key)
	if err != nil {
		return key
	}
	return text
}

// heads are headings of columns.
func heads(t *page.Translator, keys ...string) []string {
	heads := make([]string, len(keys))
	for i, key := range keys {
		heads[i] = say(t, key)
	}
	return heads
}

func holdersSheets(s *page.Server, t *page.Translator, r *http.Request, view *access.View) ([]sheet.Sheet, []graph.Key, error) {
	staff, err := skillmap.Read(r.Context(), view, mapFilter(s, r))
	if err != nil {
		return nil, nil, err
	}
	query := r.URL.Query()
	entries, err := skillmap.List(r.Context(), view, staff, skillmap.Choice{Skill: graph.Key(query.Get("skill")), Short: query.Get("short") == "yes", Until: endsBy(query.Get("ends"))})
	out := sheet.Sheet{Name: say(t, "hr.holders.title"), Head: heads(t, "hr.head.number", "interviews.person", "hr.head.jobtitle", "hr.unit", "declaration.skill", "hr.head.domain", "hr.state", "hr.head.held", "hr.head.requiredlevel", "hr.head.gap", "hr.head.said", "hr.valid")}
	var named []graph.Key
	for _, one := range entries {
		named = append(named, one.PersonKey)
		tone := map[skillmap.State]int{skillmap.Below: 1, skillmap.Unknown: 2, skillmap.Met: 5, skillmap.Holder: 4}[one.State()]
		row := []sheet.Cell{sheet.Text(one.Number), sheet.Text(one.Name), sheet.Text(one.Title), sheet.Text(one.Unit), sheet.Text(one.SkillName), sheet.Text(one.Domain),
			sheet.Text(t.Label("hr.state", string(one.State()))).Toned(tone), levelCell(one.Held), levelCell(one.Required), {}, sheet.Day(one.On.Date().Time()), sheet.Day(one.ValidUntil.Date().Time())}
		if one.Required != nil {
			row[9] = sheet.Number(one.Gap()).Toned(tone)
		}
		out.Rows = append(out.Rows, row)
	}
	return []sheet.Sheet{out}, named, err
}

func endsBy(day string) graph.Day {
	text, _ := dayOrNull(day).(string)
	return graph.Date(text).Day()
}

func risksSheets(s *page.Server, t *page.Translator, r *http.Request, view *access.View) ([]sheet.Sheet, []graph.Key, error) {
	filter, variables := mapFilter(s, r), risksVariables(r)
	staff, err := skillmap.Read(r.Context(), view, filter)
	if err != nil {
		return nil, nil, err
	}
	months, _ := variables["months"].(int)
	without, _ := variables["without"].(string)
	risks, err := risk.Read(r.Context(), view, staff, graph.Key(without), filter.On, risk.Rules{Months: months})
	if err != nil {
		return nil, nil, err
	}
	out := sheet.Sheet{Name: say(t, "hr.risks.title"), Head: heads(t, "declaration.skill", "hr.head.domain", "hr.critical", "hr.head.severity", "hr.measure.holders", "hr.head.remaining", "hr.head.needed", "hr.head.met", "hr.head.losses", "hr.head.first", "hr.head.learners")}
	names, err := namesInRisks(r, view, risks)
	var named []graph.Key
	for person := range names {
		named = append(named, view.Key(person))
	}
	for _, one := range risks {
		skill := staff.Skills[one.Skill]
		critical := ""
		if skill.Critical {
			critical = "X"
		}
		var losses, learners []string
		for _, loss := range one.Losses {
			losses = append(losses, names[loss.Person])
		}
		for _, learner := range one.Learners {
			learners = append(learners, names[learner.Person])
		}
		tone := map[risk.Severity]int{risk.Losing: 1, risk.Missing: 1, risk.Single: 2, risk.Rare: 3, risk.Expiring: 3}[one.Severity]
		out.Rows = append(out.Rows, []sheet.Cell{sheet.Text(skill.PrefLabel), sheet.Text(skill.Domain), sheet.Text(critical), sheet.Text(t.Label("hr.severity", string(one.Severity))).Toned(tone),
			sheet.Number(float64(len(one.Holders))), sheet.Number(float64(len(one.Remaining))), sheet.Number(float64(one.Needed)), sheet.Number(float64(one.Met)),
			sheet.Text(strings.Join(losses, ", ")), sheet.Day(one.First().Date().Time()), sheet.Text(strings.Join(learners, ", "))})
	}
	return []sheet.Sheet{out}, named, err
}

// namesInRisks returns the names of the people that risks name.
func namesInRisks(r *http.Request, view *access.View, risks []risk.Risk) (map[graph.NodeID]string, error) {
	var nodes []graph.NodeID
	for _, one := range risks {
		for _, loss := range one.Losses {
			nodes = append(nodes, loss.Person)
		}
		for _, learner := range one.Learners {
			nodes = append(nodes, learner.Person)
		}
	}
	values, err := view.NodeValues(r.Context(), nodes)
	names := map[graph.NodeID]string{}
	for i, value := range values {
		person, _ := value.(graph.Person)
		names[nodes[i]] = person.DisplayName
	}
	return names, err
}

func levelCell(level *graph.Level) sheet.Cell {
	if level == nil {
		return sheet.Cell{}
	}
	return sheet.Number(float64(*level))
}
