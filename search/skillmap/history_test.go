package skillmap_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/skillmap"
)

// rowsOf returns how many people each row of a map counts.
func rowsOf(t testing.TB, facts []graph.Fact, filter skillmap.Filter, perimeter ...string) map[string]int {
	t.Helper()
	staff, err := skillmap.Read(t.Context(), viewOf(t, facts, perimeter...), filter)
	if err != nil {
		t.Fatal(err)
	}
	people := map[string]int{}
	for _, row := range skillmap.Of(staff, true).Rows {
		people[row.Unit] = row.People
	}
	return people
}

// moved is the workshop after bo came from Achats in May 2026, cy from the unit of welders in March, and dee was hired in 2026.
func moved() []graph.Fact {
	return append(workshop(),
		graph.Edge("person/bo", "2026-05-04", "unit/buying", "", graph.WasInUnit{Until: "2026-05-04"}),
		graph.Edge("person/bo", "2025-02-03", "unit/production", "", graph.WasInUnit{Until: "2025-02-03"}),
		graph.Edge("person/cy", "2026-03-02", "unit/welding", "", graph.WasInUnit{Until: "2026-03-02"}),
		graph.Node("a", "people", graph.Account{Source: "people", HiredOn: "2026-02-02"}), graph.Edge("account/a", "", "person/dee", "people", graph.Is{}),
	)
}

// A map of a former day counts people in the units in which they were then, and leaves out who was hired later.
func TestPeopleCountWhereTheyWereOnTheDay(t *testing.T) {
	for name, each := range map[string]struct {
		filter skillmap.Filter
		want   map[string]int
	}{
		"today":                         {skillmap.Filter{On: today}, map[string]int{"Production": 3, "Achats": 1}},
		"the day of a move":             {skillmap.Filter{On: "2026-05-04", Past: true}, map[string]int{"Production": 3, "Achats": 1}},
		"the day before it":             {skillmap.Filter{On: "2026-05-03", Past: true}, map[string]int{"Production": 2, "Achats": 2}},
		"before somebody was hired":     {skillmap.Filter{On: "2026-01-31", Past: true}, map[string]int{"Production": 2, "Achats": 1}},
		"the first of two moves":        {skillmap.Filter{On: "2025-02-02", Past: true}, map[string]int{"Production": 3}},
		"a unit, today":                 {skillmap.Filter{Unit: "Production", On: today}, map[string]int{"Production": 1, "Production/Soudage": 2}},
		"a unit that two people joined": {skillmap.Filter{Unit: "Production", On: "2026-03-01", Past: true}, map[string]int{"Production/Soudage": 2}},
		"a unit that somebody left":     {skillmap.Filter{Unit: "Achats", On: "2026-03-01", Past: true}, map[string]int{"Achats": 2}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(each.want, rowsOf(t, moved(), each.filter)); diff != "" {
				t.Errorf("people by unit (-want +got):\n%s", diff)
			}
		})
	}
}

// Human resources of a perimeter are told of the people who are in it now, also of the time when they were elsewhere; of nobody who
// left it.
func TestAPerimeterIsThatOfToday(t *testing.T) {
	filter := skillmap.Filter{On: "2026-03-01", Past: true}
	if diff := cmp.Diff(map[string]int{"Production": 1, "Achats": 1}, rowsOf(t, moved(), filter, "Production/Soudage")); diff != "" {
		t.Errorf("people of Soudage (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"Achats": 1}, rowsOf(t, moved(), filter, "Achats")); diff != "" {
		t.Errorf("people of Achats (-want +got):\n%s", diff)
	}
}

// reorganized is the company after Production/Soudage became Métallerie on 1 September 2026, which Achats joined on 1 October.
func reorganized() []graph.Fact {
	facts := moved()
	for i, fact := range facts {
		unit, _ := fact.Value.(graph.Unit)
		switch unit.Name {
		case "Production/Soudage":
			facts[i].Value = unit.Moved("Métallerie", "2026-09-01")
		case "Achats":
			facts[i].Value = unit.Moved("Métallerie", "2026-10-01")
		}
	}
	return facts
}

// A map of a former day has the units of that day, or those of another day with which it is compared; a unit of another day is
// shown as it was called then. However units are called, as many people are in them.
func TestUnitsAreThoseOfTheDay(t *testing.T) {
	for name, each := range map[string]struct {
		filter skillmap.Filter
		want   map[string]int
	}{
		"today":                               {skillmap.Filter{On: today}, map[string]int{"Métallerie": 3, "Production": 1}},
		"between two changes":                 {skillmap.Filter{On: "2026-09-15", UnitsOn: "2026-09-15", Past: true}, map[string]int{"Achats": 1, "Métallerie": 2, "Production": 1}},
		"before them":                         {skillmap.Filter{On: "2026-03-01", UnitsOn: "2026-03-01", Past: true}, map[string]int{"Achats": 2, "Production": 2}},
		"before them, in the units of today":  {skillmap.Filter{On: "2026-03-01", Past: true}, map[string]int{"Métallerie": 4}},
		"a unit as it was called":             {skillmap.Filter{Unit: "Production/Soudage", On: "2026-03-01", Past: true}, map[string]int{"Production/Soudage": 2}},
		"a unit that was not called so yet":   {skillmap.Filter{Unit: "Métallerie", On: "2026-03-01", UnitsOn: "2026-03-01", Past: true}, map[string]int{"Métallerie": 4}},
		"a unit that is no longer called so":  {skillmap.Filter{Unit: "Production/Soudage", On: today}, map[string]int{"Métallerie": 3}},
		"a unit in the organisation of a day": {skillmap.Filter{Unit: "Métallerie", On: "2026-03-01", UnitsOn: "2026-09-15", Past: true}, map[string]int{"Métallerie": 2}},
		"a unit that nobody ever called so":   {skillmap.Filter{Unit: "Fonderie", On: "2026-03-01", Past: true}, map[string]int{}},
		"by its key, in the paths of the day": {skillmap.Filter{Unit: "unit/welding", On: "2026-03-01", UnitsOn: "2026-03-01", Past: true}, map[string]int{"Production/Soudage": 2}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(each.want, rowsOf(t, reorganized(), each.filter)); diff != "" {
				t.Errorf("people by unit (-want +got):\n%s", diff)
			}
		})
	}
}

// However people moved and units were reorganised, a map of a day counts each once, and what it counts of everybody is the same in
// the units of that day as in those of any other.
func TestTotalsAgreeInTheUnitsOfAnyDay(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 9))
	day := func() graph.Date {
		return graph.Date(fmt.Sprintf("202%d-%02d-14", 3+random.IntN(4), 1+random.IntN(11)))
	}
	for range 25 {
		facts := []graph.Fact{graph.Node("s", "", graph.Skill{PrefLabel: "S", Domain: "D"})}
		for i := range 6 {
			unit, days := graph.Unit{Name: fmt.Sprintf("D%d/U%d", i%2, i)}, []graph.Date{day(), day()}
			slices.Sort(days)
			for n, on := range days[:random.IntN(3)] {
				unit = unit.Moved(fmt.Sprintf("D%d/V%d", random.IntN(3), n), on)
			}
			facts = append(facts, graph.Node(fmt.Sprint("u", i), "", unit))
		}
		for i := range 20 {
			person := graph.NodeKey(graph.KindPerson, fmt.Sprintf("p%02d", i))
			facts = append(facts, graph.Node(person.ID(), "", graph.Person{DisplayName: "P"}), graph.Edge(person, "", graph.Key(fmt.Sprint("unit/u", random.IntN(6))), "", graph.InUnit{}),
				declared(person.ID(), "self", "s", graph.Declares{On: day(), Held: level(float64(random.IntN(5)))}))
			for range random.IntN(3) {
				until := day()
				fact := graph.Edge(person, string(until), graph.Key(fmt.Sprint("unit/u", random.IntN(6))), "", graph.WasInUnit{Until: until})
				if !slices.ContainsFunc(facts, func(other graph.Fact) bool { return other.Key == fact.Key }) {
					facts = append(facts, fact)
				}
			}
		}
		view, on := viewOf(t, facts), day()
		var want string
		for _, unitsOn := range []graph.Date{on, today, day(), day()} {
			staff, err := skillmap.Read(t.Context(), view, skillmap.Filter{On: on, UnitsOn: unitsOn, Past: true})
			if err != nil {
				t.Fatal(err)
			}
			m, inRows, holders := skillmap.Of(staff, true), 0, 0
			for _, row := range m.Rows {
				inRows += row.People
				for _, cell := range row.Cells {
					holders += cell.Holders
				}
			}
			got := fmt.Sprint(m.All.People, m.All.Cells)
			if inRows != 20 || len(m.All.Cells) > 0 && holders != m.All.Cells[0].Holders || want != "" && got != want {
				t.Fatalf("as of %s in the units of %s: %d people in rows, %d holders; all: %s, in the units of that day: %s", on, unitsOn, inRows, holders, got, want)
			}
			want = got
		}
	}
}
