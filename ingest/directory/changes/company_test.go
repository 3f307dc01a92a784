package changes_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/directory/changes"
	"github.com/sachant/sachant/ingest/directory/directorytest"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// company is a store into which a directory is read, again and again.
type company struct {
	*testing.T
	store  graph.Store
	folder string
	now    time.Time
	server directory.Server
	way    changes.Way
	// confirm: any number of people may leave.
	confirm bool
	// journal receives the changes; it may be nil.
	journal func([]ingest.PlanLine) error
}

func newCompany(t *testing.T, url string) *company {
	return &company{
		T: t, store: ingesttest.OpenStore(t), folder: t.TempDir(), now: time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC),
		server: directory.Server{
			Options: directory.Options{Source: "directory", Namer: ingesttest.Namer()}, URL: url,
		},
	}
}

// read reads the directory, and fails the test where that ends in an error.
func (c *company) read() ingest.Report {
	c.Helper()
	report, err := c.run(false)
	if err != nil {
		c.Fatal(err)
	}
	return report
}

func (c *company) run(dry bool) (ingest.Report, error) {
	im := ingest.Import{Source: "directory", Store: c.store, Namer: ingesttest.Namer(), CreatePeople: true, DryRun: dry, ConfirmRemovals: c.confirm, Journal: c.journal}
	return im.Run(c.Context(), &changes.Reader{Server: c.server, Folder: c.folder, Way: c.way, Now: func() time.Time { return c.now }})
}

// present returns the names of the people who have not left, with their titles.
func (c *company) present() []string {
	c.Helper()
	var out []string
	for _, person := range ingesttest.Stored[graph.Person](c, c.store, graph.KindPerson) {
		if !person.Absent {
			out = append(out, strings.TrimRight(person.DisplayName+" "+person.Title, " "))
		}
	}
	slices.Sort(out)
	return out
}

// bosses returns the manager of each person, by name.
func (c *company) bosses() []string {
	c.Helper()
	people := ingesttest.Stored[graph.Person](c, c.store, graph.KindPerson)
	var out []string
	for key := range ingesttest.Stored[graph.ReportsTo](c, c.store, graph.KindReportsTo) {
		from, to := key.Ends()
		out = append(out, people[from].DisplayName+" < "+people[to].DisplayName)
	}
	slices.Sort(out)
	return out
}

// mark returns what is kept of up to where the source was read, or "".
func (c *company) mark() string {
	c.Helper()
	found, err := filepath.Glob(filepath.Join(c.folder, "*.mark"))
	if err != nil || len(found) > 1 {
		c.Fatal(found, err)
	}
	if len(found) == 0 {
		return ""
	}
	text, err := os.ReadFile(found[0])
	if err != nil {
		c.Fatal(err)
	}
	return string(text)
}

func expect(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func mention(t testing.TB, report ingest.Report, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(strings.Join(report.Warnings, "\n"), word) {
			t.Errorf("the warnings do not mention %q: %q", word, report.Warnings)
		}
	}
}

// isDifference reports whether a run read so few people that it was no whole one.
func isDifference(report ingest.Report, most int) bool { return report.Read["person"] <= most }

// users returns accounts of so many people, who report to the first.
func users(n int) []directorytest.Object {
	var out []directorytest.Object
	for i := range n {
		user := directorytest.User(i, fmt.Sprintf("Person %02d", i))
		if i > 0 {
			user.Values["manager"] = []string{out[0].DN}
		}
		out = append(out, user)
	}
	return out
}

// damageMark cuts what is kept of up to where the source was read.
func (c *company) damageMark() {
	c.Helper()
	text := c.mark()
	found, _ := filepath.Glob(filepath.Join(c.folder, "*.mark"))
	if err := os.WriteFile(found[0], []byte(text[:len(text)/2]), 0o600); err != nil {
		c.Fatal(err)
	}
}
