package match_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/subscription"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/match"
)

// To somebody who has looked, what came or changed afterwards is new, whatever day it names; to others what was posted since
// a day. When somebody looked, nobody else sees.
func TestWhatIsNewSinceSomebodyLooked(t *testing.T) {
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	store, err := sqlite.OpenMemory(sqlite.Clock(func() time.Time { return at }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	put := func(facts ...graph.Fact) {
		t.Helper()
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
			t.Fatal(err)
		}
	}
	opening := func(id, title string, posted graph.Date) []graph.Fact {
		return []graph.Fact{graph.Node(id, "", graph.Opening{Title: title, State: graph.OpeningOpen, PostedOn: posted}), graph.Edge(graph.NodeKey(graph.KindOpening, id), "", "skill/tig", "", graph.Demands{Must: true})}
	}
	put(slices.Concat([]graph.Fact{graph.Node("ana", "", graph.Person{}), graph.Node("mo", "", graph.Person{}), graph.Node("tig", "", graph.Skill{PrefLabel: "TIG"}),
		graph.Edge("person/ana", "", "person/mo", "", graph.ReportsTo{}), graph.Edge("person/ana", access.DeclaredBySelf, "skill/tig", "", graph.Declares{Possessed: true})},
		opening("seen", "seen", "2026-11-30"), opening("old", "old", "2026-10-01"))...)
	gate := access.NewGate(store, store)
	view := func(person graph.Key, roles ...access.Role) *access.View {
		return gate.View(access.Viewer{Person: person, Roles: append(roles, access.Employee)})
	}
	news := func(since match.Since) (found []graph.Key) {
		t.Helper()
		read, err := match.ReadNews(t.Context(), view("person/ana"), since, "2026-11-30", match.DefaultWeights())
		if err != nil {
			t.Fatal(err)
		}
		for _, fit := range read.Fits {
			found = append(found, fit.Opening)
		}
		return found
	}
	if got := news(match.Since{Day: "2026-11-16"}); !slices.Equal(got, []graph.Key{"opening/seen"}) {
		t.Errorf("%v is new to who never looked", got)
	}
	if err := subscription.NoteLook(t.Context(), view("person/ana"), at); err != nil {
		t.Fatal(err)
	}
	looked, err := subscription.LastLook(t.Context(), view("person/ana"))
	if err != nil || !looked.Equal(at) {
		t.Fatalf("they looked at %v, %v", looked, err)
	}
	if got := news(match.Since{Looked: looked}); len(got) > 0 {
		t.Errorf("%v is new right after they looked", got)
	}
	at = at.Add(time.Hour)
	put(slices.Concat(opening("imported", "imported", "2026-09-01"), opening("new", "new", "2026-11-30"))...)
	if got := news(match.Since{Looked: looked}); !slices.Equal(got, []graph.Key{"opening/imported", "opening/new"}) {
		t.Errorf("%v is new after they looked", got)
	}
	key := graph.EdgeKey("person/ana", graph.KindLookedAt, graph.TopicOpenings, "person/ana")
	for _, other := range []*access.View{view("person/mo"), view("person/mo", access.HRRole), view("person/mo", access.Recruiter), view("person/mo", access.DPO)} {
		if facts, err := other.Facts(t.Context(), graph.Whole, key); err != nil || len(facts) > 0 {
			t.Errorf("%v sees when somebody looked: %v, %v", other.Viewer(), facts, err)
		}
	}
}
