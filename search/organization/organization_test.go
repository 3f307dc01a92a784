package organization_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/organization"
)

// plant stores a company: who is in a unit reports to the manager that is given after a colon.
func plant(t testing.TB, viewer access.Viewer) *access.View {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	facts := []graph.Fact{
		graph.Node("d120", "units", graph.Unit{Name: "Production/Chaudronnerie", Code: "D120", Former: []string{"Métallerie"}}),
		graph.Node("chaudronnerie", "directory", graph.Unit{Name: "Production/chaudronnerie"}),
		graph.Node("soudage", "directory", graph.Unit{Name: "Production/Chaudronnerie/Soudage"}),
		graph.Node("achats", "directory", graph.Unit{Name: "Achats"}), graph.Node("empty", "directory", graph.Unit{Name: "Vide"}),
		graph.Node("tig", "x", graph.Skill{PrefLabel: "Soudage TIG"}),
	}
	for who, where := range map[string]string{"dora": "d120:", "bruno": "d120:dora", "ines": "chaudronnerie:bruno", "willem": "soudage:bruno", "malik": "soudage:bruno", "odile": "achats:dora", "noe": "achats:dora"} {
		unit, boss, _ := strings.Cut(where, ":")
		person := graph.NodeKey(graph.KindPerson, who)
		facts = append(facts, graph.Node(who, "x", graph.Person{DisplayName: strings.ToUpper(who[:1]) + who[1:]}),
			graph.Edge(person, "", graph.NodeKey(graph.KindUnit, unit), "x", graph.InUnit{}))
		if boss != "" {
			facts = append(facts, graph.Edge(person, "", graph.NodeKey(graph.KindPerson, boss), "x", graph.ReportsTo{}))
		}
	}
	facts = append(facts, graph.Edge("person/willem", "2026-05-01", "unit/empty", "x", graph.WasInUnit{Until: "2026-05-01"}),
		graph.Edge("person/ines", "2026-05-01", "unit/soudage", "x", graph.WasInUnit{Until: "2026-05-01"}))
	three := graph.Level(3)
	facts = append(facts, graph.Edge("person/willem", "self", "skill/tig", "x", graph.Declares{Held: &three, Published: true, On: "2026-01-01"}),
		graph.Edge("person/malik", "interview/1", "skill/tig", "x", graph.Declares{Held: &three, On: "2026-01-01"}),
		graph.Edge("person/ines", "self", "skill/tig", "x", graph.Declares{Held: &three, Published: true, On: "2025-01-01", ValidUntil: "2025-12-31"}))
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	return access.NewGate(store, store).View(viewer)
}

func read(t testing.TB, view *access.View) *organization.Tree {
	t.Helper()
	tree, err := organization.Read(t.Context(), view)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// outline writes a tree: names by depth, with how many people and who leads.
func outline(t testing.TB, view *access.View, tree *organization.Tree) (lines []string) {
	t.Helper()
	for i, unit := range tree.Units {
		people, err := tree.People(t.Context(), i, false)
		if err != nil {
			t.Fatal(err)
		}
		managers, err := tree.Managers(t.Context(), i)
		if err != nil {
			t.Fatal(err)
		}
		line := fmt.Sprintf("%s%s %d", strings.Repeat("  ", unit.Depth), unit.Path, len(people))
		for _, manager := range managers {
			line += " " + view.Key(manager).ID()
		}
		lines = append(lines, line)
	}
	return lines
}

// Units with one path are one, what only its parts name is one too, and who leads a unit follows from the managers of its people.
func TestUnitsAreATree(t *testing.T) {
	view := plant(t, access.Colleague())
	tree := read(t, view)
	want := []string{"Achats 2 dora", "Production 5 dora", "  Production/Chaudronnerie 5 dora", "    Production/Chaudronnerie/Soudage 2 bruno"}
	if diff := cmp.Diff(want, outline(t, view, tree)); diff != "" {
		t.Errorf("the tree (-want +got):\n%s", diff)
	}
	for text, path := range map[string]string{"unit/d120": "Production/Chaudronnerie", "unit/chaudronnerie": "Production/Chaudronnerie", "PRODUCTION": "Production",
		"unit/production": "Production", "métallerie": "Production/Chaudronnerie", "Vide": "", "unit/empty": "", "soudage": "Production/Chaudronnerie/Soudage"} {
		got := ""
		if at := tree.Find(text); at >= 0 {
			got = tree.Units[at].Path
		}
		if got != path {
			t.Errorf("%q finds %q, want %q", text, got, path)
		}
	}
}

// Skills are counted as far as the viewer sees who holds them, on that day.
func TestSkillsOfAUnitAreThoseThatOneSees(t *testing.T) {
	for viewer, want := range map[string]int{"colleague": 1, "hr": 2} {
		who := access.Colleague()
		if viewer == "hr" {
			who.Roles = append(slices.Clone(who.Roles), access.HRRole)
		}
		view := plant(t, who)
		tree := read(t, view)
		people, err := tree.People(t.Context(), tree.Find("Production"), false)
		if err != nil {
			t.Fatal(err)
		}
		skills, err := organization.Skills(t.Context(), view, people, graph.Date("2026-11-30").Day())
		if err != nil || len(skills) != 1 || skills[0].People != want || skills[0].Name != "Soudage TIG" {
			t.Errorf("as %s: %v %v, want %d people", viewer, skills, err, want)
		}
	}
}

// A chain of managers that leads back to its beginning is no endless one.
func TestACircleOfManagersEnds(t *testing.T) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: []graph.Fact{
		graph.Node("u", "x", graph.Unit{Name: "U"}), graph.Node("a", "x", graph.Person{DisplayName: "A"}), graph.Node("b", "x", graph.Person{DisplayName: "B"}),
		graph.Edge("person/a", "", "unit/u", "x", graph.InUnit{}), graph.Edge("person/b", "", "unit/u", "x", graph.InUnit{}),
		graph.Edge("person/a", "", "person/b", "x", graph.ReportsTo{}), graph.Edge("person/b", "", "person/a", "x", graph.ReportsTo{}),
	}}); err != nil {
		t.Fatal(err)
	}
	around := access.NewGate(store, store).View(access.Colleague())
	if managers, err := read(t, around).Managers(t.Context(), 0); err != nil || len(managers) > organization.MaxManagers {
		t.Errorf("managers of a circle: %v %v", managers, err)
	}
}

// A unit that everybody has left is in no chart, though human resources know who was in it.
func TestAUnitThatEverybodyLeftIsInNoChart(t *testing.T) {
	for _, viewer := range []access.Viewer{{Person: "person/willem", Roles: []access.Role{access.Employee}}, {Roles: []access.Role{access.Employee, access.HRRole}}} {
		tree, left := read(t, plant(t, viewer)), []string(nil)
		for _, unit := range tree.Units {
			if unit.Left {
				left = append(left, unit.Path)
			}
		}
		if !slices.Equal(left, []string{"Vide"}) {
			t.Errorf("%v is told that everybody left %q", viewer, left)
		}
	}
}
