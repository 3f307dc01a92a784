package api

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/sachant/sachant/api/address"
	"github.com/sachant/sachant/api/heatmap"
	"github.com/sachant/sachant/api/matrix"
	"github.com/sachant/sachant/api/orgchart"
	"github.com/sachant/sachant/graph"
)

const risksPath = "/hr/risks"

// hrFunctions are those that templates of human resources call.
func (r *renderer) hrFunctions() template.FuncMap {
	return template.FuncMap{
		"heatmap":   r.heatMap,
		"files":     fileOf,
		"parameter": parameter,
		"further":   further,
		"back":      mapOfPeople,
		"months":    riskMonths,
		"ahead":     ahead,
		"chart":     chartOf,
		"interviewtypes": func() []string {
			return []string{graph.InterviewParcours, graph.InterviewParcoursBilan, graph.InterviewAnnual, graph.InterviewCREP, graph.InterviewMidCareer, graph.InterviewEndCareer, graph.InterviewReturn}
		},
		"cell":     r.matrixCell,
		"celltone": matrix.Tone,
		"radar":    radarOf,
	}
}

// mapVariables are those that choose people and skills, of the map and of the people behind its cells.
func mapVariables(r *http.Request) map[string]any {
	query := r.URL.Query()
	variables := skipVariables(r)
	for _, name := range []string{"unit", "site", "role", "type"} {
		variables[name] = orNull(trim(query.Get(name)))
	}
	variables["domain"] = nil
	if query.Has("domain") {
		variables["domain"] = trim(query.Get("domain"))
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
	variables["skill"] = orNull(trim(query.Get("skill")))
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
	variables["without"] = orNull(trim(query.Get("without")))
	return variables
}

func statisticsVariables(r *http.Request) map[string]any {
	variables, skill := skipVariables(r), trim(r.URL.Query().Get("skill"))
	variables["skill"], variables["one"] = skill, skill != ""
	return variables
}

// unitsVariables are those of the chart of the company, or of the unit that it is of.
func unitsVariables(r *http.Request) map[string]any {
	within := trim(r.URL.Query().Get("within"))
	return map[string]any{"within": orNull(within), "top": within, "one": within != "", "after": orNull(searchParametersOf(r).after)}
}

// chartOf nests the units of a page.
func chartOf(edges any) []*orgchart.Node {
	var units []map[string]any
	for _, edge := range objects(edges) {
		if unit, is := edge["node"].(map[string]any); is {
			units = append(units, unit)
		}
	}
	return orgchart.Nest(units)
}

// riskMonths are how far ahead risks can be looked at.
func riskMonths() []int { return []int{3, 6, 12} }

// ahead returns a day some months from the page's today.
func ahead(p pageData, months int) string {
	return string(graph.DateOf(p.today.Time().AddDate(0, months, 0)))
}

// dayOrNull reads the day of a form.
func dayOrNull(text string) any {
	day, err := graph.ParseDate(strings.TrimSpace(text))
	if err != nil {
		return nil
	}
	return string(day)
}

// heatMap arranges the answer of the map's query.
func (t *translator) heatMap(p pageData) (heatmap.Map, error) {
	answer, err := converted[heatmap.Answer](p.Data["skillMap"])
	if err != nil {
		return heatmap.Map{}, err
	}
	earlier, err := converted[heatmap.Answer](p.Data["earlier"])
	return heatmap.New(answer, earlier, address.Parse(p.Here).At(heatmap.Path), t.decimal), err
}

// mapOfPeople returns the address of the map from which the people of a cell are shown.
func mapOfPeople(here string) string {
	return address.Parse(here).At(heatmap.Path).Without("skill", "short", "direct").String()
}
