// Package heatmap arranges a map of skills as it is drawn: where each cell is, its colour, what is written in it, and
// where it leads. It knows nothing of requests and of languages.
package heatmap

import (
	"slices"
	"strings"

	"github.com/sachant/sachant/api/address"
)

// The pages of the map, and of the people behind its cells.
const (
	Path       = "/hr/skills"
	PeoplePath = "/hr/skills/people"
)

// Answer is a map of skills, as the API answers it.
type Answer struct {
	Unit     string
	ByDomain bool
	Columns  []AnswerColumn
	Rows     []AnswerRow
	All      *AnswerRow
}

// AnswerColumn is a domain, or a skill.
type AnswerColumn struct {
	Name  string
	Skill *struct{ ID string }
}

// AnswerRow holds the numbers of a unit by column; nil is a number that is not known.
type AnswerRow struct {
	Unit                    string
	Direct                  bool
	People                  float64
	Holders, Coverage, Mean []*float64
}

// Decimal writes a number with some digits after the decimal point.
type Decimal func(value float64, digits int) string

// Map is a map of skills as it is drawn: positions are in pixels.
type Map struct {
	Measure       string
	Measures      []Link
	Width, Height int
	HeadY         int
	Columns       []Column
	Rows          []Row
	// Up leads to what the map is a part of; empty for that of the company by domain.
	Up []Link
}

// Link leads to another map: Name is empty for that of the company, "domains" for that by domain.
type Link struct {
	Name, Href string
	Current    bool
}

// Column is the head of a column: a skill, whose page it leads to, or a domain, whose skills Href shows.
type Column struct {
	X                 int
	Name, Skill, Href string
}

// Row is a unit.
type Row struct {
	Y                int
	Unit, Name, Href string
	People           float64
	Cells            []Cell
	All, Direct      bool
}

// Cell is how a unit stands to the skills of a column.
type Cell struct {
	X, Y int
	// Tone is that of the measure, 1 to 5; 0 where there is nothing to say.
	Tone    int
	Holders float64
	// Coverage and Mean are written. Shown is the measure, Changed how it has changed since the day that is compared with;
	// "" where that is not known.
	Coverage, Mean, Shown, Changed string
	TextX                          int
	TextY, ChangeY                 int
	Href                           string
	Column                         string
}

// The sizes of the drawing, in pixels.
const (
	cellWidth, cellHeight = 76, 40
	headWidth             = 220
)

// New arranges the answer of a map, beside an earlier one where it is compared with one, for the page at an address.
func New(answer, earlier Answer, here address.Address, decimal Decimal) Map {
	m := Map{Measure: here.Get("show"), HeadY: 28, Up: up(here, answer)}
	if !slices.Contains(Measures(), m.Measure) {
		m.Measure = Measures()[0]
	}
	for _, measure := range Measures() {
		m.Measures = append(m.Measures, Link{measure, here.With("show", measure).String(), measure == m.Measure})
	}
	m.addColumns(here, answer)
	before := newBefore(earlier)
	for _, row := range answer.Rows {
		m.addRow(here, answer, row, before.rows[row.Unit], before, decimal)
	}
	if answer.All != nil && len(answer.Rows) != 1 {
		m.addRow(here, answer, *answer.All, before.all, before, decimal)
		last := &m.Rows[len(m.Rows)-1]
		last.All, last.Direct, last.Href = true, false, ""
	}
	m.Width, m.Height = headWidth+cellWidth*len(m.Columns)+100, m.HeadY+cellHeight*len(m.Rows)+20
	return m
}

// up leads from the company to the unit at hand, name by name, and from skills back to domains.
func up(here address.Address, answer Answer) (links []Link) {
	if answer.Unit != "" {
		links = append(links, Link{Href: here.Without("unit", "direct").String()})
	}
	names := strings.Split(answer.Unit, "/")
	for i := 1; i < len(names); i++ {
		links = append(links, Link{Name: names[i-1], Href: here.With("unit", strings.Join(names[:i], "/"), "direct", "").String()})
	}
	if !answer.ByDomain {
		links = append(links, Link{Name: "domains", Href: here.Without("columns", "domain").String()})
	}
	return links
}

func (m *Map) addColumns(here address.Address, answer Answer) {
	for i, column := range answer.Columns {
		shown := Column{X: headWidth + cellWidth*i + cellWidth/2, Name: column.Name}
		if column.Skill != nil {
			shown.Skill = column.Skill.ID
		} else if answer.ByDomain {
			shown.Href = here.Set("domain", column.Name).String()
		}
		m.HeadY = max(m.HeadY, 28+min(len([]rune(column.Name)), 40)*5) // names are written upwards
		m.Columns = append(m.Columns, shown)
	}
}

func (m *Map) addRow(here address.Address, answer Answer, row, was AnswerRow, before before, decimal Decimal) {
	shown := Row{Y: m.HeadY + 12 + cellHeight*len(m.Rows), Unit: row.Unit, Name: strings.TrimPrefix(row.Unit, answer.Unit+"/"), People: row.People, Direct: row.Direct}
	if !row.Direct && row.Unit != "" {
		shown.Href = here.With("unit", row.Unit, "direct", "").String()
	}
	for i, column := range answer.Columns {
		cell := Cell{X: headWidth + cellWidth*i, Y: shown.Y, Column: column.Name, Href: people(here, row, column),
			Coverage: written(Coverage, row.number(Coverage, i), decimal), Mean: written(Mean, row.number(Mean, i), decimal)}
		if holders := row.number(Holders, i); holders != nil {
			cell.Holders = *holders
		}
		now := row.number(m.Measure, i)
		if now != nil {
			cell.Tone = Tone(m.Measure, *now)
		}
		cell.Shown, cell.Changed = written(m.Measure, now, decimal), changed(m.Measure, before.number(was, m.Measure, column.Name), now, decimal)
		cell.TextX, cell.TextY, cell.ChangeY = cell.X+36, cell.Y+23, cell.Y+31
		if cell.Changed != "" {
			cell.TextY = cell.Y + 16
		}
		shown.Cells = append(shown.Cells, cell)
	}
	m.Rows = append(m.Rows, shown)
}

// people leads to the people behind a cell.
func people(here address.Address, row AnswerRow, column AnswerColumn) string {
	direct := ""
	if row.Direct {
		direct = "yes"
	}
	there := here.At(PeoplePath).With("unit", row.Unit, "direct", direct).Without("show", "before", "columns")
	if column.Skill != nil {
		return there.Set("skill", column.Skill.ID).String()
	}
	return there.Set("domain", column.Name).String()
}

// before finds the numbers of the map that is compared with.
type before struct {
	columns map[string]int
	rows    map[string]AnswerRow
	all     AnswerRow
}

func newBefore(answer Answer) before {
	b := before{columns: map[string]int{}, rows: map[string]AnswerRow{}}
	for i, column := range answer.Columns {
		b.columns[column.Name] = i
	}
	for _, row := range answer.Rows {
		b.rows[row.Unit] = row
	}
	if answer.All != nil {
		b.all = *answer.All
	}
	return b
}

// number returns a number of a row by the name of its column, nil where it is not known.
func (b before) number(row AnswerRow, measure, column string) *float64 {
	index, known := b.columns[column]
	if !known {
		return nil
	}
	return row.number(measure, index)
}
