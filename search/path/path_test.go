package path

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
)

func gate(t testing.TB, facts ...graph.Fact) *access.Gate {
	t.Helper()
	store, err := sqlite.OpenMemory(sqlite.Clock(time.Now))
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
	return access.NewGate(copied, store)
}

func person(id string) graph.Key { return graph.NodeKey(graph.KindPerson, id) }

func edge(from, to graph.Key, value graph.Value) graph.Fact {
	return graph.Edge(from, "", to, "test", value)
}

func people(ids string) (facts []graph.Fact) {
	for id := range strings.FieldsSeq(ids) {
		facts = append(facts, graph.Node(id, "test", graph.Person{DisplayName: id, Hidden: strings.HasPrefix(id, "h")}))
	}
	return facts
}

// written is a way as text: "a reports_to b", "b <follows c", "c answers(contribution/q) d".
func written(steps []Step) string {
	var words []string
	for _, step := range steps {
		kind := string(step.Kind)
		if step.Backward {
			kind = "<" + kind
		}
		if step.Via != "" {
			kind += "(" + step.Via.ID() + ")"
		}
		words = append(words, fmt.Sprintf("%s %s %s", step.From.ID(), kind, step.To.ID()))
	}
	return strings.Join(words, ", ")
}

// The way is the shortest one, over the closest connections, and over nothing that the viewer may not see.
func TestTheShortestWayGoesOverWhatOneSees(t *testing.T) {
	facts := append(people("a b c d e f g h i z"),
		edge(person("a"), person("b"), graph.ReportsTo{}), edge(person("c"), person("b"), graph.ReportsTo{}), edge(person("c"), person("d"), graph.Follows{}),
		graph.Node("q", "test", graph.Contribution{Type: graph.TypeQuestion, Title: "Q"}), graph.Node("q-1", "test", graph.Contribution{Type: graph.TypeAnswer}), graph.Node("q-2", "test", graph.Contribution{Type: graph.TypeAnswer}),
		edge("contribution/q-1", "contribution/q", graph.Answers{}), edge("contribution/q-2", "contribution/q", graph.Answers{}),
		edge(person("d"), "contribution/q", graph.Authored{}), edge(person("e"), "contribution/q-1", graph.Authored{}), edge(person("f"), "contribution/q-2", graph.Authored{}),
		graph.Node("open", "test", graph.Community{Name: "Open"}), graph.Node("secret", "test", graph.Community{Name: "Secret", Secret: true}),
		edge(person("a"), "community/open", graph.MemberOf{}), edge(person("g"), "community/open", graph.MemberOf{}),
		edge(person("a"), "community/secret", graph.MemberOf{}), edge(person("i"), "community/secret", graph.MemberOf{}),
		edge(person("h"), person("a"), graph.Follows{}), edge(person("h"), person("z"), graph.Follows{}),
		graph.Node("u", "test", graph.Unit{Name: "U"}), edge(person("a"), "unit/u", graph.InUnit{}), edge(person("g"), "unit/u", graph.InUnit{}), edge(person("b"), "unit/u", graph.InUnit{}))
	g := gate(t, facts...)
	for _, test := range []struct{ viewer, from, to, want string }{
		{"a", "a", "b", "a reports_to b"},
		{"b", "b", "a", "b <reports_to a"},
		{"a", "a", "d", "a reports_to b, b <reports_to c, c follows d"},
		{"d", "d", "c", "d <follows c"},
		{"e", "e", "d", "e answers(q) d"},
		{"e", "e", "f", "e answers(q) f"},
		{"a", "a", "e", "a reports_to b, b <reports_to c, c follows d, d answers(q) e"},
		{"a", "a", "g", "a member_of(open) g"},
		{"b", "b", "g", "b in_unit(u) g"},
		{"a", "a", "i", "a member_of(secret) i"},
		{"g", "g", "i", ""},
		{"a", "a", "z", ""}, // h is hidden
		{"h", "h", "z", "h follows z"},
		{"a", "a", "h", ""}, {"a", "a", "a", ""}, {"a", "a", "nobody", ""},
		{"g", "g", "f", "g in_unit(u) b, b <reports_to c, c follows d, d answers(q) f"},
		{"i", "i", "f", ""}, // five steps
	} {
		view := g.View(access.Viewer{Person: person(test.viewer), Roles: []access.Role{access.Employee}})
		steps, err := Shortest(t.Context(), view, person(test.from), person(test.to))
		if got := written(steps); err != nil || got != test.want {
			t.Errorf("as %s, from %s to %s one goes %q (%v), not %q", test.viewer, test.from, test.to, got, err, test.want)
		}
	}
}
