package hr

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/sachant/sachant/api/address"
	"github.com/sachant/sachant/api/heatmap"
	"github.com/sachant/sachant/api/matrix"
	"github.com/sachant/sachant/api/orgchart"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
)

const risksPath = "/hr/risks"

// hrFunctions are those that templates of human resources call.
func hrFunctions(r *page.Renderer) template.FuncMap {
	return template.FuncMap{
		"heatmap":   func(p page.Data) (heatmap.Map, error) { return heatMap(r.Translator, p) },
		"files":     page.FileOf,
		"parameter": page.Parameter,
		"further":   page.Further,
		"back":      mapOfPeople,
		"months":    riskMonths,
		"ahead":     ahead,
		"chart":     chartOf,
		"interviewtypes": func() []string {
			return []string{graph.InterviewParcours, graph.InterviewParcoursBilan, graph.InterviewAnnual, graph.InterviewCREP, graph.InterviewMidCareer, graph.InterviewEndCareer, graph.InterviewReturn}
		},
		"cell":     func(scale string, cell map[string]any) string { return matrixCell(r, scale, cell) },
		"celltone": matrix.Tone,
		"radar":    radarOf,
	}
}

// mapVariables are those that choose people and skills, of the map and of the people behind its cells.
func mapVariables(r *http.Request) map[string]any {
	query := r.URL.Query()
	variables := page.SkipVariables(r)
	for _, name := range []string{"unit", "site", "role", "type"} {
		variables[name] = page.OrNull(page.Trim(query.Get(name)))
	}
	variables["domain"] = nil
	if query.Has("domain") {
		variables["domain"] = page.Trim(query.Get("domain"))
	}
	variables["direct"], variables["critical"] = query.Get("direct") == "yes", query.Get("critical") == "yes"
	variables["asOf"] = dayOrNull(query.Get("on"))
	variables["unitsAsOf"] = variables["asOf"]
	variables["skills"] = query.Get("columns") == "skills"
	variables["before"] = dayOrNull(query.Get("before"))
	variables["compare"] = variables["before"] != nil
	return variables
}

func holdersVariables(r *http.Request) map[string]any {
	variables, query := mapVariables(r), r.URL.Query()
	variables["skill"] = page.OrNull(page.Trim(query.Get("skill")))
	variables["short"] = query.Get("short") == "yes"
	variables["endsBy"] = dayOrNull(query.Get("ends"))
	return variables
}

func risksVariables(r *http.Request) map[string]any {
	variables, query := mapVariables(r), r.URL.Query()
	variables["months"] = 12
	for _, months := range riskMonths() {
		if query.Get("months") == strconv.Itoa(months) {
			variables["months"] = months
		}
	}
	variables["without"] = page.OrNull(page.Trim(query.Get("without")))
	return variables
}

func statisticsVariables(r *http.Request) map[string]any {
	variables, skill := page.SkipVariables(r), page.Trim(r.URL.Query().Get("skill"))
	variables["skill"], variables["one"] = skill, skill != ""
	return variables
}

// unitsVariables are those of the chart of the company, or of the unit that it is of.
func unitsVariables(r *http.Request) map[string]any {
	within := page.Trim(r.URL.Query().Get("within"))
	return map[string]any{"within": page.OrNull(within), "top": within, "one": within != "", "after": page.OrNull(page.SearchParametersOf(r).After)}
}

// chartOf nests the units of a page.
func chartOf(edges any) []*orgchart.Node {
	var units []map[string]any
	for _, edge := range page.Objects(edges) {
		if unit, is := edge["node"].(map[string]any); is {
			units = append(units, unit)
		}
	}
	return orgchart.Nest(units)
}

// riskMonths are how far ahead risks can be looked at.
func riskMonths() []int { return []int{3, 6, 12} }

// ahead returns a day some months from the page's today.
func ahead(p page.Data, months int) string {
	return string(graph.DateOf(p.Today.Time().AddDate(0, months, 0)))
}

// dayOrNull reads the day of a form.
func dayOrNull(text string) any {
	day, err := graph.ParseDate(strings.TrimSpace(text))
	if err != nil {
		return nil
	}
	return string(day)
}

// refuseDays refuses the address of a page or file of human resources in which a day is none, or a period ends before it begins,
// instead of answering for another day. Who sees no such page is told nothing of it.
func refuseDays(s *page.Server, _ http.ResponseWriter, r *http.Request) (answered bool, err error) {
	if !strings.HasPrefix(r.URL.Path, "/hr/") {
		return false, nil
	}
	var wrong error
	query := r.URL.Query()
	for _, name := range []string{"on", "before", "ends", "from", "to"} {
		if text := page.Trim(query.Get(name)); wrong == nil && text != "" {
			_, wrong = graph.ParseDate(text)
		}
	}
	if from, to := page.Trim(query.Get("from")), page.Trim(query.Get("to")); wrong == nil && from != "" && to != "" && to < from {
		wrong = fmt.Errorf("%w: the period ends on %s, before it begins on %s", graph.ErrInvalid, to, from)
	}
	if wrong == nil {
		return false, nil
	}
	view, err := s.Config.View(r)
	if err != nil {
		return false, page.Unidentified(err)
	}
	if sees, err := view.SeesInterviews(r.Context()); !sees || err != nil {
		return false, err
	}
	return false, page.Error{Status: http.StatusUnprocessableEntity, Reason: wrong.Error(), Cause: wrong}
}

// heatMap arranges the answer of the map's query.
func heatMap(t *page.Translator, p page.Data) (heatmap.Map, error) {
	answer, err := page.Converted[heatmap.Answer](p.Data["skillMap"])
	if err != nil {
		return heatmap.Map{}, err
	}
	earlier, err := page.Converted[heatmap.Answer](p.Data["earlier"])
	return heatmap.New(answer, earlier, address.Parse(p.Here).At(heatmap.Path), t.Decimal), err
}

// mapOfPeople returns the address of the map from which the people of a cell are shown.
func mapOfPeople(here string) string {
	return address.Parse(here).At(heatmap.Path).Without("skill", "short", "direct").String()
}

// GapVariables are those of the page of gaps: a unit, and a skill whose people are listed.
func GapVariables(r *http.Request) map[string]any {
	variables, query := page.SkipVariables(r), r.URL.Query()
	variables["unit"], variables["skill"] = page.OrNull(query.Get("unit")), page.OrNull(query.Get("skill"))
	variables["people"], variables["peopleSkip"] = 0, 0
	if query.Get("skill") != "" { // the people of one skill, instead of skills
		variables["people"], variables["peopleSkip"], variables["skip"] = 100, variables["skip"], 0
	}
	return variables
}

// Area is the pages of human resources, and those of numbers that everybody sees.
func Area() page.Area {
	return page.Area{
		Pages: []page.Page{
			{Path: "/units", Query: "units", Template: "units", Variables: unitsVariables},
			{Path: heatmap.Path, Query: "hrskills", Template: "hrskills", Subject: "skillMap", Variables: mapVariables},
			{Path: risksPath, Query: "hrrisks", Template: "hrrisks", Subject: "risks", Variables: risksVariables},
			{Path: heatmap.PeoplePath, Query: "hrholders", Template: "hrholders", Subject: "skillHolders", Variables: holdersVariables},
			{Path: trainingPath, Query: "hrtraining", Template: "hrtraining", Subject: "trainingPlan", Variables: mapVariables},
			{Path: polyvalencePath, Query: "hrpolyvalence", Template: "hrpolyvalence", Subject: "gapUnits", Variables: polyvalenceVariables},
			{Path: "/radar", Query: "radar", Template: "radar", Subject: "roleComparison", Variables: radarVariables},
			{Path: emergingPath, Query: "hremerging", Template: "hremerging", Subject: "emergingExperts", Variables: emergingVariables},
			{Path: adoptionPath, Query: "hradoption", Template: "hradoption", Subject: "adoption", Variables: page.SkipVariables},
			{Path: interviewsPath, Query: "interviews", Template: "interviews", Subject: "interviewsDue", Variables: interviewsVariables},
			{Path: gapsPath, Query: "gaps", Template: "gaps", Subject: "gapUnits", Variables: GapVariables},
			{Path: "/statistics", Query: "statistics", Template: "statistics", Variables: statisticsVariables},
		},
		Forms: []page.Form{
			{Path: "/settle", Mutation: "settle", Variables: page.YesNoVariables("declaration", "stands")},
			{Path: "/critical", Mutation: "critical", Variables: page.YesNoVariables("skill", "critical")},
		},
		Templates: []string{"imports", "import"},
		Functions: hrFunctions,
		First:     refuseDays,
		Routes: func(s *page.Server, mux *http.ServeMux) {
			importRoutes(s, mux)
			fileRoutes(s, mux)
		},
	}
}
