package hr

import (
	"net/http"
	"slices"

	"github.com/sachant/sachant/api/heatmap"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/skillmap"
)

// mapSheets are the map of skills as a list, of each measure as a table and, where the page compares two days, with what the list
// says of the other one.
func mapSheets(s *page.Server, t *page.Translator, r *http.Request, view *access.View) ([]sheet.Sheet, []graph.Key, error) {
	filter := mapFilter(s, r)
	bySkill := r.URL.Query().Get("columns") == "skills" || filter.InDomain
	staff, err := skillmap.Read(r.Context(), view, filter)
	if err != nil {
		return nil, nil, err
	}
	m := skillmap.Of(staff, !bySkill)
	sheets := mapTables(t, m, staff.Unit)
	day, compared := dayOrNull(r.URL.Query().Get("before")).(string)
	if !compared {
		return sheets, nil, nil
	}
	filter.On, filter.Past = graph.Date(day), graph.Date(day) < graph.DateOf(s.Config.Now())
	if staff, err = skillmap.Read(r.Context(), view, filter); err != nil {
		return nil, nil, err
	}
	return sheets, nil, compareMap(t, &sheets[0], m, skillmap.Of(staff, !bySkill), day)
}

// mapTables returns a map as a list, and of each measure as a table.
func mapTables(t *page.Translator, m skillmap.Map, unit string) []sheet.Sheet {
	list := sheet.Sheet{Name: say(t, "hr.skills.title"), Head: heads(t, "hr.unit", "hr.people", "hr.head.column", "hr.measure.holders", "hr.head.needed", "hr.head.met", "hr.measure.coverage", "hr.measure.mean")}
	sheets := []sheet.Sheet{list}
	for _, measure := range heatmap.Measures() {
		one := sheet.Sheet{Name: t.Label("hr.measure", measure), Head: heads(t, "hr.unit", "hr.people")}
		for _, column := range m.Columns {
			one.Head = append(one.Head, columnName(t, column))
		}
		sheets = append(sheets, one)
	}
	for i, row := range rowsOf(m) {
		name := rowName(t, row, unit, i == len(m.Rows))
		lines := make([][]sheet.Cell, len(heatmap.Measures()))
		for j := range lines {
			lines[j] = []sheet.Cell{sheet.Text(name), sheet.Number(float64(row.People))}
		}
		for j, cell := range row.Cells {
			numbers := numbersOf(cell)
			sheets[0].Rows = append(sheets[0].Rows, append([]sheet.Cell{sheet.Text(name), sheet.Number(float64(row.People)), sheet.Text(columnName(t, m.Columns[j])),
				sheet.Number(float64(cell.Holders)), sheet.Number(float64(cell.Needed)), sheet.Number(float64(cell.Met))}, numbers[heatmap.Coverage], numbers[heatmap.Mean]))
			for k, measure := range heatmap.Measures() {
				lines[k] = append(lines[k], numbers[measure])
			}
		}
		for j := range lines {
			sheets[j+1].Rows = append(sheets[j+1].Rows, lines[j])
		}
	}
	return sheets
}

// rowsOf returns the rows of a map, and last that of everybody.
func rowsOf(m skillmap.Map) []skillmap.Row { return append(slices.Clone(m.Rows), m.All) }

// compareMap adds to the list of a map, row by row, what that of another day says of the same unit and column; a unit in which
// nobody was then has 0 people and nothing else.
func compareMap(t *page.Translator, list *sheet.Sheet, m, earlier skillmap.Map, day string) error {
	written, err := t.Day(day)
	if err != nil {
		return err
	}
	keys := []string{"hr.people", "hr.measure.holders", "hr.measure.coverage", "hr.measure.mean"}
	for _, key := range keys {
		head, err := t.Translate("hr.head.compared", "measure", say(t, key), "day", written)
		if err != nil {
			return err
		}
		list.Head = append(list.Head, head)
	}
	columns := map[skillmap.Column]int{}
	for i, column := range earlier.Columns {
		columns[column] = i
	}
	rows := map[string]skillmap.Row{}
	for _, row := range earlier.Rows {
		rows[row.Unit] = row
	}
	for i, row := range rowsOf(m) {
		was := rows[row.Unit]
		if i == len(m.Rows) {
			was = earlier.All
		}
		for j, column := range m.Columns {
			cells := make([]sheet.Cell, len(keys))
			cells[0] = sheet.Number(float64(was.People))
			if at, known := columns[column]; known && len(was.Cells) > 0 {
				numbers := numbersOf(was.Cells[at])
				cells[1], cells[2], cells[3] = numbers[heatmap.Holders], numbers[heatmap.Coverage], numbers[heatmap.Mean]
			}
			line := i*len(m.Columns) + j
			list.Rows[line] = append(list.Rows[line], cells...)
		}
	}
	return nil
}

// numbersOf returns the numbers of a cell by measure, each in its tone; a share is in percent.
func numbersOf(cell skillmap.Cell) map[string]sheet.Cell {
	coverage, needed := cell.Coverage()
	mean, known := cell.Mean()
	numbers := map[string]sheet.Cell{heatmap.Holders: sheet.Number(float64(cell.Holders)).Toned(heatmap.Tone(heatmap.Holders, float64(cell.Holders))), heatmap.Coverage: {}, heatmap.Mean: {}}
	if needed {
		numbers[heatmap.Coverage] = sheet.Number(rounded(100*coverage, 10)).Toned(heatmap.Tone(heatmap.Coverage, coverage))
	}
	if known {
		numbers[heatmap.Mean] = sheet.Number(rounded(mean, 100)).Toned(heatmap.Tone(heatmap.Mean, mean))
	}
	return numbers
}

func rounded(number, by float64) float64 { return float64(int(number*by+0.5)) / by }

func columnName(t *page.Translator, column skillmap.Column) string {
	if column.Name == "" {
		return say(t, "hr.nodomain")
	}
	return column.Name
}

func rowName(t *page.Translator, row skillmap.Row, unit string, all bool) string {
	switch {
	case all:
		return say(t, "hr.all")
	case row.Unit == "":
		return say(t, "hr.nounit")
	case row.Unit == unit:
		return row.Unit + " (" + say(t, "hr.direct") + ")"
	}
	return row.Unit
}
