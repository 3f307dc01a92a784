package organization_test

import (
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/skillmap"
)

// The map of a unit as of a former day says after a reorganisation, of the new unit, what it said of the old one.
func TestTheMapOfAFormerDayIsThatOfTheOldUnit(t *testing.T) {
	store := workshop(t)
	list(t, store, "Code;Libellé;Parent\nD100;Production;\nD110;Soudage;D120\nD120;Chaudronnerie;D100\nD130;Usinage;D100\n")
	facts := []graph.Fact{graph.Node("tig", "interviews", graph.Skill{PrefLabel: "Soudage TIG", Domain: "Métallurgie"})}
	for i := range 9 {
		level := graph.Level(i % 5)
		facts = append(facts, graph.Edge(graph.NodeKey(graph.KindPerson, fmt.Sprintf("p%02d", i+1)), "self", "skill/tig", "self", graph.Declares{Held: &level, On: graph.Date(fmt.Sprintf("202%d-03-01", 4+i%3))}))
	}
	commit(t, store, facts...)
	mapOf := func(unit string) string {
		view := access.NewGate(store, store).View(access.Viewer{Roles: []access.Role{access.Employee, access.HRRole}})
		staff, err := skillmap.Read(t.Context(), view, skillmap.Filter{Unit: unit, On: "2025-12-31"})
		if err != nil {
			t.Fatal(err)
		}
		all := skillmap.Of(staff, false).All
		cell := skillmap.Cell{}
		if len(all.Cells) > 0 {
			cell = all.Cells[0]
		}
		return fmt.Sprint(all.People, " people, ", cell.Holders, " holders, ", cell.Known, " levels of ", cell.Levels)
	}
	before := mapOf("Production/Chaudronnerie")
	if before == mapOf("Production/Usinage") {
		t.Fatal("both units say the same, so nothing is compared")
	}
	reorganize(t, store, "Ancien;Nouveau;Date\nD120;Métallerie;01/09/2026\n")
	if after := mapOf("Production/Métallerie"); after != before {
		t.Errorf("the new unit had %s, the old one %s", after, before)
	}
	if left := mapOf("Production/Chaudronnerie"); left != "0 people, 0 holders, 0 levels of 0" {
		t.Errorf("the old unit still has %s", left)
	}
}
