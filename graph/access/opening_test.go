package access_test

import (
	"errors"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/mobility"
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
	if err := mobility.PutOpening(t.Context(), view, opening, demands, skills); err != nil {
		t.Fatal(err)
	}
	facts, err := store.Facts(t.Context(), graph.Whole, "skill/mig", "skill/tig")
	if err != nil || len(facts) != 2 || graph.As[graph.Skill](graph.ByKey(facts)["skill/tig"]).Definition == "" {
		t.Errorf("the skills are now %+v, %v", facts, err)
	}
	for _, other := range []graph.Fact{graph.Node("ana", "", graph.Person{DisplayName: "X"}), graph.Node("2", "", graph.Opening{})} {
		if err := mobility.PutOpening(t.Context(), view, graph.Node("3", "", graph.Opening{}), nil, []graph.Fact{other}); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("an opening puts %s as well: %v", other.Key, err)
		}
	}
}

// Somebody whose interview asks for another role, and who lets others see that, is listed for such openings no longer once they
// answer one with "never".
func TestNeverTakesBackWhatAnInterviewSays(t *testing.T) {
	store := newStore(t)
	put(t, store, graph.Node("rita", "", graph.Person{DisplayName: "Rita"}), graph.Node("ana", "", graph.Person{DisplayName: "Ana"}),
		graph.Node("1", "", graph.Opening{Title: "Soudeur", State: graph.OpeningOpen}), graph.Node("2", "", graph.Opening{Title: "Usineur", State: graph.OpeningOpen}),
		graph.Node("1", "", graph.Wish{Moves: []string{graph.MoveFunctional}}), graph.Edge("wish/1", "", "person/ana", "", graph.WishedBy{}),
		graph.Edge("person/ana", graph.PurposeWishes, "person/ana", "", graph.Consents{On: "2026-01-01"}))
	gate := access.NewGate(store, store)
	listed := func() int {
		view := gate.View(viewer("person/rita", access.Recruiter))
		nodes, err := view.NodeIDs(t.Context(), "person/ana")
		if err != nil {
			t.Fatal(err)
		}
		people, err := mobility.WhoMayBeListed(t.Context(), view, "opening/2", nodes)
		if err != nil {
			t.Fatal(err)
		}
		return len(people)
	}
	if before := listed(); before != 1 {
		t.Fatalf("%d people are listed before", before)
	}
	if err := mobility.Invite(t.Context(), gate.View(viewer("person/rita", access.Recruiter)), "opening/1", "person/ana", "2026-11-30"); err != nil {
		t.Fatal(err)
	}
	if err := mobility.AnswerInvitation(t.Context(), gate.View(viewer("person/ana")), "opening/1", graph.AnswerNever, "2026-11-30"); err != nil {
		t.Fatal(err)
	}
	if after := listed(); after != 0 {
		t.Errorf("%d people are listed after", after)
	}
}
