// Package polyvalence is the matrix of a team: who holds which skill at which level, and at which level it is required of them, as a
// workshop hangs it on its wall. It arranges what package skillmap has read, and reads nothing but names.
package polyvalence

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/skillmap"
)

// Matrix is people and skills.
type Matrix struct {
	Columns []Column
	Rows    []Row
	// Cells are how many pairs of a person and a skill there are of the columns, and Held how many of these are held: the
	// polyvalence of the team is their share.
	Cells, Held int
}

// Column is a skill, and how many people of the team it is required of, and hold it.
type Column struct {
	Skill           graph.NodeID
	Name            string
	Critical        bool
	Needed, Holders int
}

// Row is a person: a standing for each column, nil where nothing is known or required; and how many of the columns they hold.
type Row struct {
	Person    graph.NodeID
	Fact      graph.Fact
	Standings []*skillmap.Standing
	Held      int
}

// MaxColumns bounds a matrix to what a sheet of A3 holds.
const MaxColumns = 40

// Of arranges a team: skills that are required of most first, then those that most hold; people as they are given.
func Of(staff skillmap.Staff) Matrix {
	m := Matrix{}
	at := m.addColumns(staff)
	rows := map[graph.NodeID]int{}
	for i, person := range staff.People {
		rows[person.Node] = i
		m.Rows = append(m.Rows, Row{Person: person.Node, Standings: make([]*skillmap.Standing, len(m.Columns))})
	}
	for i, standing := range staff.Standings {
		column, shown := at[standing.Skill]
		if !shown {
			continue
		}
		row := &m.Rows[rows[standing.Person]]
		row.Standings[column] = &staff.Standings[i]
		if standing.Holds() {
			row.Held++
			m.Held++
		}
	}
	m.Cells = len(m.Rows) * len(m.Columns)
	return m
}

// addColumns returns the column of each skill that has one.
func (m *Matrix) addColumns(staff skillmap.Staff) map[graph.NodeID]int {
	columns := map[graph.NodeID]*Column{}
	for _, standing := range staff.Standings {
		column := columns[standing.Skill]
		if column == nil {
			skill := staff.Skills[standing.Skill]
			column = &Column{Skill: standing.Skill, Name: skill.PrefLabel, Critical: skill.Critical}
			columns[standing.Skill] = column
		}
		if standing.Needed {
			column.Needed++
		}
		if standing.Holds() {
			column.Holders++
		}
	}
	for _, column := range columns {
		m.Columns = append(m.Columns, *column)
	}
	slices.SortFunc(m.Columns, func(a, b Column) int {
		return cmp.Or(cmp.Compare(b.Needed, a.Needed), cmp.Compare(b.Holders, a.Holders), cmp.Compare(graph.Slug(a.Name), graph.Slug(b.Name)), cmp.Compare(a.Skill, b.Skill))
	})
	m.Columns = m.Columns[:min(len(m.Columns), MaxColumns)]
	at := map[graph.NodeID]int{}
	for i, column := range m.Columns {
		at[column.Skill] = i
	}
	return at
}

// Name gives the people of a matrix their names, and puts them in the order of these.
func (m *Matrix) Name(ctx context.Context, view *access.View) error {
	people := make([]graph.NodeID, len(m.Rows))
	for i, row := range m.Rows {
		people[i] = row.Person
	}
	values, err := view.NodeValues(ctx, people)
	if err != nil {
		return fmt.Errorf("read the names of people: %w", err)
	}
	for i, value := range values {
		m.Rows[i].Fact = graph.Fact{Key: view.Key(people[i]), Value: value}
	}
	slices.SortFunc(m.Rows, func(a, b Row) int {
		one, other := graph.As[graph.Person](a.Fact), graph.As[graph.Person](b.Fact)
		return cmp.Or(cmp.Compare(graph.Slug(one.FamilyName), graph.Slug(other.FamilyName)), cmp.Compare(graph.Slug(one.DisplayName), graph.Slug(other.DisplayName)), cmp.Compare(a.Fact.Key, b.Fact.Key))
	})
	return nil
}
