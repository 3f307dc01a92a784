package directorytest_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/directory/directorytest"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// company is a store into which a controller is read whole, again and again.
type company struct {
	*testing.T
	store      graph.Store
	controller *directorytest.Server
	server     directory.Server
	confirm    bool
	dry        bool
}

func newCompany(t *testing.T, objects ...directorytest.Object) *company {
	t.Helper()
	controller := directorytest.Start(t)
	controller.Put(objects...)
	return &company{T: t, store: ingesttest.OpenStore(t), controller: controller, server: directory.Server{
		URL: controller.URL, Options: directory.Options{
			Source: "directory", Namer: ingesttest.Namer(),
			Now: func() time.Time { return time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC) },
		},
	}}
}

// read reads the directory, and fails the test where that ends in an error.
func (c *company) read() ingest.Report {
	c.Helper()
	report, err := c.run()
	if err != nil {
		c.Fatal(err)
	}
	return report
}

func (c *company) run() (ingest.Report, error) {
	return ingest.Import{
		Source: "directory", Store: c.store, Namer: ingesttest.Namer(), CreatePeople: true,
		ConfirmRemovals: c.confirm, DryRun: c.dry, LimitChanges: true,
	}.Run(c.Context(), c.server)
}

// people returns the people who have not left, by name.
func (c *company) people() map[string]graph.Person {
	c.Helper()
	out := map[string]graph.Person{}
	for _, person := range ingesttest.Stored[graph.Person](c, c.store, graph.KindPerson) {
		if !person.Absent {
			out[person.DisplayName] = person
		}
	}
	return out
}

// keys returns the keys of all people, former ones included, by name.
func (c *company) keys() map[string]graph.Key {
	c.Helper()
	out := map[string]graph.Key{}
	for key, person := range ingesttest.Stored[graph.Person](c, c.store, graph.KindPerson) {
		out[person.DisplayName] = key
	}
	return out
}

// joined returns the edges of a kind, as the names of their ends.
func (c *company) joined(kind graph.Kind) []string {
	c.Helper()
	names := map[graph.Key]string{}
	for key, person := range ingesttest.Stored[graph.Person](c, c.store, graph.KindPerson) {
		names[key] = person.DisplayName
	}
	for key, community := range ingesttest.Stored[graph.Community](c, c.store, graph.KindCommunity) {
		names[key] = community.Name
	}
	for key, unit := range ingesttest.Stored[graph.Unit](c, c.store, graph.KindUnit) {
		names[key] = unit.Name
	}
	out := []string{}
	for key := range ingesttest.Stored[graph.Value](c, c.store, kind) {
		from, to := key.Ends()
		out = append(out, names[from]+" -> "+names[to])
	}
	slices.Sort(out)
	return out
}

func expect(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// mention fails the test unless the warnings and rejections of a report hold all words.
func mention(t testing.TB, report ingest.Report, words ...string) {
	t.Helper()
	said := slices.Clone(report.Warnings)
	for _, rejected := range report.Rejected {
		said = append(said, rejected.Where+": "+rejected.Cause)
	}
	for _, word := range words {
		if !strings.Contains(strings.Join(said, "\n"), word) {
			t.Errorf("the report does not mention %q: %q", word, said)
		}
	}
}

// users returns accounts of so many people.
func users(n int, values ...string) []directorytest.Object {
	var out []directorytest.Object
	for i := range n {
		out = append(out, directorytest.User(i, fmt.Sprintf("Person %02d", i), values...))
	}
	return out
}

// group returns a group with the members of some DNs.
func group(n int, name string, members ...string) directorytest.Object {
	return directorytest.Object{DN: "CN=" + name + ",OU=Groups," + directorytest.Context, Values: map[string][]string{
		"objectClass": {"top", "group"}, "cn": {name}, "objectGUID": {directorytest.GUID(n)}, "member": members,
	}}
}

func names[V any](of map[string]V) []string {
	out := []string{}
	for name := range of {
		out = append(out, name)
	}
	slices.SortFunc(out, cmp.Compare[string])
	return out
}
