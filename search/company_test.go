package search_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
	"github.com/sachant/sachant/search/text"
)

const today = graph.Date("2026-03-31")

// company is a small graph that tests write fact by fact.
type company struct {
	t     testing.TB
	facts map[graph.Key]graph.Fact
}

func newCompany(t testing.TB) *company { return &company{t, map[graph.Key]graph.Fact{}} }

func (c *company) put(fact graph.Fact) graph.Key {
	fact.Origin = "test"
	c.facts[fact.Key] = fact
	return fact.Key
}

func (c *company) node(id string, value graph.Value) graph.Key {
	return c.put(graph.Node(id, "", value))
}

func (c *company) edge(from graph.Key, tag string, to graph.Key, value graph.Value) graph.Key {
	return c.put(graph.Edge(from, tag, to, "", value))
}

// person has a title and a unit; "zoe" is displayed as "Zoe".
func (c *company) person(id, title, unit string) graph.Key {
	person := c.node(id, graph.Person{DisplayName: strings.ToUpper(id[:1]) + id[1:], Title: title})
	if unit != "" {
		c.edge(person, "", c.node(graph.Slug(unit), graph.Unit{Name: unit}), graph.InUnit{})
	}
	return person
}

func at(on graph.Date) time.Time { return on.Time().Add(10 * time.Hour) }

func (c *company) ask(id, title, body string, on graph.Date) graph.Key {
	return c.node(id, graph.Contribution{Type: graph.TypeQuestion, Title: title, Content: body, PublishedAt: at(on)})
}

// answer adds one that is long enough to count by itself.
func (c *company) answer(who, question graph.Key, id, body string, on graph.Date, accepted bool) graph.Key {
	if text.IsBrief(body) {
		body += " Chez nous cela se passe ainsi depuis longtemps, et jamais personne ne s'est plaint."
	}
	return c.shortAnswer(who, question, id, body, on, accepted)
}

func (c *company) shortAnswer(who, question graph.Key, id, body string, on graph.Date, accepted bool) graph.Key {
	answer := c.node(id, graph.Contribution{Type: graph.TypeAnswer, Content: body, PublishedAt: at(on)})
	c.edge(who, "", answer, graph.Authored{})
	answers := graph.Answers{Accepted: accepted}
	if accepted {
		answers.AcceptedAt = at(on)
	}
	c.edge(answer, "", question, answers)
	return answer
}

func (c *company) declare(who graph.Key, label, tag string, declared graph.Declares) graph.Key {
	return c.edge(who, tag, c.node(graph.Slug(label), graph.Skill{PrefLabel: label}), declared)
}

func level(value graph.Level) *graph.Level { return &value }

func (c *company) community(id string, secret bool, contributions ...graph.Key) graph.Key {
	community := c.node(id, graph.Community{Name: strings.ToUpper(id), Secret: secret})
	for _, key := range contributions {
		c.edge(key, "", community, graph.In{})
	}
	return community
}

// opened is a company with its index.
type opened struct {
	t      testing.TB
	store  graph.Store
	index  *index.Index
	finder *search.Finder
	gate   *access.Gate
	reads  *counter
}

func (c *company) open() *opened {
	c.t.Helper()
	store := stored(c.t, sorted(c.facts))
	index, err := index.Open(c.t.Context(), "", store)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = index.Close() })
	reads := &counter{Reader: store}
	return &opened{
		t: c.t, store: store, index: index, reads: reads, gate: access.NewGate(reads, store),
		finder: search.NewFinder(index, rank.DefaultWeights(), func() time.Time { return at(today) }),
	}
}

// counter counts how often the graph is read.
type counter struct {
	graph.Reader
	facts, edges int
}

func (c *counter) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	c.facts++
	return c.Reader.Facts(ctx, detail, keys...)
}

func (c *counter) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	c.edges++
	return c.Reader.Edges(ctx, nodes, direction, kinds...)
}

func (o *opened) ask(viewer access.Viewer, query search.Query) search.Answer {
	o.t.Helper()
	answer, err := o.finder.FindExperts(o.t.Context(), o.gate.View(viewer), query)
	if err != nil {
		o.t.Fatalf("FindExperts(%q): %v", query.Words, err)
	}
	return answer
}

func (o *opened) find(words string) search.Answer {
	o.t.Helper()
	return o.ask(access.Colleague(), search.Query{Words: words, First: 10})
}

// change commits facts and lets the index catch up.
func (o *opened) change(tx graph.Tx) {
	o.t.Helper()
	tx.Actor = "import:test"
	if _, err := o.store.Commit(o.t.Context(), tx); err != nil {
		o.t.Fatal(err)
	}
	if err := o.index.CatchUp(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

// names are the people of an answer, in order.
func names(answer search.Answer) string {
	var ids []string
	for _, expert := range answer.Experts {
		ids = append(ids, expert.Person.Key.ID())
	}
	return strings.Join(ids, " ")
}

// kinds are an expert's reasons: "accepted wrote".
func kinds(expert search.Expert) string {
	var kinds []string
	for _, reason := range expert.Reasons {
		kinds = append(kinds, reason.Kind)
	}
	return strings.Join(kinds, " ")
}

func as(who graph.Key, roles ...access.Role) access.Viewer {
	return access.Viewer{Person: who, Roles: append(roles, access.Employee)}
}

func numbered(prefix string, n int) string { return fmt.Sprintf("%s%03d", prefix, n) }
