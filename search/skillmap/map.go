package skillmap

import (
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Map is a table of units and skills, or domains of skills.
type Map struct {
	// Columns are domains where Domains is set, else skills; those that hold most statements and requirements first.
	Columns []Column
	Domains bool
	// Rows are the parts of the unit that was asked for, and what is right in it, in the order of their paths.
	Rows []Row
	// All is everybody who was read.
	All Row
}

// Column is a skill, or a domain of skills, which may be that of those that have none.
type Column struct {
	Skill graph.NodeID
	Name  string
}

// Row is the people of a unit.
type Row struct {
	// Unit is a path, "" of the company and of people without a unit. Parts: it has parts, which a map of it would show.
	Unit   string
	People int
	Parts  bool
	Cells  []Cell // by column
}

// Cell is how the people of a unit stand to a skill, or to the skills of a domain.
type Cell struct {
	// Holders are the people who hold a skill of the column at the level that is required of them, see [Standing.Holds].
	Holders int
	// Needed counts what is required, person by person and skill by skill, and Met what of it is held at that level.
	Needed, Met int
	// Known counts the levels that somebody states, and Levels adds them up.
	Known  int
	Levels float64
	last   graph.NodeID // the latest person counted among the holders
}

// Coverage returns the part of what is required that is held, 0 to 1, and whether anything is required.
func (c Cell) Coverage() (part float64, known bool) {
	if c.Needed == 0 {
		return 0, false
	}
	return float64(c.Met) / float64(c.Needed), true
}

// Mean returns the mean of the levels that are stated, and whether any is.
func (c Cell) Mean() (level float64, known bool) {
	if c.Known == 0 {
		return 0, false
	}
	return c.Levels / float64(c.Known), true
}

// MaxColumns bounds a map: those that hold least are left out.
const MaxColumns = 60

// Of counts people by the parts of the unit that was read, and by domain or skill.
func Of(staff Staff, byDomain bool) Map {
	m := Map{Domains: byDomain}
	columnOf := m.addColumns(staff)
	rowOf := m.addRows(staff)
	for _, standing := range staff.Standings {
		if column, shown := columnOf[standing.Skill]; shown {
			m.Rows[rowOf[standing.Person]].Cells[column].add(standing)
			m.All.Cells[column].add(standing)
		}
	}
	return m
}

// addColumns returns the column of each skill that has one.
func (m *Map) addColumns(staff Staff) map[graph.NodeID]int {
	said := map[Column]int{}
	for _, standing := range staff.Standings {
		said[m.column(staff, standing.Skill)]++
	}
	for column := range said {
		m.Columns = append(m.Columns, column)
	}
	slices.SortFunc(m.Columns, func(a, b Column) int {
		if said[a] != said[b] {
			return said[b] - said[a]
		}
		return compareNames(a.Name, b.Name)
	})
	m.Columns = m.Columns[:min(len(m.Columns), MaxColumns)]
	at := map[Column]int{}
	for i, column := range m.Columns {
		at[column] = i
	}
	columnOf := map[graph.NodeID]int{}
	for skill := range staff.Skills {
		if i, shown := at[m.column(staff, skill)]; shown {
			columnOf[skill] = i
		}
	}
	return columnOf
}

func (m *Map) column(staff Staff, skill graph.NodeID) Column {
	if m.Domains {
		return Column{Name: staff.Skills[skill].Domain}
	}
	return Column{Skill: skill, Name: staff.Skills[skill].PrefLabel}
}

// addRows returns the row of each person.
func (m *Map) addRows(staff Staff) map[graph.NodeID]int {
	people, parts := map[string]int{}, map[string]bool{}
	for _, person := range staff.People {
		part := partOf(staff.Unit, person.Unit)
		people[part]++
		parts[part] = parts[part] || part != staff.Unit && part != person.Unit
	}
	at := map[string]int{}
	for part, count := range people {
		m.Rows = append(m.Rows, Row{Unit: part, People: count, Parts: parts[part], Cells: make([]Cell, len(m.Columns))})
	}
	slices.SortFunc(m.Rows, func(a, b Row) int { return compareNames(a.Unit, b.Unit) })
	for i, row := range m.Rows {
		at[row.Unit] = i
	}
	m.All = Row{Unit: staff.Unit, People: len(staff.People), Cells: make([]Cell, len(m.Columns))}
	rowOf := make(map[graph.NodeID]int, len(staff.People))
	for _, person := range staff.People {
		rowOf[person.Node] = at[partOf(staff.Unit, person.Unit)]
	}
	return rowOf
}

// partOf returns the path of the part of a unit in which a path lies: one name longer, or the unit itself. Who works
// elsewhere as well is counted right in the unit.
func partOf(unit, path string) string {
	rest := path
	if unit != "" {
		below, is := strings.CutPrefix(path, unit+"/")
		if !is {
			return unit
		}
		rest = below
	}
	name, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(unit+"/"+name, "/")
}

func (c *Cell) add(s Standing) {
	if s.Holds() && c.last != s.Person {
		c.Holders++
		c.last = s.Person
	}
	if s.Needed {
		c.Needed++
		if s.Meets() {
			c.Met++
		}
	}
	if s.Held != nil {
		c.Known++
		c.Levels += float64(*s.Held)
	}
}
