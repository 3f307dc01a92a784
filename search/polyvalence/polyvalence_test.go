package polyvalence_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/polyvalence"
	"github.com/sachant/sachant/search/skillmap"
)

func level(of float64) *graph.Level { return (*graph.Level)(&of) }

// Skills that are required of most come first; a team's polyvalence is which part of its cells is held.
func TestATeamIsAMatrix(t *testing.T) {
	staff := skillmap.Staff{
		People: []skillmap.Person{{Node: 1}, {Node: 2}, {Node: 3}},
		Skills: map[graph.NodeID]graph.Skill{11: {PrefLabel: "Plans"}, 12: {PrefLabel: "TIG", Critical: true}, 13: {PrefLabel: "Anglais"}},
		Standings: []skillmap.Standing{
			{Person: 1, Skill: 12, Held: level(3), Possessed: true, Needed: true, Required: level(3)}, {Person: 1, Skill: 13, Held: level(2), Possessed: true},
			{Person: 2, Skill: 12, Held: level(1), Possessed: true, Needed: true, Required: level(3)}, {Person: 2, Skill: 11, Held: level(4), Possessed: true},
		},
	}
	m := polyvalence.Of(staff)
	var columns, rows []string
	for _, column := range m.Columns {
		columns = append(columns, fmt.Sprint(column.Name, " ", column.Holders, "/", column.Needed))
	}
	for _, row := range m.Rows {
		text := fmt.Sprint(row.Person, ":")
		for _, standing := range row.Standings {
			if standing == nil {
				text += " –"
			} else {
				text += fmt.Sprint(" ", *standing.Held)
			}
		}
		rows = append(rows, fmt.Sprint(text, " = ", row.Held))
	}
	if diff := cmp.Diff([]string{"TIG 1/2", "Plans 1/0", "Anglais 0/0"}, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"1: 3 – 2 = 1", "2: 1 4 – = 1", "3: – – – = 0"}, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if m.Held != 2 || m.Cells != 9 {
		t.Errorf("%d of %d cells are held, want 2 of 9", m.Held, m.Cells)
	}
}
