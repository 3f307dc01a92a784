package gap_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/gap"
)

const today = graph.Date("2026-11-30")

func level(of float64) *graph.Level { return (*graph.Level)(&of) }

func declared(tag, skill string, value graph.Declares) graph.Fact {
	return graph.Edge("person/ana", tag, graph.Key("skill/"+skill), "interviews", value)
}

func required(role, skill string, at *graph.Level) graph.Fact {
	return graph.Edge(graph.Key("role/"+role), "", graph.Key("skill/"+skill), "interviews", graph.Requires{Level: at})
}

func TestWhatAPersonLacks(t *testing.T) {
	early, late := graph.Declares{On: "2024-01-01", Held: level(1)}, graph.Declares{On: "2026-01-01", Held: level(2)}
	for name, each := range map[string]struct {
		declarations, requirements []graph.Fact
		held                       *graph.Level
		state                      gap.State
		difference                 float64
	}{
		"nobody says anything":        {requirements: []graph.Fact{required("buyer", "nego", level(3))}, state: gap.Unknown, difference: -3},
		"two roles: the higher level": {requirements: []graph.Fact{required("a", "nego", level(3)), required("b", "nego", level(2))}, state: gap.Unknown, difference: -3},
		"the latest interview": {declarations: []graph.Fact{declared("interview/2", "nego", late), declared("interview/1", "nego", early)},
			requirements: []graph.Fact{required("buyer", "nego", level(3))}, held: level(2), state: gap.Below, difference: -1},
		"an interview goes before what the person says": {
			declarations: []graph.Fact{declared("interview/1", "nego", early), declared("self", "nego", graph.Declares{On: "2026-02-01", Held: level(4)})},
			requirements: []graph.Fact{required("buyer", "nego", level(3))}, held: level(1), state: gap.Below, difference: -2},
		"what the person says, where no interview does": {declarations: []graph.Fact{declared("self", "nego", graph.Declares{Held: level(4)})},
			requirements: []graph.Fact{required("buyer", "nego", level(3))}, held: level(4), state: gap.Met, difference: 1},
		"what is contested counts for nothing": {
			declarations: []graph.Fact{declared("interview/1", "nego", early), declared("interview/2", "nego", graph.Declares{On: "2026-01-01", Held: level(4), ContestedOn: "2026-02-01"})},
			requirements: []graph.Fact{required("buyer", "nego", level(3))}, held: level(1), state: gap.Below, difference: -2},
		"an interview requires more than the post": {declarations: []graph.Fact{declared("interview/1", "nego", graph.Declares{Held: level(3), Required: level(4)})},
			requirements: []graph.Fact{required("buyer", "nego", level(2))}, held: level(3), state: gap.Below, difference: -1},
		"a licence is required, and held": {declarations: []graph.Fact{declared("interview/1", "nego", graph.Declares{Possessed: true, ValidUntil: today})},
			requirements: []graph.Fact{required("buyer", "nego", nil)}, state: gap.Met},
		"a licence that has expired": {declarations: []graph.Fact{declared("interview/1", "nego", graph.Declares{Possessed: true, ValidUntil: "2026-11-29"})},
			requirements: []graph.Fact{required("buyer", "nego", nil)}, state: gap.Below},
		"a level is required, and the skill is held at one that nobody says": {declarations: []graph.Fact{declared("interview/1", "nego", graph.Declares{Possessed: true})},
			requirements: []graph.Fact{required("buyer", "nego", level(2))}, state: gap.Unknown, difference: -2},
		"level 0 is known, and no licence": {declarations: []graph.Fact{declared("interview/1", "nego", graph.Declares{Held: level(0)})},
			requirements: []graph.Fact{required("buyer", "nego", nil)}, held: level(0), state: gap.Below},
	} {
		t.Run(name, func(t *testing.T) {
			got := gap.Of(append(each.declarations, declared("interview/1", "other", late)), each.requirements, today)
			if len(got) != 1 {
				t.Fatalf("%d gaps, want 1: %v", len(got), got)
			}
			if diff := cmp.Diff(each.held, got[0].Held); diff != "" || got[0].State() != each.state || got[0].Difference() != each.difference {
				t.Errorf("%s, %v, held (-want +got):\n%s", got[0].State(), got[0].Difference(), diff)
			}
		})
	}
}

func TestWhatATeamLacks(t *testing.T) {
	of := func(skill string, held *graph.Level) gap.Gap {
		return gap.Gap{Skill: graph.Key("skill/" + skill), Required: level(3), Held: held}
	}
	got := gap.OfTeam(map[graph.Key][]gap.Gap{
		"person/a": {of("nego", level(1)), of("sap", level(3))}, "person/b": {of("nego", level(4))}, "person/c": {of("nego", nil)}, "person/d": {},
	})
	want := []gap.Skill{
		{Skill: "skill/nego", Met: []graph.Key{"person/b"}, Below: []graph.Key{"person/a"}, Unknown: []graph.Key{"person/c"}, Mean: -0.5},
		{Skill: "skill/sap", Met: []graph.Key{"person/a"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the team (-want +got):\n%s", diff)
	}
	if got[0].Required() != 3 || got[0].Coverage() != 1.0/3 {
		t.Errorf("required of %d, coverage %v", got[0].Required(), got[0].Coverage())
	}
}

func TestGapsAreReadTogether(t *testing.T) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	facts := []graph.Fact{
		graph.Node("ana", "", graph.Person{DisplayName: "Ana"}), graph.Node("bo", "", graph.Person{DisplayName: "Bo"}), graph.Node("nego", "", graph.Skill{PrefLabel: "Négociation"}),
		graph.Node("buyer", "", graph.Role{}), required("buyer", "nego", level(3)),
		graph.Edge("person/ana", "", "role/buyer", "", graph.HoldsRole{}), graph.Edge("person/bo", "", "role/buyer", "", graph.HoldsRole{}),
		declared("self", "nego", graph.Declares{Held: level(2)}),
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	got, err := gap.Read(t.Context(), store, []graph.Key{"person/ana", "person/bo"}, today)
	want := map[graph.Key][]gap.Gap{
		"person/ana": {{Skill: "skill/nego", Required: level(3), Held: level(2), Possessed: true, RequiredBy: "role/buyer", HeldBy: "person/ana -declares[self]-> skill/nego"}},
		"person/bo":  {{Skill: "skill/nego", Required: level(3), RequiredBy: "role/buyer"}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, gaps (-want +got):\n%s", err, diff)
	}
}
