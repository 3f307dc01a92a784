package organization_test

import (
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/skillmap"
)

// The map of a unit as of a former day says, after a reorganisation, what it said before: of the unit as it was called then, and of
// the one that it has become; the company's counts as many people in the units of either day.
func TestTheMapOfAFormerDaySurvivesAReorganization(t *testing.T) {
	store := workshop(t)
	list(t, store, "Code;Libellé;Parent\nD100;Production;\nD110;Soudage;D120\nD120;Chaudronnerie;D100\nD130;Usinage;D100\n")
	facts := []graph.Fact{graph.Node("tig", "interviews", graph.Skill{PrefLabel: "Soudage TIG", Domain: "Métallurgie"})}
	for i := range 9 {
		level := graph.Level(i % 5)
		facts = append(facts, graph.Edge(graph.NodeKey(graph.KindPerson, fmt.Sprintf("p%02d", i+1)), "self", "skill/tig", "self", graph.Declares{Held: &level, On: graph.Date(fmt.Sprintf("202%d-03-01", 4+i%3))}))
	}
	commit(t, store, facts...)
	mapOf := func(filter skillmap.Filter) string {
		filter.On, filter.Past = "2025-12-31", true
		view := access.NewGate(store, store).View(access.Viewer{Roles: []access.Role{access.Employee, access.HRRole}})
		staff, err := skillmap.Read(t.Context(), view, filter)
		if err != nil {
			t.Fatal(err)
		}
		m := skillmap.Of(staff, false)
		rows := 0
		for _, row := range m.Rows {
			rows += row.People
		}
		cell := skillmap.Cell{}
		if len(m.All.Cells) > 0 {
			cell = m.All.Cells[0]
		}
		return fmt.Sprint(m.All.People, " people, ", rows, " in rows, ", cell.Holders, " holders, ", cell.Known, " levels of ", cell.Levels)
	}
	before, company := mapOf(skillmap.Filter{Unit: "Production/Chaudronnerie"}), mapOf(skillmap.Filter{})
	if before == mapOf(skillmap.Filter{Unit: "Production/Usinage"}) {
		t.Fatal("both units say the same, so nothing is compared")
	}
	reorganize(t, store, "Ancien;Nouveau;Date\nD120;Métallerie;01/09/2026\n")
	for _, filter := range []skillmap.Filter{{Unit: "Production/Métallerie"}, {Unit: "Métallerie"}, {Unit: "Production/Chaudronnerie"},
		{Unit: "Production/Métallerie", UnitsOn: "2026-11-30"}, {Unit: "Production/Chaudronnerie", UnitsOn: "2026-11-30"}} {
		if after := mapOf(filter); after != before {
			t.Errorf("%+v had %s, before the reorganisation %s", filter, after, before)
		}
	}
	for _, on := range []graph.Date{"", "2026-11-30", "2026-01-01"} {
		if after := mapOf(skillmap.Filter{UnitsOn: on}); after != company {
			t.Errorf("in the units of %s the company had %s, before the reorganisation %s", on, after, company)
		}
	}
}
