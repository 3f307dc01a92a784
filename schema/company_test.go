package schema

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
)

// now is the clock of these tests.
func now() time.Time { return time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC) }

// company is a few people who know something:
//
//	zoe (manager) <- ana, karim, hugo; ines is hidden, luc has left
//	public community "achats": question q1 by hugo, answers a1 (accepted) by ana, a2 by karim
//	secret community "fusion": question q2 by karim, members karim and zoe
type company struct {
	reads *counter
	gate  *access.Gate
}

func person(name string) graph.Key { return graph.NodeKey(graph.KindPerson, name) }

func said(id string) graph.Key { return graph.NodeKey(graph.KindContribution, id) }

func newCompany(t testing.TB) *company {
	t.Helper()
	store := newStore(t)
	return guarded(store, store)
}

// newReplicated is the same company, read from memory.
func newReplicated(t testing.TB) *company {
	t.Helper()
	store := newStore(t)
	replica, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return guarded(replica, follower{store, replica})
}

func newStore(t testing.TB) *sqlite.Store {
	t.Helper()
	store, err := sqlite.OpenMemory(sqlite.Clock(now))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts()}); err != nil {
		t.Fatal(err)
	}
	return store
}

func guarded(reader graph.Reader, committer access.Committer) *company {
	reads := &counter{Reader: reader}
	return &company{reads: reads, gate: access.NewGate(reads, committer)}
}

// follower shows a commit in the replica at once.
type follower struct {
	store   *sqlite.Store
	replica *replica.Replica
}

func (f follower) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := f.store.Commit(ctx, tx)
	if err != nil {
		return receipt, err
	}
	return receipt, f.replica.CatchUp(ctx)
}

func (c *company) view(name string, roles ...access.Role) *access.View {
	viewer := access.Viewer{Roles: append([]access.Role{access.Employee}, roles...)}
	if name != "" {
		viewer.Person = person(name)
	}
	return c.gate.View(viewer)
}

func facts() []graph.Fact {
	var all []graph.Fact
	all = append(all, staff()...)
	all = append(all, skills()...)
	return append(all, inCommunities()...)
}

func staff() []graph.Fact {
	facts := []graph.Fact{
		graph.Node("zoe", "rh", graph.Person{DisplayName: "Zoé Ferrand", Title: "Responsable achats", Mail: "zoe@exemple.fr", EmployeeNumber: "0001"}),
		graph.Node("ana", "rh", graph.Person{DisplayName: "Ana Silva", GivenName: "Ana", FamilyName: "Silva", Title: "Acheteuse", Mail: "ana@exemple.fr", EmployeeNumber: "0002"}),
		graph.Node("karim", "rh", graph.Person{DisplayName: "Karim Benali", Title: "Acheteur", EmployeeNumber: "0003"}),
		graph.Node("hugo", "rh", graph.Person{DisplayName: "Hugo Petit"}),
		graph.Node("ines", "rh", graph.Person{DisplayName: "Inès Caché", Hidden: true}),
		graph.Node("luc", "rh", graph.Person{DisplayName: "Luc Parti", Absent: true}),
		graph.Node("achats", "rh", graph.Unit{Name: "Direction/Achats"}),
		graph.Node("lyon", "rh", graph.Site{Name: "Lyon"}),
	}
	for _, name := range []string{"ana", "karim", "hugo", "ines", "luc"} {
		facts = append(facts,
			graph.Edge(person(name), "", person("zoe"), "rh", graph.ReportsTo{}),
			graph.Edge(person(name), "", "unit/achats", "rh", graph.InUnit{}),
			graph.Edge(person(name), "", "site/lyon", "rh", graph.AtSite{}))
	}
	// Only Inès, who is hidden, mentions these.
	facts = append(facts, graph.Node("cachette", "rh", graph.Unit{Name: "Cachette"}), graph.Node("grotte", "rh", graph.Site{Name: "Grotte"}),
		graph.Node("furtivite", "rh", graph.Skill{PrefLabel: "Furtivité"}),
		graph.Edge(person("ines"), "", "unit/cachette", "rh", graph.InUnit{}), graph.Edge(person("ines"), "", "site/grotte", "rh", graph.AtSite{}),
		graph.Edge(person("ines"), "self", "skill/furtivite", "person/ines", graph.Declares{Possessed: true, Published: true}))
	return append(facts,
		graph.Edge(person("hugo"), "", person("ana"), "reseau", graph.Follows{At: now()}),
		graph.Edge(person("karim"), "", person("ana"), "reseau", graph.Follows{At: now()}),
		graph.Edge(person("ines"), "", person("ana"), "reseau", graph.Follows{At: now()}))
}

func skills() []graph.Fact {
	level := func(l graph.Level) *graph.Level { return &l }
	return []graph.Fact{
		graph.Node("negociation", "rh", graph.Skill{PrefLabel: "Négociation", AltLabel: []string{"Négocier"}, Domain: "Achats"}),
		graph.Node("caces", "rh", graph.Skill{PrefLabel: "CACES R489"}),
		graph.Node("c0042", "rh", graph.Skill{PrefLabel: "Anglais professionnel", AltLabel: []string{"Business English"}}),
		graph.Node("52e1", "rh", graph.Interview{Type: graph.InterviewAnnual, On: "2025-12-05", Evaluator: "Zoé Ferrand"}),
		graph.Edge("interview/52e1", "", person("ana"), "rh", graph.Concerns{}),
		graph.Edge(person("ana"), "interview/52e1", "skill/negociation", "rh", graph.Declares{
			Held: level(3.5), Required: level(4), SelfAssessed: level(3), On: "2025-12-05", Validated: true, ValidatedOn: "2025-12-06", Published: true,
		}),
		graph.Edge(person("ana"), "self", "skill/caces", "person/ana", graph.Declares{Possessed: true, On: "2026-01-14", ValidUntil: "2031-01-14"}),
		graph.Edge(person("ana"), "interview/52e1", "skill/caces", "rh", graph.Declares{Possessed: true, On: "2025-12-05"}),
		graph.Edge(person("karim"), "self", "skill/negociation", "person/karim", graph.Declares{Held: level(2), On: "2026-01-14", Published: true}),
		graph.Edge(person("hugo"), "self", "skill/c0042", "person/hugo", graph.Declares{Possessed: true, On: "2026-01-14", Published: true}),
	}
}

func inCommunities() []graph.Fact {
	at := func(day int) time.Time { return time.Date(2026, 2, day, 8, 0, 0, 0, time.UTC) }
	facts := []graph.Fact{
		graph.Node("achats", "reseau", graph.Community{Name: "Achats", Summary: "Entre acheteurs"}),
		graph.Node("fusion", "reseau", graph.Community{Name: "Projet Fusion", Secret: true}),
		graph.Node("q1", "reseau", graph.Contribution{
			Type: graph.TypeQuestion, Title: "Comment négocier une remise ?", Content: "Le fournisseur refuse.", Language: "fr",
			PublishedAt: at(1), Likes: []graph.Tally{{On: "2026-02-02", Count: 3}},
		}),
		graph.Node("a1", "reseau", graph.Contribution{Type: graph.TypeAnswer, Content: "Commencer par le volume.", PublishedAt: at(3)}),
		graph.Node("a2", "reseau", graph.Contribution{Type: graph.TypeAnswer, Content: "Changer de fournisseur.", PublishedAt: at(2)}),
		graph.Node("q2", "reseau", graph.Contribution{Type: graph.TypeQuestion, Title: "Quel prix pour la cible ?", PublishedAt: at(4)}),
		graph.Edge(said("a1"), "", said("q1"), "reseau", graph.Answers{Accepted: true, AcceptedAt: at(5)}),
		graph.Edge(said("a2"), "", said("q1"), "reseau", graph.Answers{}),
		graph.Edge(said("q1"), "", "skill/negociation", "reseau", graph.About{}),
		graph.Edge(said("q2"), "", "community/fusion", "reseau", graph.In{}),
		graph.Edge(person("hugo"), "", said("q1"), "reseau", graph.Authored{}),
		graph.Edge(person("ana"), "", said("a1"), "reseau", graph.Authored{}),
		graph.Edge(person("karim"), "", said("a2"), "reseau", graph.Authored{}),
		graph.Edge(person("karim"), "", said("q2"), "reseau", graph.Authored{}),
		graph.Edge(person("hugo"), "", said("a1"), "reseau", graph.Likes{At: at(6)}),
		graph.Edge(person("ines"), "", said("a1"), "reseau", graph.Likes{At: at(6)}),
	}
	for _, id := range []string{"q1", "a1", "a2"} {
		facts = append(facts, graph.Edge(said(id), "", "community/achats", "reseau", graph.In{}))
	}
	for _, member := range []string{"karim", "zoe"} {
		facts = append(facts, graph.Edge(person(member), "", "community/fusion", "reseau", graph.MemberOf{}))
	}
	return append(facts, graph.Edge(person("ana"), "", "community/achats", "reseau", graph.MemberOf{Role: "animation"}))
}

// counter counts what is read below the gate.
type counter struct {
	graph.Reader
	calls atomic.Int64
}

func (c *counter) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	if len(keys) > 0 {
		c.calls.Add(1)
	}
	return c.Reader.Facts(ctx, detail, keys...)
}

func (c *counter) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	c.calls.Add(1)
	return c.Reader.Edges(ctx, nodes, direction, kinds...)
}

// finder finds among the facts of the company, whose keys and revisions are those of every
// company here. It is made once: to index even these few takes a twentieth of a second.
var finder = sync.OnceValues(func() (*search.Finder, error) {
	store, err := sqlite.OpenMemory(sqlite.Clock(now))
	if err != nil {
		return nil, err
	}
	if _, err := store.Commit(context.Background(), graph.Tx{Actor: "import:test", Put: facts()}); err != nil {
		return nil, err
	}
	index, err := index.Open(context.Background(), "", store)
	return search.NewFinder(index, rank.DefaultWeights(), now), err
})

// find is a search whose own reads are not counted: they are counted where search is tested.
func (c *company) find(ctx context.Context, view *access.View, query search.Query) (search.Answer, error) {
	finder, err := finder()
	if err != nil {
		return search.Answer{}, err
	}
	reads := c.reads.calls.Load()
	defer c.reads.calls.Store(reads)
	return finder.FindExperts(ctx, view, query)
}

func newTestSchema(t testing.TB, limits resolve.Limits) *Schema {
	t.Helper()
	finder, err := finder()
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(resolve.Config{
		Finder: finder, Now: now, Limits: limits, NewID: func() string { return "id" },
		Report: func(_ context.Context, id string, cause error) { t.Logf("reported %s: %v", id, cause) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
