package hr

import (
	"net/http"
	"slices"

	"github.com/sachant/sachant/api/matrix"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/radar"
	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/hr"
	"github.com/sachant/sachant/search/polyvalence"
	"github.com/sachant/sachant/search/skillmap"
)

const polyvalencePath = "/hr/polyvalence"

// polyvalenceVariables choose a unit and its skills; a manager chooses no unit.
func polyvalenceVariables(r *http.Request) map[string]any {
	variables, query := page.SkipVariables(r), r.URL.Query()
	variables["unit"], variables["domain"] = page.OrNull(page.Trim(query.Get("unit"))), page.OrNull(page.Trim(query.Get("domain")))
	variables["critical"] = query.Get("critical") == "yes"
	return variables
}

func radarVariables(r *http.Request) map[string]any {
	query := r.URL.Query()
	return map[string]any{"person": page.Trim(query.Get("person")), "role": page.OrNull(page.Trim(query.Get("role"))), "language": page.LanguageName(r)}
}

// matrixCell writes a cell of the matrix's answer on a scale.
func matrixCell(r *page.Renderer, scale string, cell map[string]any) string {
	possessed, _ := cell["possessed"].(bool)
	return matrix.Written(scale, knownLevel(cell["held"]), possessed, r.Decimal)
}

// knownLevel returns a level of an answer, nil where it is not known.
func knownLevel(of any) *float64 {
	if of == nil {
		return nil
	}
	level, _ := page.Quantity(of)
	return &level
}

// drawnRadar is a radar, where there are enough axes for one.
type drawnRadar struct {
	radar.Radar
	Drawn bool
}

// radarOf draws gaps; those that require no level have no axis.
func radarOf(gaps any) drawnRadar {
	var axes []radar.Axis
	for _, one := range page.Objects(gaps) {
		if required := knownLevel(one["required"]); required != nil {
			skill, _ := one["skill"].(map[string]any)
			axes = append(axes, radar.Axis{Name: page.PlainText(skill["prefLabel"]), Required: required, Held: knownLevel(one["held"])})
		}
	}
	drawn, enough := radar.New(axes)
	return drawnRadar{drawn, enough}
}

// polyvalenceSheets are the matrix of a unit, or of the people who report to the viewer: levels, and then what is required.
func polyvalenceSheets(s *page.Server, t *page.Translator, r *http.Request, view *access.View) ([]sheet.Sheet, []graph.Key, error) {
	people, err := teamOf(r, view)
	if err != nil {
		return nil, nil, err
	}
	nodes, err := view.NodeIDs(r.Context(), people...)
	if err != nil {
		return nil, nil, err
	}
	filter := mapFilter(s, r)
	filter.Unit, filter.Direct = "", false
	staff, err := skillmap.ReadTeam(r.Context(), view, filter, slices.DeleteFunc(nodes, func(node graph.NodeID) bool { return node == 0 }))
	if err != nil {
		return nil, nil, err
	}
	m := polyvalence.Of(staff)
	if err := m.Name(r.Context(), view); err != nil {
		return nil, nil, err
	}
	held := sheet.Sheet{Name: say(t, "hr.polyvalence.title"), Head: heads(t, "interviews.person", "hr.head.jobtitle")}
	required := sheet.Sheet{Name: say(t, "hr.head.requiredlevel"), Head: held.Head[:2:2]}
	for _, column := range m.Columns {
		held.Head, required.Head = append(held.Head, column.Name), append(required.Head, column.Name)
	}
	var named []graph.Key
	for _, row := range m.Rows {
		named = append(named, row.Fact.Key)
		person := graph.As[graph.Person](row.Fact)
		top := []sheet.Cell{sheet.Text(person.DisplayName), sheet.Text(person.Title)}
		levels, needs := top[:2:2], top[:2:2]
		for _, standing := range row.Standings {
			levels, needs = append(levels, heldCell(standing)), append(needs, requiredCell(standing))
		}
		held.Rows, required.Rows = append(held.Rows, levels), append(required.Rows, needs)
	}
	return []sheet.Sheet{held, required}, named, nil
}

// teamOf returns the people of the unit that a page is of or, without one, those who report to the viewer: nobody where human resources
// have chosen none.
func teamOf(r *http.Request, view *access.View) ([]graph.Key, error) {
	people, _, found, err := hr.TeamOf(r.Context(), view, page.Trim(r.URL.Query().Get("unit")))
	if err == nil && !found && !view.SeesSkillMap() {
		err = page.Error{Status: http.StatusNotFound}
	}
	return people, err
}

// heldCell is a level in the colour of its state, a cross for what is held without one.
func heldCell(standing *skillmap.Standing) sheet.Cell {
	if standing == nil {
		return sheet.Cell{}
	}
	cell := levelCell(standing.Held)
	if standing.Held == nil && standing.Possessed {
		cell = sheet.Text("X")
	}
	return cell.Toned(matrix.Tone(string(standing.State())))
}

func requiredCell(standing *skillmap.Standing) sheet.Cell {
	switch {
	case standing == nil || !standing.Needed:
		return sheet.Cell{}
	case standing.Required == nil:
		return sheet.Text("X")
	}
	return levelCell(standing.Required)
}
