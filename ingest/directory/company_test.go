package directory_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
)

// company is a store into which directories are imported.
type company struct {
	t     *testing.T
	store graph.Store
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
	return &company{t, store}
}

func namer() graph.Namer { return graph.NewNamer([]byte("a key of the installation")) }

func options() directory.Options { return directory.Options{Source: "directory", Namer: namer()} }

func (c *company) importer() ingest.Import {
	return ingest.Import{Source: "directory", Store: c.store, Namer: namer(), CreatePeople: true}
}

// read imports a directory, and fails the test where that ends in an error.
func (c *company) read(from ingest.Reader) ingest.Report {
	c.t.Helper()
	report, err := c.importer().Run(c.t.Context(), from)
	if err != nil {
		c.t.Fatal(err)
	}
	return report
}

// ldif imports the text of an LDIF file, which is people.ldif in every report.
// ldif imports a text and the empty line that follows its last entry.
func (c *company) ldif(text string, change ...func(*directory.Options)) ingest.Report {
	c.t.Helper()
	if strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return c.cutLDIF(text, change...)
}

// cutLDIF imports a text as it is.
func (c *company) cutLDIF(text string, change ...func(*directory.Options)) ingest.Report {
	c.t.Helper()
	return c.read(file(c.t, text, change...))
}

func file(t *testing.T, text string, change ...func(*directory.Options)) directory.File {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("people.ldif", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	set := options()
	for _, change := range change {
		change(&set)
	}
	return directory.File{Options: set, Path: "people.ldif"}
}

// people are the persons stored, by display name.
func (c *company) people() map[string]graph.Person {
	c.t.Helper()
	out := map[string]graph.Person{}
	c.scan(func(fact graph.Fact) { out[graph.As[graph.Person](fact).DisplayName] = graph.As[graph.Person](fact) }, graph.KindPerson)
	return out
}

func (c *company) scan(visit func(graph.Fact), kinds ...graph.Kind) {
	c.t.Helper()
	_, err := c.store.Scan(c.t.Context(), graph.Whole, func(fact graph.Fact) error { visit(fact); return nil }, kinds...)
	if err != nil {
		c.t.Fatal(err)
	}
}

// joined are the edges of a kind, as the names of the two ends: "Zoé -in_unit-> DSI".
func (c *company) joined(kind graph.Kind) []string {
	c.t.Helper()
	names := map[graph.Key]string{}
	c.scan(func(fact graph.Fact) {
		switch value := fact.Value.(type) {
		case graph.Person:
			names[fact.Key] = value.DisplayName
		case graph.Unit:
			names[fact.Key] = value.Name
		case graph.Site:
			names[fact.Key] = value.Name
		}
	})
	var out []string
	c.scan(func(fact graph.Fact) {
		out = append(out, fmt.Sprintf("%s -%s-> %s", names[fact.From()], kind, names[fact.To()]))
	}, kind)
	slices.Sort(out)
	return out
}

// reports are the lines of report.
func (c *company) reports() []string { return c.joined(graph.KindReportsTo) }

// present are the names of the people who have not left.
func (c *company) present() []string {
	var out []string
	for name, person := range c.people() {
		if !person.Absent {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func expect(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(ingest.Rejection{}, "Place")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func mention(t *testing.T, what string, texts []string, words ...string) {
	t.Helper()
	all := strings.Join(texts, "\n")
	for _, word := range words {
		if !strings.Contains(all, word) {
			t.Errorf("%s do not mention %q:\n%s", what, word, all)
		}
	}
}

func counts(pairs ...any) map[string]int {
	out := map[string]int{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i].(string)] = pairs[i+1].(int)
	}
	return out
}

// write puts a text into a file of its own.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// crowd is a directory of so many people, each but the first reporting to the first.
func crowd(n int) string {
	var out strings.Builder
	out.WriteString("dn: dc=exemple,dc=fr\nobjectClass: dcObject\nobjectClass: organization\ndc: exemple\no: Exemple\n")
	for i := range n {
		fmt.Fprintf(&out, "\ndn: uid=u%d,dc=exemple,dc=fr\nobjectClass: inetOrgPerson\nuid: u%d\ncn: Person %d\nsn: %d\n", i, i, i, i)
		fmt.Fprintf(&out, "employeeNumber: 7%06d\nou: Unit %d\nl: Town %d\n", i, i%50, i%20)
		if i > 0 {
			out.WriteString("manager: uid=u0,dc=exemple,dc=fr\n")
		}
	}
	return out.String()
}
