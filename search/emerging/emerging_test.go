package emerging_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/emerging"
)

// company is a story in the making.
type company struct {
	facts []graph.Fact
	texts int
}

func (c *company) put(facts ...graph.Fact) { c.facts = append(c.facts, facts...) }

// answered says that somebody's answer to a question about a skill was accepted on a day.
func (c *company) answered(who, asker, skill, day string, community string) {
	c.texts++
	at, _ := time.Parse(time.DateOnly, day)
	question, answer := graph.NodeKey(graph.KindContribution, fmt.Sprint("q", c.texts)), graph.NodeKey(graph.KindContribution, fmt.Sprint("a", c.texts))
	c.put(graph.Node(question.ID(), "", graph.Contribution{Type: graph.TypeQuestion, Title: "Q", PublishedAt: at}), graph.Node(answer.ID(), "", graph.Contribution{Type: graph.TypeAnswer, PublishedAt: at}),
		graph.Edge(graph.Key("person/"+asker), "", question, "", graph.Authored{}), graph.Edge(graph.Key("person/"+who), "", answer, "", graph.Authored{}),
		graph.Edge(answer, "", question, "", graph.Answers{Accepted: true, AcceptedAt: at}), graph.Edge(question, "", graph.Key("skill/"+skill), "", graph.About{}),
		graph.Edge(question, "", graph.Key("community/"+community), "", graph.In{}), graph.Edge(answer, "", graph.Key("community/"+community), "", graph.In{}))
}

func level(of float64) *graph.Level { return (*graph.Level)(&of) }

func story() []graph.Fact {
	c := &company{}
	for _, who := range []string{"ana", "bea", "cid", "dan", "eve", "fay", "x", "y"} {
		c.put(graph.Node(who, "", graph.Person{DisplayName: who}))
	}
	c.put(graph.Node("kafka", "", graph.Skill{PrefLabel: "Kafka"}), graph.Node("open", "", graph.Community{Name: "open"}), graph.Node("secret", "", graph.Community{Name: "secret", Secret: true}))
	for i, asker := range []string{"x", "y", "x"} {
		day := fmt.Sprintf("2026-0%d-01", i+6)
		c.answered("ana", asker, "kafka", day, "open")   // emerges
		c.answered("bea", asker, "kafka", day, "open")   // declared it
		c.answered("cid", "x", "kafka", day, "open")     // always for the same
		c.answered("dan", asker, "kafka", day, "secret") // where not everybody reads
		c.answered("eve", asker, "kafka", day, "open")   // no more than before
		c.answered("eve", asker, "kafka", fmt.Sprintf("2025-0%d-01", i+6), "open")
	}
	c.put(graph.Edge("person/bea", "self", "skill/kafka", "", graph.Declares{Held: level(2), Published: true, On: "2026-01-01"}))
	said := func(who, interview, day string, of float64, published bool) {
		c.put(graph.Node(interview, "", graph.Interview{On: graph.Date(day)}), graph.Edge(graph.Key("interview/"+interview), "", graph.Key("person/"+who), "", graph.Concerns{}),
			graph.Edge(graph.Key("person/"+who), "interview/"+interview, "skill/kafka", "", graph.Declares{Held: level(of), On: graph.Date(day), Validated: true, Published: published}))
	}
	said("fay", "f1", "2025-03-01", 1, true)
	said("fay", "f2", "2026-03-01", 3, true)
	said("x", "x1", "2025-03-01", 1, false) // shown to nobody
	said("x", "x2", "2026-03-01", 3, false)
	return c.facts
}

// Who emerges is found by what every colleague sees, by name; evidence is bounded.
func TestWhoEmergesIsFoundByWhatEverybodySees(t *testing.T) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: story()}); err != nil {
		t.Fatal(err)
	}
	copied, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	hr := access.NewGate(copied, store).View(access.Viewer{Person: "person/y", Roles: []access.Role{access.Employee, access.HRRole}})
	people := []graph.Key{"person/ana", "person/bea", "person/cid", "person/dan", "person/eve", "person/fay", "person/x"}
	topics, err := emerging.Read(t.Context(), hr.AsColleague(), people, graph.Date("2026-11-30").Day())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, topic := range topics {
		for _, one := range topic.Experts {
			line := fmt.Sprint(topic.Name, ": ", one.Name, ", ", one.Accepted, " accepted, ", len(one.Evidence), " shown")
			if one.Level != nil {
				line += fmt.Sprint(", ", *one.Before, " to ", *one.Level)
			}
			got = append(got, line)
		}
	}
	want := []string{"Kafka: ana, 3 accepted, 3 shown", "Kafka: fay, 0 accepted, 0 shown, 1 to 3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("who emerges (-want +got):\n%s", diff)
	}
}
