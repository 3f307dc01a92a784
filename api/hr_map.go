package api

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sachant/sachant/graph"
)

// The pages of the map of skills.
const (
	mapPath     = "/hr/skills"
	holdersPath = "/hr/skills/people"
	risksPath   = "/hr/risks"
)

// hrFunctions are those that templates of human resources call.
func (r *renderer) hrFunctions() template.FuncMap {
	return template.FuncMap{
		"heatmap":   r.heatMap,
		"measured":  r.measured,
		"files":     fileOf,
		"parameter": parameter,
		"further":   further,
		"back":      mapOfHolders,
		"months":    riskMonths,
		"risks":     risksOfMap,
		"ahead":     ahead,
		"ending":    ending,
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

// riskMonths are how far ahead risks can be looked at.
func riskMonths() []int { return []int{3, 6, 12} }

// ahead returns a day some months from the page's today.
func ahead(p pageData, months int) string {
	return string(graph.DateOf(p.today.Time().AddDate(0, months, 0)))
}

// ending returns the address of the licences of a page's unit that end within some months.
func ending(p pageData, months int) string {
	return holdersPath + with(url.Values{}, "ends", ahead(p, months), "unit", p.Parameter("unit"))
}

// dayOrNull reads the day of a form.
func dayOrNull(text string) any {
	day, err := graph.ParseDate(strings.TrimSpace(text))
	if err != nil {
		return nil
	}
	return string(day)
}

// measures are what the cells of a map can be coloured by, the default first.
func measures() []string { return []string{"coverage", "holders", "mean"} }

// heatMap is a map of skills as it is drawn: positions are in pixels.
type heatMap struct {
	Measure       string
	Measures      []heatLink
	Width, Height int
	HeadY         int
	Columns       []heatColumn
	Rows          []heatRow
	// Up leads to what the map is a part of; empty for that of the company by domain.
	Up []heatLink
}

type heatLink struct {
	Name, Href string
	Current    bool
}

type heatColumn struct {
	X          int
	Name, Href string
}

type heatRow struct {
	Y                int
	Unit, Name, Href string
	People           any
	Cells            []heatCell
	All, Direct      bool
}

type heatCell struct {
	X, Y int
	// Tone is that of the measure, 1 to 5; 0 where there is nothing to say.
	Tone                    int
	Holders, Coverage, Mean any
	// Shown is the measure, Changed how it has changed since the day that is compared with; "" where that is not known.
	Shown, Changed string
	TextX          int
	TextY, ChangeY int
	Href           string
	Column         string
}

// The measures of the drawing, in pixels.
const (
	cellWidth, cellHeight = 76, 40
	headWidth             = 220
)

// heatMap arranges the answer of the map's query.
func (t *translator) heatMap(p pageData) heatMap {
	answer, _ := p.Data["skillMap"].(map[string]any)
	earlier, _ := p.Data["earlier"].(map[string]any)
	address, err := url.Parse(p.Here)
	if err != nil {
		address = &url.URL{}
	}
	query := address.Query()
	h := heatMap{Measure: query.Get("show"), HeadY: 28}
	if !slices.Contains(measures(), h.Measure) {
		h.Measure = measures()[0]
	}
	for _, measure := range measures() {
		h.Measures = append(h.Measures, heatLink{measure, mapPath + with(query, "show", measure), measure == h.Measure})
	}
	h.Up = upLinks(query, plainText(answer["unit"]), answer["byDomain"] == true)
	h.columns(query, objects(answer["columns"]), answer["byDomain"] == true)
	rows := objects(answer["rows"])
	if all, is := answer["all"].(map[string]any); is && len(rows) != 1 {
		rows = append(rows, all)
	}
	before := newEarlier(earlier)
	for i, row := range rows {
		h.addRow(t, query, answer, row, i == len(rows)-1 && len(rows) > len(objects(answer["rows"])), before)
	}
	h.Width, h.Height = headWidth+cellWidth*len(h.Columns)+100, h.HeadY+cellHeight*len(h.Rows)+20
	return h
}

// with returns a query with parameters changed, names and values in turn; an empty value takes a parameter out.
func with(query url.Values, pairs ...string) string {
	changed := url.Values{}
	for name, values := range query {
		changed[name] = values
	}
	changed.Del("skip")
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			changed.Del(pairs[i])
		} else {
			changed.Set(pairs[i], pairs[i+1])
		}
	}
	if len(changed) == 0 {
		return ""
	}
	return "?" + changed.Encode()
}

// upLinks lead from the company to the unit at hand, name by name, and from skills back to domains.
func upLinks(query url.Values, unit string, byDomain bool) []heatLink {
	var up []heatLink
	if unit != "" {
		up = append(up, heatLink{"", mapPath + with(query, "unit", "", "direct", ""), false})
	}
	names := strings.Split(unit, "/")
	for i := 1; i < len(names); i++ {
		up = append(up, heatLink{names[i-1], mapPath + with(query, "unit", strings.Join(names[:i], "/"), "direct", ""), false})
	}
	if !byDomain {
		changed, _ := url.ParseQuery(strings.TrimPrefix(with(query, "columns", ""), "?"))
		changed.Del("domain")
		up = append(up, heatLink{"domains", mapPath + with(changed), false})
	}
	return up
}

func (h *heatMap) columns(query url.Values, columns []map[string]any, byDomain bool) {
	for i, column := range columns {
		name := plainText(column["name"])
		shown := heatColumn{X: headWidth + cellWidth*i + cellWidth/2, Name: name}
		if skill, is := column["skill"].(map[string]any); is {
			shown.Href = link(skill["id"])
		} else if byDomain {
			changed, _ := url.ParseQuery(strings.TrimPrefix(with(query), "?"))
			changed.Set("domain", name)
			shown.Href = mapPath + with(changed)
		}
		h.HeadY = max(h.HeadY, 28+min(len([]rune(name)), 40)*5) // names are written upwards
		h.Columns = append(h.Columns, shown)
	}
}

func (h *heatMap) addRow(t *translator, query url.Values, answer, row map[string]any, all bool, before earlier) {
	unit, of := plainText(row["unit"]), plainText(answer["unit"])
	shown := heatRow{Y: h.HeadY + 12 + cellHeight*len(h.Rows), Unit: unit, Name: unit, People: row["people"], All: all, Direct: row["direct"] == true && !all}
	shown.Name = strings.TrimPrefix(unit, of+"/")
	if !all && !shown.Direct && unit != "" {
		shown.Href = mapPath + with(query, "unit", unit, "direct", "")
	}
	columns := objects(answer["columns"])
	for i := range h.Columns {
		cell := heatCell{X: headWidth + cellWidth*i, Y: shown.Y, Holders: at(row["holders"], i), Coverage: at(row["coverage"], i), Mean: at(row["mean"], i), Column: h.Columns[i].Name}
		measured := map[string]any{"coverage": cell.Coverage, "holders": cell.Holders, "mean": cell.Mean}[h.Measure]
		cell.Tone = toneOf(h.Measure, measured)
		cell.Shown, cell.Changed = t.measured(h.Measure, measured), t.changed(h.Measure, before.change(h.Measure, unit, all, h.Columns[i].Name, measured))
		cell.TextX, cell.TextY, cell.ChangeY = cell.X+36, cell.Y+23, cell.Y+31
		if cell.Changed != "" {
			cell.TextY = cell.Y + 16
		}
		cell.Href = holdersLink(query, unit, shown.Direct, columns[i])
		shown.Cells = append(shown.Cells, cell)
	}
	h.Rows = append(h.Rows, shown)
}

// mapOfHolders returns the address of the map from which the people of a cell are shown.
func mapOfHolders(here string) string {
	address, err := url.Parse(here)
	if err != nil {
		return mapPath
	}
	return mapPath + with(address.Query(), "skill", "", "short", "", "direct", "")
}

// risksOfMap returns the address of the risks of the unit of a map.
func risksOfMap(here string) string {
	address, err := url.Parse(here)
	if err != nil {
		return risksPath
	}
	return risksPath + with(url.Values{}, "unit", address.Query().Get("unit"))
}

// holdersLink leads to the people behind a cell.
func holdersLink(query url.Values, unit string, direct bool, column map[string]any) string {
	changed, _ := url.ParseQuery(strings.TrimPrefix(with(query, "unit", unit, "show", "", "before", "", "columns", ""), "?"))
	if direct {
		changed.Set("direct", "yes")
	} else {
		changed.Del("direct")
	}
	if skill, is := column["skill"].(map[string]any); is {
		changed.Set("skill", plainText(skill["id"]))
	} else {
		changed.Set("domain", plainText(column["name"]))
	}
	return holdersPath + with(changed)
}

// at returns a member of a JSON list, nil where there is none.
func at(list any, index int) any {
	all, _ := list.([]any)
	if index >= len(all) {
		return nil
	}
	return all[index]
}

// toneOf returns the colour of a number, 1 to 5, 0 for none: from which number on each begins.
func toneOf(measure string, number any) int {
	value, _ := quantity(number)
	if _, is := number.(float64); !is {
		return 0
	}
	from := map[string][]float64{"coverage": {0.5, 0.75, 0.9, 1}, "holders": {1, 2, 3, 5}, "mean": {1, 2, 2.5, 3}}[measure]
	tone := 1
	for _, bound := range from {
		if value >= bound {
			tone++
		}
	}
	return tone
}

// earlier finds the numbers of the map that is compared with.
type earlier struct {
	columns map[string]int
	rows    map[string]map[string]any
	all     map[string]any
}

func newEarlier(answer map[string]any) earlier {
	e := earlier{columns: map[string]int{}, rows: map[string]map[string]any{}}
	for i, column := range objects(answer["columns"]) {
		e.columns[plainText(column["name"])] = i
	}
	for _, row := range objects(answer["rows"]) {
		e.rows[plainText(row["unit"])] = row
	}
	e.all, _ = answer["all"].(map[string]any)
	return e
}

// change returns how much more a number is than it was; nil where one of the two is not known.
func (e earlier) change(measure, unit string, all bool, column string, now any) any {
	row := e.rows[unit]
	if all {
		row = e.all
	}
	index, known := e.columns[column]
	was, is := at(row[measure], index).(float64)
	number, isNow := now.(float64)
	if !known || !is || !isNow {
		return nil
	}
	return number - was
}

// measured writes a number of a map: a share in percent, a level with one digit.
func (t *translator) measured(measure string, number any) string {
	value, is := number.(float64)
	switch {
	case !is:
		return "–"
	case measure == "coverage":
		return t.decimal(value*100, 0) + "\u00a0%"
	case measure == "mean":
		return t.decimal(value, 1)
	}
	return t.decimal(value, 0)
}

// changed writes how much a number has changed, with its sign; "" where that is not known.
func (t *translator) changed(measure string, change any) string {
	value, is := change.(float64)
	if !is {
		return ""
	}
	sign := "+"
	switch {
	case value < 0:
		sign, value = "−", -value
	case value == 0:
		sign = "="
	}
	if measure == "coverage" { // of a share, in points
		return sign + t.decimal(value*100, 0) + "\u00a0pt"
	}
	return sign + t.measured(measure, value)
}
