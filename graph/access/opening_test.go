package access_test

import (
	"errors"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// A recruiter who demands a skill that exists unseen by them changes nothing of it, and does not learn that it exists.
func TestAnOpeningLeavesUnseenSkillsAsTheyAre(t *testing.T) {
	store := newStore(t)
	level := graph.Level(3)
	put(t, store, graph.Node("rita", "", graph.Person{DisplayName: "Rita"}), graph.Node("ana", "", graph.Person{DisplayName: "Ana"}),
		graph.Node("tig", "", graph.Skill{PrefLabel: "TIG", Definition: "Soudage à l'arc sous gaz inerte"}), graph.Edge("person/ana", "self", "skill/tig", "", graph.Declares{Held: &level}))
	view := access.NewGate(store, store).View(viewer("person/rita", access.Recruiter))
	if seen, err := view.Facts(t.Context(), graph.Brief, "skill/tig"); err != nil || len(seen) > 0 {
		t.Fatalf("the recruiter sees %v, %v", seen, err)
	}
	opening := graph.Node("1", "", graph.Opening{Title: "Soudeur", State: graph.OpeningDraft})
	demands := []graph.Fact{graph.Edge(opening.Key, "", "skill/tig", "", graph.Demands{}), graph.Edge(opening.Key, "", "skill/mig", "", graph.Demands{})}
	skills := []graph.Fact{graph.Node("tig", "", graph.Skill{PrefLabel: "tig"}), graph.Node("mig", "", graph.Skill{PrefLabel: "MIG"})}
	if err := view.PutOpening(t.Context(), opening, demands, skills); err != nil {
		t.Fatal(err)
	}
	facts, err := store.Facts(t.Context(), graph.Whole, "skill/mig", "skill/tig")
	if err != nil || len(facts) != 2 || graph.As[graph.Skill](graph.ByKey(facts)["skill/tig"]).Definition == "" {
		t.Errorf("the skills are now %+v, %v", facts, err)
	}
	for _, other := range []graph.Fact{graph.Node("ana", "", graph.Person{DisplayName: "X"}), graph.Node("2", "", graph.Opening{})} {
		if err := view.PutOpening(t.Context(), graph.Node("3", "", graph.Opening{}), nil, []graph.Fact{other}); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("an opening puts %s as well: %v", other.Key, err)
		}
	}
}
