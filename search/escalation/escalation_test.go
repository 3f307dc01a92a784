package escalation_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/escalation"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
	"github.com/sachant/sachant/search/workdays"
)

// company is one store with several servers on it.
type company struct {
	t     *testing.T
	store *sqlite.Store
	now   time.Time
}

// server is one of them: it follows the store, and sees what others wrote once it catches up.
type server struct {
	*company
	copied *replica.Replica
	index  *index.Index
	gate   *access.Gate
	worker *escalation.Worker
}

// Commit shows what it commits at once to users of this server.
func (s *server) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := s.store.Commit(ctx, tx)
	return receipt, errors.Join(err, s.catchUp(ctx))
}

func (s *server) catchUp(ctx context.Context) error {
	return errors.Join(s.copied.CatchUp(ctx), s.index.CatchUp(ctx))
}

func newCompany(t *testing.T) *company {
	t.Helper()
	c := &company{t: t, now: time.Date(2026, 12, 21, 9, 0, 0, 0, time.UTC)} // a Monday before Christmas
	var err error
	if c.store, err = sqlite.OpenMemory(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.store.Close() })
	level := graph.Level(3)
	facts := []graph.Fact{
		graph.Node("joints", "", graph.Skill{PrefLabel: "Étanchéité"}), graph.Node("atelier", "", graph.Community{Name: "Atelier"}),
		graph.Node("zoe", "", graph.Person{DisplayName: "Zoé Ferrand"}), graph.Edge("person/zoe", "", "community/atelier", "", graph.MemberOf{Role: graph.MemberManager}),
		graph.Node("hugo", "", graph.Person{DisplayName: "Hugo Petit"}),
	}
	for n := range 12 {
		name := fmt.Sprintf("expert%02d", n)
		facts = append(facts, graph.Node(name, "", graph.Person{DisplayName: name}),
			graph.Edge(graph.NodeKey(graph.KindPerson, name), access.DeclaredBySelf, "skill/joints", "", graph.Declares{Held: &level, On: "2026-11-01", Published: true}))
	}
	if _, err := c.store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	return c
}

// start starts a server, which remembers nothing but what is stored.
func (c *company) start() *server {
	c.t.Helper()
	s := &server{company: c}
	var err error
	if s.copied, err = replica.Follow(c.t.Context(), c.store); err != nil {
		c.t.Fatal(err)
	}
	if s.index, err = index.Open(c.t.Context(), "", c.store); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = s.index.Close() })
	s.gate = access.NewGate(s.copied, s)
	now := func() time.Time { return c.now }
	s.worker = escalation.New(escalation.Config{
		Gate: s.gate, Finder: search.NewFinder(s.index, rank.DefaultWeights(), now), Calendar: workdays.Calendar{Holidays: workdays.France}, Delays: escalation.DefaultDelays(), Now: now,
	})
	return s
}

func (s *server) pass() {
	s.t.Helper()
	if err := s.worker.Pass(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *server) ask(key graph.Key, community graph.Key) {
	s.t.Helper()
	view := s.gate.View(access.Viewer{Person: "person/hugo", Roles: []access.Role{access.Employee}})
	question := asking.Question{Key: key, Title: "Quel joint pour l’étanchéité ?", Skills: []graph.Key{"skill/joints"}, Community: community, To: []asking.Recommended{{Person: "person/expert00", Reason: "knows"}, {Person: "person/expert01", Reason: "knows"}}}
	if err := asking.Ask(s.t.Context(), view, question, s.now); err != nil {
		s.t.Fatal(err)
	}
}

// taken returns on which day each step of a question was taken, and how many people were asked.
func (c *company) taken(question graph.Key) (steps map[string]graph.Date, asked int) {
	c.t.Helper()
	edges, err := c.store.Edges(c.t.Context(), []graph.Key{question}, graph.Out, graph.KindEscalated, graph.KindAsked)
	if err != nil {
		c.t.Fatal(err)
	}
	steps = map[string]graph.Date{}
	for _, edge := range edges {
		if value, is := edge.Value.(graph.Escalated); is {
			steps[edge.Key.Tag()] = graph.DateOf(value.At)
		} else {
			asked++
		}
	}
	return steps, asked
}

// A question without an answer is reminded of after 3 working days, goes to more people after 5 and to who looks after the
// community after 8, each once: Christmas, the new year and weekends are no working days, servers start again, and of two on
// one store the one that is late finds that the step is taken.
func TestEveryStepIsTakenOnce(t *testing.T) {
	c := newCompany(t)
	first, second := c.start(), c.start()
	first.ask("contribution/q", "community/atelier")
	first.ask("contribution/answered", "community/atelier")
	first.ask("contribution/nowhere", "")
	answerer := first.gate.View(access.Viewer{Person: "person/expert00", Roles: []access.Role{access.Employee}})
	if err := asking.Answer(t.Context(), answerer, "contribution/a", "contribution/answered", "Le 18.", "", c.now); err != nil {
		t.Fatal(err)
	}
	if err := second.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 25 {
		first.pass()
		second.pass() // it has not seen what the first wrote
		if err := second.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		second.pass()
		if c.now.Day()%4 == 0 {
			first = c.start()
		}
		if err := first.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.now = c.now.AddDate(0, 0, 1)
	}
	steps, asked := c.taken("contribution/q")
	want := map[string]graph.Date{graph.StepReminder: "2026-12-24", graph.StepWider: "2026-12-29", graph.StepManager: "2027-01-04"}
	if diff := cmp.Diff(want, steps); diff != "" || asked != 7 {
		t.Errorf("%d people are asked, want 7; steps (-want +got):\n%s", asked, diff)
	}
	if steps, _ := c.taken("contribution/answered"); len(steps) > 0 {
		t.Errorf("a question that is answered takes %v", steps)
	}
	if steps, _ := c.taken("contribution/nowhere"); steps[graph.StepManager] != "" || len(steps) != 2 {
		t.Errorf("a question to the whole company takes %v", steps)
	}
	received, err := c.store.Facts(t.Context(), graph.Brief, graph.EdgeKey("person/expert00", graph.KindReceivedQuestions, "", "person/expert00"))
	if err != nil || len(received) != 1 || len(graph.As[graph.ReceivedQuestions](received[0]).Days) != 3 {
		t.Errorf("expert00 received %v, %v", received, err)
	}
}

// What the log tells of steps names nobody as their actor, and no asker that is not named.
func TestStepsAreTakenInNobodysName(t *testing.T) {
	c := newCompany(t)
	server := c.start()
	server.ask("contribution/q", "community/atelier")
	c.now = c.now.AddDate(0, 0, 30)
	for taken := range 3 { // a server that was away takes one step after the other
		server.pass()
		server.pass()
		if steps, _ := c.taken("contribution/q"); len(steps) != taken+1 {
			t.Errorf("%d steps are taken at once", len(steps)-taken)
		}
		c.now = c.now.AddDate(0, 0, 10)
	}
	edges, err := c.store.Edges(t.Context(), []graph.Key{"contribution/q"}, graph.Out, graph.KindEscalated)
	if err != nil || len(edges) != 3 || slices.ContainsFunc(edges, func(edge graph.Fact) bool { return graph.Key(edge.Origin).Kind() == graph.KindPerson }) {
		t.Errorf("the steps are %v, %v", edges, err)
	}
}

func TestDelaysThatMakeNoSenseAreRefused(t *testing.T) {
	for _, bad := range []escalation.Delays{{}, {2, 5, 8}, {3, 3, 8}, {3, 5, 5}} {
		if bad.Check() == nil {
			t.Errorf("%+v is good", bad)
		}
	}
	if err := escalation.DefaultDelays().Check(); err != nil {
		t.Error(err)
	}
}
