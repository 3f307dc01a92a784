package risk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/risk"
	"github.com/sachant/sachant/search/skillmap"
)

const today = graph.Date("2026-11-30")

func level(of float64) *graph.Level { return (*graph.Level)(&of) }

// boilermakers: ana leaves in March, bo's contract ends in two years, cy's licence ends in February, dee learns.
func boilermakers() []graph.Fact {
	facts := []graph.Fact{
		graph.Node("tig", "", graph.Skill{PrefLabel: "Soudage TIG", Domain: "Métallurgie", Critical: true}),
		graph.Node("mag", "", graph.Skill{PrefLabel: "Soudage MAG", Domain: "Métallurgie"}),
		graph.Node("caces", "", graph.Skill{PrefLabel: "CACES R489", Domain: "Habilitations"}),
		graph.Node("plan", "", graph.Skill{PrefLabel: "Lecture de plans", Domain: "Métallurgie", Critical: true}),
		graph.Node("jazz", "", graph.Skill{PrefLabel: "Jazz"}), graph.Node("excel", "", graph.Skill{PrefLabel: "Excel"}),
		graph.Node("u", "", graph.Unit{Name: "Chaudronnerie"}),
		graph.Node("a", "", graph.Account{LeavesOn: "2027-03-31", ContractEnd: "2030-01-01"}), graph.Edge("account/a", "", "person/ana", "", graph.Is{}),
		graph.Node("b", "", graph.Account{ContractEnd: "2028-11-30"}), graph.Edge("account/b", "", "person/bo", "", graph.Is{}),
	}
	for _, person := range []string{"ana", "bo", "cy", "dee"} {
		facts = append(facts, graph.Node(person, "", graph.Person{DisplayName: person}), graph.Edge(graph.Key("person/"+person), "", "unit/u", "", graph.InUnit{}))
	}
	declares := func(person, skill string, value graph.Declares) {
		value.On = "2026-03-01"
		facts = append(facts, graph.Edge(graph.Key("person/"+person), "interview/1", graph.Key("skill/"+skill), "", value))
	}
	declares("ana", "tig", graph.Declares{Held: level(4), Required: level(3)})
	declares("dee", "tig", graph.Declares{Held: level(2)})
	declares("ana", "mag", graph.Declares{Held: level(3)})
	declares("bo", "mag", graph.Declares{Held: level(3), Required: level(3)})
	declares("cy", "caces", graph.Declares{Possessed: true, ValidUntil: "2027-02-28"})
	declares("bo", "caces", graph.Declares{Possessed: true, Required: level(1), ValidUntil: "2026-10-31"})
	declares("dee", "plan", graph.Declares{Held: level(1), Required: level(3)})
	declares("ana", "jazz", graph.Declares{Held: level(3)})
	declares("bo", "excel", graph.Declares{Held: level(3)}) // of one holder, and nobody needs it
	return facts
}

func view(t *testing.T, facts []graph.Fact, roles ...access.Role) *access.View {
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
	return access.NewGate(copied, store).View(access.Viewer{Roles: append(roles, access.Employee)})
}

// lines are risks as one reads them.
func lines(view *access.View, staff skillmap.Staff, risks []risk.Risk) []string {
	names := func(nodes []graph.NodeID) string {
		var all []string
		for _, node := range nodes {
			all = append(all, view.Key(node).ID())
		}
		return strings.Join(all, "+")
	}
	var out []string
	for _, one := range risks {
		line := fmt.Sprintf("%s: %s, held by %s, then by %s, %d/%d", staff.Skills[one.Skill].PrefLabel, one.Severity, names(one.Holders), names(one.Remaining), one.Met, one.Needed)
		for _, loss := range one.Losses {
			line += fmt.Sprintf("; %s %v %v", view.Key(loss.Person).ID(), loss.On.Date(), loss.Leaves)
		}
		for _, learner := range one.Learners {
			line += fmt.Sprintf("; learner %s %g %d", view.Key(learner.Person).ID(), learner.Level, learner.Near)
		}
		out = append(out, line)
	}
	return out
}

func TestRisks(t *testing.T) {
	view := view(t, boilermakers(), access.HRRole)
	staff, err := skillmap.Read(t.Context(), view, skillmap.Filter{Unit: "chaudronnerie", On: today})
	if err != nil {
		t.Fatal(err)
	}
	leaves, err := risk.Departures(t.Context(), view, staff)
	if err != nil {
		t.Fatal(err)
	}
	for name, each := range map[string]struct {
		got  []risk.Risk
		want []string
	}{
		"within a year": {risk.Of(staff, leaves, today, risk.Rules{}), []string{
			"Soudage TIG: losing, held by ana, then by , 1/1; ana 2027-03-31 true; learner dee 2 0",
			"CACES R489: losing, held by cy, then by , 0/1; bo 2026-10-31 false; cy 2027-02-28 false",
			"Jazz: losing, held by ana, then by , 0/0; ana 2027-03-31 true",
			"Lecture de plans: missing, held by , then by , 0/1; learner dee 1 0",
			"Soudage MAG: single, held by ana+bo, then by bo, 1/1; ana 2027-03-31 true",
		}},
		"within three months": {risk.Of(staff, leaves, today, risk.Rules{Months: 3}), []string{
			"CACES R489: losing, held by cy, then by , 0/1; bo 2026-10-31 false; cy 2027-02-28 false",
			"Lecture de plans: missing, held by , then by , 0/1; learner dee 1 0",
			"Soudage TIG: single, held by ana, then by ana, 1/1; learner dee 2 0",
			"Soudage MAG: rare, held by ana+bo, then by ana+bo, 1/1",
		}},
		"one holder is not few": {risk.Of(staff, leaves, today, risk.Rules{Months: 3, Rare: 1})[3:], nil},
		"if bo left": {risk.Without(staff, nodeOf(t, view, "person/bo"), leaves, today, risk.Rules{Months: 1}), []string{
			"Excel: losing, held by bo, then by , 0/0; bo 2026-12-01 true",
			"Soudage MAG: single, held by ana+bo, then by ana, 1/1; bo 2026-12-01 true",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(each.want, lines(view, staff, each.got)); diff != "" {
				t.Errorf("risks (-want +got):\n%s", diff)
			}
		})
	}
}

// A holder who leaves is no licence to renew, and where enough others hold the skill no risk.
func TestEnoughHoldersRemain(t *testing.T) {
	staff := skillmap.Staff{Skills: map[graph.NodeID]graph.Skill{1: {PrefLabel: "Paie"}}}
	for person := range graph.NodeID(5) {
		staff.Standings = append(staff.Standings, skillmap.Standing{Person: person + 1, Skill: 1, Possessed: true})
	}
	leaves := map[graph.NodeID]graph.Day{1: graph.Date("2026-12-31").Day()}
	if risks := risk.Of(staff, leaves, today, risk.Rules{}); len(risks) > 0 {
		t.Errorf("one of five leaves: %+v", risks)
	}
	if risks := risk.Without(staff, 2, leaves, today, risk.Rules{}); len(risks) != 1 || risks[0].Severity != risk.Fewer || len(risks[0].Losses) != 2 {
		t.Errorf("without another: %+v", risks)
	}
	staff.Standings[2].ValidUntil = graph.Date("2027-01-31").Day()
	if risks := risk.Of(staff, leaves, today, risk.Rules{}); len(risks) != 1 || risks[0].Severity != risk.Expiring {
		t.Errorf("a licence ends too: %+v", risks)
	}
}

func nodeOf(t *testing.T, view *access.View, key graph.Key) graph.NodeID {
	t.Helper()
	nodes, err := view.NodeIDs(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return nodes[0]
}
