package access_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
)

// forum is a company of thirty: an open community in which six lead and seven take part, one of four members, a dormant one, a secret one.
func forum() []graph.Fact {
	var facts []graph.Fact
	person := func(i int) graph.Key { return graph.NodeKey(graph.KindPerson, fmt.Sprintf("p%02d", i)) }
	for i := range 30 {
		facts = append(facts, graph.Node(person(i).ID(), "", graph.Person{DisplayName: fmt.Sprint("Person ", i), Hidden: i == 29, Absent: i == 28}),
			graph.Edge(person(i), "", "community/open", "", graph.MemberOf{}))
	}
	for _, name := range []string{"open", "few", "old", "secret"} {
		facts = append(facts, graph.Node(name, "", graph.Community{Name: name, Secret: name == "secret"}))
	}
	for i := range 4 {
		facts = append(facts, graph.Edge(person(i), "", "community/few", "", graph.MemberOf{}))
	}
	texts := 0
	write := func(author int, kind, community string, day string) graph.Key {
		texts++
		key := graph.NodeKey(graph.KindContribution, fmt.Sprintf("t%03d", texts))
		at, _ := time.Parse(time.DateOnly, day)
		facts = append(facts, graph.Node(key.ID(), "", graph.Contribution{Type: kind, Title: key.ID(), PublishedAt: at}),
			graph.Edge(person(author), "", key, "", graph.Authored{}), graph.Edge(key, "", graph.Key("community/"+community), "", graph.In{}))
		return key
	}
	for author := range 13 {
		question := write(author, graph.TypeQuestion, "open", "2026-11-01")
		if author < 10 {
			answer := write((author+1)%13, graph.TypeAnswer, "open", fmt.Sprintf("2026-11-%02d", 2+author%3))
			facts = append(facts, graph.Edge(answer, "", question, "", graph.Answers{}))
		}
		for range 12 * max(0, 1-author/6) {
			write(author, graph.TypeNote, "open", "2026-06-01")
		}
	}
	write(3, graph.TypeNote, "old", "2025-01-01")
	write(28, graph.TypeNote, "open", "2026-11-02") // who has left
	for range 20 {
		write(20, graph.TypeQuestion, "secret", "2026-11-01")
	}
	return facts
}

func participation(t testing.TB, facts []graph.Fact, viewer access.Viewer) []access.Participation {
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
	counts, err := access.NewGate(copied, store).View(viewer).CountParticipation(t.Context(), graph.Date("2026-11-30").Day())
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// What is told of a community is the same for everybody, leaves out who is hidden or gone and what is secret, and tells of five or more.
func TestParticipationIsToldOfFiveOrMore(t *testing.T) {
	told := func(count int) access.Tally { return access.Tally{Count: count, Told: true} }
	want := []access.Participation{
		{Community: "community/few", Dormant: true},
		{Community: "community/old", Dormant: true},
		{Community: "community/open", Members: told(28), Leading: told(6), TakingPart: told(7), Reading: told(15), Questions: 13, Answered: 10, Wait: 2, AnsweredTold: true, Active: true},
	}
	for _, viewer := range []access.Viewer{access.Colleague(), {Person: "person/p20", Roles: []access.Role{access.Employee}}, {Roles: []access.Role{access.Employee, access.HRRole}}} {
		if diff := cmp.Diff(want, participation(t, forum(), viewer)); diff != "" {
			t.Errorf("as %v (-want +got):\n%s", viewer, diff)
		}
	}
	if got := participation(t, forum(), access.Viewer{}); len(got) != 0 {
		t.Errorf("nobody is told %v", got)
	}
}

// However many of twelve people write, a number of fewer than five is never told, nor one from which it would follow.
func TestP11NoNumberOfFewIsTold(t *testing.T) {
	for leaders := range 8 {
		var facts []graph.Fact
		facts = append(facts, graph.Node("c", "", graph.Community{Name: "c"}))
		for i := range 12 {
			person := graph.NodeKey(graph.KindPerson, fmt.Sprint("p", i))
			facts = append(facts, graph.Node(person.ID(), "", graph.Person{DisplayName: person.ID()}), graph.Edge(person, "", "community/c", "", graph.MemberOf{}))
			if i < leaders {
				text := graph.Node(fmt.Sprint("t", i), "", graph.Contribution{Type: graph.TypeQuestion, PublishedAt: time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)})
				facts = append(facts, text, graph.Edge(person, "", text.Key, "", graph.Authored{}), graph.Edge(text.Key, "", "community/c", "", graph.In{}))
			}
		}
		got := participation(t, facts, access.Colleague())[0]
		if wants := leaders >= 5 && leaders <= 7; got.TakingPart.Told && !wants || got.Questions != 0 && leaders < 5 {
			t.Errorf("%d people wrote, and %+v is told", leaders, got)
		}
		for _, tally := range []access.Tally{got.Leading, got.TakingPart, got.Reading} {
			if tally.Told && tally.Count < 5 {
				t.Errorf("%d people wrote, and %+v is told", leaders, got)
			}
		}
	}
}

// Of a community in which a few answer everything, what they do is not told: how many answers, and how soon.
func TestTheAnswersOfAFewAreNotTold(t *testing.T) {
	for answerers := 1; answerers < 7; answerers++ {
		var facts []graph.Fact
		facts = append(facts, graph.Node("c", "", graph.Community{Name: "c"}))
		text := func(name string, author int, day int) graph.Key {
			key, person := graph.NodeKey(graph.KindContribution, name), graph.NodeKey(graph.KindPerson, fmt.Sprintf("p%02d", author))
			kind := graph.TypeQuestion
			if day > 1 {
				kind = graph.TypeAnswer
			}
			facts = append(facts, graph.Node(name, "", graph.Contribution{Type: kind, PublishedAt: time.Date(2026, 11, day, 9, 0, 0, 0, time.UTC)}),
				graph.Edge(person, "", key, "", graph.Authored{}), graph.Edge(key, "", "community/c", "", graph.In{}))
			return key
		}
		for i := range 20 {
			facts = append(facts, graph.Node(fmt.Sprintf("p%02d", i), "", graph.Person{DisplayName: fmt.Sprint(i)}))
		}
		for i := range 12 {
			question := text(fmt.Sprint("q", i), i, 1)
			facts = append(facts, graph.Edge(text(fmt.Sprint("a", i), 12+i%answerers, 4), "", question, "", graph.Answers{}))
		}
		got := participation(t, facts, access.Colleague())[0]
		want := access.Participation{Questions: 12}
		if answerers >= 5 {
			want.Answered, want.Wait, want.AnsweredTold = 12, 3, true
		}
		if got.Questions != want.Questions || got.Answered != want.Answered || got.Wait != want.Wait || got.AnsweredTold != want.AnsweredTold {
			t.Errorf("%d answer; told is %+v", answerers, got)
		}
	}
}
