package communities_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/communities"
)

// forum is a community in which ana answered two questions of ben well, and cleo one, who does not want to be found; ben accepted an
// answer of his own. The last question has no answer.
func forum(sensitive bool) []graph.Fact {
	at := func(day int) time.Time { return time.Date(2026, 3, day, 9, 0, 0, 0, time.UTC) }
	facts := []graph.Fact{graph.Node("forum", "", graph.Community{Name: "Forum", Sensitive: sensitive})}
	for _, name := range []string{"ana", "ben", "cleo"} {
		facts = append(facts, graph.Node(name, "", graph.Person{DisplayName: name}), graph.Edge(graph.Key("person/"+name), "", "community/forum", "", graph.MemberOf{}))
	}
	facts = append(facts, graph.Edge("person/cleo", graph.ObjectionToRanking, "person/cleo", "", graph.ObjectsTo{}))
	for i, author := range []string{"ana", "ana", "cleo", "ben", ""} {
		id := string(rune('1' + i))
		question, answer := graph.Key("contribution/q"+id), graph.Key("contribution/a"+id)
		facts = append(facts, graph.Node("q"+id, "", graph.Contribution{Type: graph.TypeQuestion, Title: "q" + id, PublishedAt: at(1 + i)}),
			graph.Edge("person/ben", "", question, "", graph.Authored{}), graph.Edge(question, "", "community/forum", "", graph.In{}))
		if author != "" {
			facts = append(facts, graph.Node("a"+id, "", graph.Contribution{Type: graph.TypeAnswer, PublishedAt: at(2 + i)}),
				graph.Edge(graph.Key("person/"+author), "", answer, "", graph.Authored{}), graph.Edge(answer, "", question, "", graph.Answers{Accepted: true}))
		}
	}
	return facts
}

func view(t *testing.T, facts []graph.Fact) *access.View {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	return access.NewGate(store, store).View(access.Viewer{Person: "person/ben", Roles: []access.Role{access.Employee}})
}

// Who answered others well is named with how often, but nobody who does not want to be found, and nobody in a sensitive community.
func TestExpertsOfACommunity(t *testing.T) {
	for sensitive, want := range map[bool][]communities.Expert{false: {{Person: "person/ana", Accepted: 2}}, true: nil} {
		got, err := communities.Experts(t.Context(), view(t, forum(sensitive)), "community/forum", 5)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("sensitive %v (-want +got):\n%s", sensitive, diff)
		}
	}
}

// Questions come latest first, those without an answer alone where asked for; after half a year without a word it is dormant.
func TestQuestionsAndDormancy(t *testing.T) {
	of := view(t, forum(false))
	said, err := communities.Contributions(t.Context(), of, "community/forum")
	if err != nil {
		t.Fatal(err)
	}
	for unanswered, want := range map[bool][]string{false: {"q5", "q4", "q3", "q2", "q1"}, true: {"q5"}} {
		questions, err := communities.Questions(t.Context(), of, said, unanswered)
		var got []string
		for _, fact := range questions {
			got = append(got, fact.Key.ID())
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("unanswered %v: %v (-want +got):\n%s", unanswered, err, diff)
		}
	}
	for today, want := range map[graph.Date]bool{"2026-03-05": false, "2026-08-31": false, "2026-09-01": true} {
		if communities.IsDormant(said, "2026-03-01", today) != want {
			t.Errorf("on %s dormant is not %v", today, want)
		}
	}
	if communities.IsDormant(nil, "2026-08-01", "2026-09-01") || !communities.IsDormant(nil, "2026-01-01", "2026-09-01") {
		t.Error("a community in which nothing was written is dormant by when it was made")
	}
}
