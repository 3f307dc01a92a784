package ingest_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// reader is a source that says what a function emits.
type reader func(ctx context.Context, sink ingest.Sink) error

func (r reader) Read(ctx context.Context, sink ingest.Sink) error { return r(ctx, sink) }

// entry is one person of a roster, as a directory would state them.
type entry struct {
	id, number, mail, name, title, unit, manager string
	others                                       []string // e-mail addresses
	line                                         int
}

func (e entry) account() graph.Key { return graph.NodeKey(graph.KindAccount, e.id) }

func ownerOf(account string) graph.Key { return ingest.Reference(graph.KindPerson, "account", account) }

func (e entry) statement(source string) ingest.Statement {
	owner := ownerOf(e.id)
	s := ingest.Statement{
		Where: ingest.Where{File: source, Line: e.line},
		Facts: []graph.Fact{
			{Key: e.account(), Value: graph.Account{Source: source, Attribute: "entryUUID", Roster: true}},
			{Key: owner, Value: graph.Person{DisplayName: e.name, EmployeeNumber: e.number, Mail: e.mail, MailAlternateAddress: e.others, Title: e.title}},
			graph.Edge(e.account(), "", owner, "", graph.Is{}),
		},
		Replaces: []graph.Kind{graph.KindInUnit, graph.KindReportsTo},
	}
	if e.unit != "" {
		unit := graph.Node(graph.Slug(e.unit), "", graph.Unit{Name: e.unit})
		s.Facts = append(s.Facts, unit, graph.Edge(owner, "", unit.Key, "", graph.InUnit{}))
	}
	if e.manager != "" {
		s.Facts = append(s.Facts, graph.Edge(owner, "", ownerOf(e.manager), "", graph.ReportsTo{}))
	}
	return s
}

// roster is a complete run over entries.
func roster(source string, entries ...entry) reader {
	return func(_ context.Context, sink ingest.Sink) error {
		for i, e := range entries {
			e.line = i + 1
			sink.Read("person", 1)
			if err := sink.Emit(e.statement(source)); err != nil {
				return err
			}
		}
		sink.Complete()
		return nil
	}
}

// short is a run that ends before the source does.
func short(source, cause string, entries ...entry) reader {
	return func(ctx context.Context, sink ingest.Sink) error {
		sink.Incomplete(cause)
		return roster(source, entries...)(ctx, sink)
	}
}

// emits is a source that only adds.
func emits(statements ...ingest.Statement) reader {
	return func(_ context.Context, sink ingest.Sink) error {
		for _, s := range statements {
			if err := sink.Emit(s); err != nil {
				return err
			}
		}
		return nil
	}
}

func staff() []entry {
	return []entry{
		{id: "a-zoe", number: "000127", mail: "zoe@exemple.fr", name: "Zoé LEFÈVRE", title: "Technicienne", unit: "DSI", manager: "a-paul"},
		{id: "a-paul", number: "000045", mail: "paul@exemple.fr", name: "Paul MARTIN", title: "Responsable", unit: "DSI"},
		{id: "a-anne", number: "61", mail: "anne@exemple.fr", name: "Anne BOUVIER", title: "Directrice", unit: "Achats"},
		{id: "a-karim", number: "130", name: "Karim OULD", unit: "DSI", manager: "a-paul"},
	}
}

// crowd is staff enough that a tenth of it is more than five.
func crowd(n int) []entry {
	out := make([]entry, n)
	for i := range out {
		out[i] = entry{id: fmt.Sprintf("c%04d", i), name: fmt.Sprintf("Person %d", i), number: fmt.Sprintf("9%04d", i)}
	}
	return out
}

func without(entries []entry, ids ...string) []entry {
	var out []entry
	for _, e := range entries {
		if !strings.Contains(" "+strings.Join(ids, " ")+" ", " "+e.id+" ") {
			out = append(out, e)
		}
	}
	return out
}

// changed is the entries with one of them changed.
func changed(entries []entry, id string, change func(*entry)) []entry {
	out := append([]entry(nil), entries...)
	for i := range out {
		if out[i].id == id {
			change(&out[i])
		}
	}
	return out
}

// company is a store and the imports into it.
type company struct {
	t     *testing.T
	store *sqlite.Store
	plan  bytes.Buffer
}

func newCompany(t *testing.T) *company {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return &company{t: t, store: store}
}

func (c *company) importer(source string) ingest.Import {
	return ingest.Import{
		Source: source, Store: c.store, Namer: graph.NewNamer([]byte("a key of the installation")), CreatePeople: true,
		ShowPlan: func(line ingest.PlanLine) { fmt.Fprintln(&c.plan, line) },
	}
}

// run imports and returns the report; the plan of this import alone is then in c.plan.
func (c *company) run(im ingest.Import, from reader) ingest.Report {
	c.t.Helper()
	c.plan.Reset()
	report, err := im.Run(c.t.Context(), from)
	if err != nil {
		c.t.Fatal(err)
	}
	return report
}

// roster imports a complete run of a roster.
func (c *company) roster(source string, entries ...entry) ingest.Report {
	c.t.Helper()
	return c.run(c.importer(source), roster(source, entries...))
}

func (c *company) head() int64 {
	c.t.Helper()
	head, err := c.store.Head(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return head
}

// facts are all that is stored, one line each, without revisions and times.
func (c *company) facts() []string {
	c.t.Helper()
	var out []string
	_, err := c.store.Scan(c.t.Context(), graph.Whole, func(fact graph.Fact) error {
		record, err := fact.Record()
		out = append(out, fmt.Sprintf("%s %s %s%s", fact.Key, fact.Origin, record.Brief, record.Long))
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

func (c *company) fact(key graph.Key) graph.Fact {
	c.t.Helper()
	found, err := c.store.Facts(c.t.Context(), graph.Whole, key)
	if err != nil {
		c.t.Fatal(err)
	}
	if len(found) != 1 {
		c.t.Fatalf("there is no %s", key)
	}
	return found[0]
}

func (c *company) person(id string) graph.Person {
	c.t.Helper()
	return graph.As[graph.Person](c.fact(graph.NodeKey(graph.KindPerson, id)))
}

func (c *company) has(key graph.Key) bool {
	c.t.Helper()
	found, err := c.store.Facts(c.t.Context(), graph.Brief, key)
	if err != nil {
		c.t.Fatal(err)
	}
	return len(found) == 1
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func counts(pairs ...any) map[string]int {
	out := map[string]int{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i].(string)] = pairs[i+1].(int)
	}
	return out
}

func expect(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(ingest.Rejection{}, "Place")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
