package learn_test

import (
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/learn"
)

func person(name string) graph.Key { return graph.NodeKey(graph.KindPerson, name) }

// A skill is learned from colleagues who published that they hold it at the level, validated before others, and in the
// communities that speak of it; from no hidden colleague, from no private statement, and in no secret community.
func TestASkillIsLearnedFromThoseWhoShowIt(t *testing.T) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	facts := []graph.Fact{graph.Node("tig", "", graph.Skill{PrefLabel: "TIG"}), graph.Node("open", "", graph.Community{Name: "Soudeurs"}), graph.Node("few", "", graph.Community{Name: "Métal"}), graph.Node("secret", "", graph.Community{Name: "Projet", Secret: true})}
	for i, one := range []struct {
		name             string
		level            graph.Level
		validated, shown bool
		until            graph.Date
		hidden           bool
	}{
		{"claims", 4, false, true, "", false}, {"proven", 3, true, true, "", false}, {"expert", 4, true, true, "", false}, {"low", 2, true, true, "", false},
		{"private", 4, true, false, "", false}, {"over", 4, true, true, "2026-01-01", false}, {"hidden", 4, true, true, "", true}, {"learner", 4, true, true, "", false}, {"last", 3, false, true, "", false},
	} {
		level := one.level
		facts = append(facts, graph.Node(one.name, "", graph.Person{DisplayName: one.name, Hidden: one.hidden}),
			graph.Edge(person(one.name), "self", "skill/tig", "", graph.Declares{Held: &level, Validated: one.validated, Published: one.shown, ValidUntil: one.until, On: graph.Date(fmt.Sprintf("2025-0%d-01", i+1))}))
	}
	for i, community := range []graph.Key{"community/open", "community/few", "community/open", "community/secret", "community/secret", "community/secret"} {
		id := fmt.Sprint("c", i)
		facts = append(facts, graph.Node(id, "", graph.Contribution{Type: graph.TypeQuestion, Title: id}), graph.Edge(graph.NodeKey(graph.KindContribution, id), "", "skill/tig", "", graph.About{}),
			graph.Edge(graph.NodeKey(graph.KindContribution, id), "", community, "", graph.In{}))
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	for _, roles := range [][]access.Role{{access.Employee}, {access.Employee, access.HRRole}} {
		view := access.NewGate(store, store).View(access.Viewer{Person: person("learner"), Roles: roles})
		nodes, err := view.NodeIDs(t.Context(), "skill/tig")
		if err != nil {
			t.Fatal(err)
		}
		sources, err := learn.Of(t.Context(), view, person("learner"), []learn.Wanted{{Skill: nodes[0], Level: 3}}, graph.Date("2026-11-30").Day())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := fmt.Sprint(sources[nodes[0]]), "{[person/expert person/proven person/claims] [community/open community/few]}"; got != want {
			t.Errorf("%v: %s, want %s", roles, got, want)
		}
	}
}
