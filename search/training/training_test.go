package training_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/skillmap"
	"github.com/sachant/sachant/search/training"
)

func level(of float64) *graph.Level { return (*graph.Level)(&of) }

// workshop is a unit of four: what they lack, and what they wish, with and without consent.
func workshop() []graph.Fact {
	facts := []graph.Fact{
		graph.Node("atelier", "", graph.Unit{Name: "Atelier"}), graph.Node("siege", "", graph.Unit{Name: "Siège"}),
		graph.Node("tig", "", graph.Skill{PrefLabel: "Soudage TIG", AltLabel: []string{"TIG"}, Domain: "Métallurgie", Critical: true}),
		graph.Node("plan", "", graph.Skill{PrefLabel: "Lecture de plans", Domain: "Métallurgie"}),
		graph.Node("crane", "", graph.Skill{PrefLabel: "Pontier", Type: "Habilitation"}),
		graph.Node("english", "", graph.Skill{PrefLabel: "Anglais"}),
	}
	for _, who := range []string{"ana", "bea", "cid", "dan"} {
		unit := graph.Key("unit/atelier")
		if who == "dan" {
			unit = "unit/siege"
		}
		person := graph.Key("person/" + who)
		facts = append(facts, graph.Node(who, "", graph.Person{DisplayName: who}), graph.Edge(person, "", unit, "", graph.InUnit{}),
			graph.Node("i-"+who, "", graph.Interview{On: "2026-03-01"}), graph.Edge(graph.Key("interview/i-"+who), "", person, "", graph.Concerns{}))
	}
	says := func(who, skill string, value graph.Declares) {
		value.On = "2026-03-01"
		facts = append(facts, graph.Edge(graph.Key("person/"+who), "interview/i-"+who, graph.Key("skill/"+skill), "", value))
	}
	says("ana", "tig", graph.Declares{Held: level(2.5), Required: level(3)})
	says("bea", "plan", graph.Declares{Held: level(1), Required: level(3)})
	says("cid", "plan", graph.Declares{Held: level(2.5), Required: level(3)})
	says("cid", "crane", graph.Declares{Possessed: true, Required: level(1), ValidUntil: "2026-06-30"})
	says("bea", "tig", graph.Declares{Held: level(4), Required: level(3)})
	says("dan", "english", graph.Declares{Held: level(3)})
	says("ana", "plan", graph.Declares{Required: level(3)}) // nobody states her level: she is to be interviewed, not trained
	wishes := func(id, who string, consents bool, wish graph.Wish) {
		facts = append(facts, graph.Node(id, "", wish), graph.Edge(graph.Key("wish/"+id), "", graph.Key("person/"+who), "", graph.WishedBy{}))
		if consents {
			facts = append(facts, graph.Edge(graph.Key("person/"+who), graph.PurposeWishes, graph.Key("person/"+who), "", graph.Consents{On: "2026-01-01"}))
		}
	}
	wishes("old", "cid", false, graph.Wish{Trainings: []string{"Vannerie"}, On: "2024-01-01"})
	wishes("new", "cid", true, graph.Wish{Trainings: []string{"Formation lecture de plans", "Anglais professionnel"}, On: "2026-01-01", Priority: graph.PriorityHigh})
	wishes("quiet", "ana", false, graph.Wish{Trainings: []string{"Quolmentrise"}, On: "2026-01-01"})
	wishes("open", "dan", true, graph.Wish{Trainings: []string{"Poterie"}, On: "2026-01-01"})
	return facts
}

func plan(t testing.TB, viewer access.Viewer, filter skillmap.Filter) (lines []string) {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: workshop()}); err != nil {
		t.Fatal(err)
	}
	view := access.NewGate(store, store).View(viewer)
	filter.On = "2026-11-30"
	staff, err := skillmap.Read(t.Context(), view, filter)
	if err != nil {
		t.Fatal(err)
	}
	trainings, err := training.Read(t.Context(), view, staff, filter)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range trainings {
		line := fmt.Sprintf("%s %s, %d short, %d wish:", one.Priority, one.Name, one.Short(), one.Wishes())
		for _, trainee := range one.Trainees {
			line += " " + view.Key(trainee.Person).ID()
		}
		lines = append(lines, line)
	}
	return lines
}

func humanResources(places ...string) access.Viewer {
	return access.Viewer{Roles: []access.Role{access.Employee, access.HRRole}, Perimeter: places}
}

// The plan groups what people lack and agreed wishes by skill, the most urgent first.
func TestGapsAndWishesAreGroupedBySkill(t *testing.T) {
	for name, test := range map[string]struct {
		viewer access.Viewer
		filter skillmap.Filter
		want   []string
	}{
		"the company": {humanResources(), skillmap.Filter{}, []string{
			"high Lecture de plans, 2 short, 1 wish: bea cid", "high Pontier, 1 short, 0 wish: cid", "high Soudage TIG, 1 short, 0 wish: ana",
			"medium Anglais, 0 short, 1 wish: cid", "low Poterie, 0 short, 1 wish: dan"}},
		"a perimeter":     {humanResources("Siège"), skillmap.Filter{}, []string{"low Poterie, 0 short, 1 wish: dan"}},
		"a unit":          {humanResources(), skillmap.Filter{Unit: "siège"}, []string{"low Poterie, 0 short, 1 wish: dan"}},
		"critical skills": {humanResources(), skillmap.Filter{Critical: true}, []string{"high Soudage TIG, 1 short, 0 wish: ana"}},
		"a colleague":     {access.Colleague(), skillmap.Filter{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, plan(t, test.viewer, test.filter)); diff != "" {
				t.Errorf("the plan (-want +got):\n%s", diff)
			}
		})
	}
}
