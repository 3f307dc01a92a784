package skillmap_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/gap"
	"github.com/sachant/sachant/search/skillmap"
)

const today = graph.Date("2026-11-30")

func level(of float64) *graph.Level { return (*graph.Level)(&of) }

// gateOf stands before a replica of facts.
func gateOf(t testing.TB, facts []graph.Fact) *access.Gate {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	copied, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return access.NewGate(copied, store)
}

func humanResources(perimeter ...string) access.Viewer {
	return access.Viewer{Roles: []access.Role{access.Employee, access.HRRole}, Perimeter: perimeter}
}

// viewOf returns what human resources see of facts.
func viewOf(t testing.TB, facts []graph.Fact, perimeter ...string) *access.View {
	t.Helper()
	return gateOf(t, facts).View(humanResources(perimeter...))
}

func declared(person, tag, skill string, value graph.Declares) graph.Fact {
	return graph.Edge(graph.Key("person/"+person), tag, graph.Key("skill/"+skill), "", value)
}

// workshop: two welders and a fitter, a buyer elsewhere.
func workshop() []graph.Fact {
	facts := []graph.Fact{
		graph.Node("tig", "", graph.Skill{PrefLabel: "Soudage TIG", Domain: "Métallurgie", Type: "Savoir-faire", Critical: true}),
		graph.Node("plan", "", graph.Skill{PrefLabel: "Lecture de plans", Domain: "Métallurgie", Type: "Savoir"}),
		graph.Node("caces", "", graph.Skill{PrefLabel: "CACES R489", Type: "Habilitation"}),
		graph.Node("nego", "", graph.Skill{PrefLabel: "Négociation", Domain: "Achats", Type: "Savoir-faire"}),
		graph.Node("welding", "", graph.Unit{Name: "Production/Soudage"}), graph.Node("production", "", graph.Unit{Name: "Production"}),
		graph.Node("buying", "", graph.Unit{Name: "Achats"}), graph.Node("lyon", "", graph.Site{Name: "Lyon"}),
		graph.Node("welder", "", graph.Role{PrefLabel: []graph.Literal{"Soudeur"}}),
		graph.Edge("role/welder", "", "skill/tig", "", graph.Requires{Level: level(3)}), graph.Edge("role/welder", "", "skill/caces", "", graph.Requires{}),
	}
	for person, unit := range map[string]string{"ana": "welding", "bo": "welding", "cy": "production", "dee": "buying"} {
		facts = append(facts, graph.Node(person, "", graph.Person{DisplayName: person}),
			graph.Edge(graph.Key("person/"+person), "", graph.Key("unit/"+unit), "", graph.InUnit{}))
	}
	return append(facts,
		graph.Edge("person/ana", "", "role/welder", "", graph.HoldsRole{}), graph.Edge("person/bo", "", "role/welder", "", graph.HoldsRole{}),
		graph.Edge("person/ana", "", "site/lyon", "", graph.AtSite{}),
		declared("ana", "interview/1", "tig", graph.Declares{On: "2025-03-01", Held: level(2)}),
		declared("ana", "interview/2", "tig", graph.Declares{On: "2026-03-01", Held: level(4), Required: level(4)}),
		declared("ana", "interview/2", "caces", graph.Declares{On: "2026-03-01", Possessed: true, ValidUntil: "2026-06-30"}),
		declared("bo", "interview/3", "tig", graph.Declares{On: "2026-03-02", Held: level(2.5)}),
		declared("bo", "interview/3", "plan", graph.Declares{On: "2026-03-02", Held: level(3), Required: level(2)}),
		declared("cy", "interview/4", "tig", graph.Declares{On: "2026-03-03", Held: level(3)}),
		declared("cy", "self", "plan", graph.Declares{On: "2026-04-03", Held: level(2), Published: true}),
		declared("bo", "self", "nego", graph.Declares{On: "2026-04-03", Held: level(4)}), // for Bo alone
		declared("dee", "self", "nego", graph.Declares{On: "2026-04-03", Held: level(4), Published: true}),
	)
}

// row is a row of a map as a spreadsheet shows it: of each column, holders, met/needed, mean.
func table(m skillmap.Map) []string {
	var out []string
	for _, row := range append(slices.Clone(m.Rows), m.All) {
		line := fmt.Sprintf("%s (%d)", row.Unit, row.People)
		for i, cell := range row.Cells {
			mean, _ := cell.Mean()
			line += fmt.Sprintf(" | %s: %d, %d/%d, %.2f", m.Columns[i].Name, cell.Holders, cell.Met, cell.Needed, mean)
		}
		out = append(out, line)
	}
	return out
}

func TestMap(t *testing.T) {
	view := viewOf(t, workshop())
	for name, each := range map[string]struct {
		filter   skillmap.Filter
		byDomain bool
		want     []string
	}{
		"the company by domain": {skillmap.Filter{On: today}, true, []string{
			"Achats (1) | Métallurgie: 0, 0/0, 0.00 | : 0, 0/0, 0.00 | Achats: 1, 0/0, 4.00",
			"Production (3) | Métallurgie: 3, 2/3, 2.90 | : 0, 0/2, 0.00 | Achats: 0, 0/0, 0.00",
			" (4) | Métallurgie: 3, 2/3, 2.90 | : 0, 0/2, 0.00 | Achats: 1, 0/0, 4.00"}},
		"a unit by skill, licences expired": {skillmap.Filter{Unit: "production", On: today}, false, []string{
			"Production (1) | Soudage TIG: 1, 0/0, 3.00 | CACES R489: 0, 0/0, 0.00 | Lecture de plans: 0, 0/0, 2.00",
			"Production/Soudage (2) | Soudage TIG: 1, 1/2, 3.25 | CACES R489: 0, 0/2, 0.00 | Lecture de plans: 1, 1/1, 3.00",
			"Production (3) | Soudage TIG: 2, 1/2, 3.17 | CACES R489: 0, 0/2, 0.00 | Lecture de plans: 1, 1/1, 2.50"}},
		"the day before the licence expired": {skillmap.Filter{Unit: "unit/welding", Type: "habilitation", On: "2026-06-30"}, false, []string{
			"Production/Soudage (2) | CACES R489: 1, 1/2, 0.00", "Production/Soudage (2) | CACES R489: 1, 1/2, 0.00"}},
		"a year before": {skillmap.Filter{Unit: "Production/Soudage", Critical: true, On: "2025-11-30"}, false, []string{
			"Production/Soudage (2) | Soudage TIG: 0, 0/2, 2.00", "Production/Soudage (2) | Soudage TIG: 0, 0/2, 2.00"}},
		"a site and a role":           {skillmap.Filter{Site: "LYON", Role: "soudeur", Domain: "metallurgie", On: today}, false, []string{"Production (1) | Soudage TIG: 1, 1/1, 4.00", " (1) | Soudage TIG: 1, 1/1, 4.00"}},
		"a unit that is not there":    {skillmap.Filter{Unit: "Nulle part", On: today}, false, []string{"Nulle part (0)"}},
		"the domain of those without": {skillmap.Filter{InDomain: true, On: today}, false, []string{"Achats (1) | CACES R489: 0, 0/0, 0.00", "Production (3) | CACES R489: 0, 0/2, 0.00", " (4) | CACES R489: 0, 0/2, 0.00"}},
	} {
		t.Run(name, func(t *testing.T) {
			staff, err := skillmap.Read(t.Context(), view, each.filter)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(each.want, table(skillmap.Of(staff, each.byDomain))); diff != "" {
				t.Errorf("map (-want +got):\n%s", diff)
			}
		})
	}
}

// Human resources of a perimeter map its people alone, though others publish their skills; who is no human resources, nobody.
func TestMapOfAPerimeter(t *testing.T) {
	staff, err := skillmap.Read(t.Context(), viewOf(t, workshop(), "Production/Soudage"), skillmap.Filter{On: today})
	want := []string{"Production (2) | Métallurgie: 2, 2/3, 3.17 | : 0, 0/2, 0.00", " (2) | Métallurgie: 2, 2/3, 3.17 | : 0, 0/2, 0.00"}
	if diff := cmp.Diff(want, table(skillmap.Of(staff, true))); diff != "" || err != nil {
		t.Errorf("%v, map (-want +got):\n%s", err, diff)
	}
	staff, err = skillmap.Read(t.Context(), gateOf(t, workshop()).View(access.Colleague()), skillmap.Filter{On: today})
	if err != nil || len(staff.People) > 0 || len(staff.Standings) > 0 {
		t.Errorf("a colleague maps %v, %v", staff, err)
	}
}

// A map counts what package gap says of each person.
func TestAMapSaysWhatGapsSay(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pick := func(of ...*graph.Level) *graph.Level { return of[random.IntN(len(of))] }
	for range 40 {
		facts := []graph.Fact{graph.Node("r0", "", graph.Role{}), graph.Node("r1", "", graph.Role{}), graph.Node("u", "", graph.Unit{Name: "U"})}
		var people []graph.Key
		for i := range 4 {
			facts = append(facts, graph.Node(fmt.Sprint("s", i), "", graph.Skill{PrefLabel: fmt.Sprint("S", i)}), graph.Node(fmt.Sprint("p", i), "", graph.Person{}))
			people = append(people, graph.Key(fmt.Sprint("person/p", i)))
			facts = append(facts, graph.Edge(people[i], "", "unit/u", "", graph.InUnit{}))
			for role := range 2 {
				if random.IntN(2) == 0 {
					facts = append(facts, graph.Edge(people[i], "", graph.Key(fmt.Sprint("role/r", role)), "", graph.HoldsRole{}))
				}
				if random.IntN(2) == 0 {
					facts = append(facts, graph.Edge(graph.Key(fmt.Sprint("role/r", role)), "", graph.Key(fmt.Sprint("skill/s", i)), "", graph.Requires{Level: pick(nil, level(1), level(3))}))
				}
			}
		}
		for range 40 {
			value := graph.Declares{On: graph.Date(fmt.Sprintf("202%d-06-01", random.IntN(7))), Held: pick(nil, level(0), level(2), level(4)), Required: pick(nil, nil, level(2), level(3)), Possessed: random.IntN(3) == 0}
			if random.IntN(4) == 0 {
				value.ValidUntil = graph.Date(fmt.Sprintf("202%d-12-31", 5+random.IntN(3)))
			}
			if random.IntN(6) == 0 {
				value.ContestedOn = "2026-10-01"
			}
			facts = append(facts, declared(fmt.Sprint("p", random.IntN(4)), []string{"self", "interview/1", "interview/2"}[random.IntN(3)], fmt.Sprint("s", random.IntN(4)), value))
		}
		slices.SortFunc(facts, func(a, b graph.Fact) int { return cmpKeys(a.Key, b.Key) })
		facts = slices.CompactFunc(facts, func(a, b graph.Fact) bool { return a.Key == b.Key })
		view := viewOf(t, facts)
		gaps, err := gap.Read(t.Context(), view, people, today)
		if err != nil {
			t.Fatal(err)
		}
		staff, err := skillmap.Read(t.Context(), view, skillmap.Filter{On: today})
		if err != nil {
			t.Fatal(err)
		}
		want, got := map[string]string{}, map[string]string{}
		for person, of := range gaps {
			for _, one := range of {
				want[string(person+" "+one.Skill)] = fmt.Sprint(one.State() == gap.Met, text(one.Held), text(one.Required), one.Possessed, one.Expired)
			}
		}
		for _, one := range staff.Standings {
			if one.Needed {
				got[string(view.Key(one.Person)+" "+view.Key(one.Skill))] = fmt.Sprint(one.Meets(), text(one.Held), text(one.Required), one.Possessed, one.Expired)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("standings (-gaps +map):\n%s", diff)
		}
	}
}

func text(level *graph.Level) string {
	if level == nil {
		return "-"
	}
	return fmt.Sprint(*level)
}

func cmpKeys(a, b graph.Key) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
