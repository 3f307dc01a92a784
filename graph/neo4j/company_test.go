package neo4j_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/interview"
)

// The same files make the same graph in both stores, however they are cut into commits; and
// importing them again writes nothing.
func TestTheSampleCompanyIsTheSameInBothStores(t *testing.T) {
	other, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	importCompany(t, other, 5_000)
	store := open(t, live.Neo4j(t))
	importCompany(t, store, 100)
	want := contents(t, other)
	if len(want) < 1_000 {
		t.Fatalf("the sample company has %d facts only", len(want))
	}
	if diff := cmp.Diff(want, contents(t, store)); diff != "" {
		t.Errorf("the sample company (- SQLite + Neo4j):\n%s", diff)
	}
	head := readHead(t, store)
	importToday(t, store, 5_000)
	if again := readHead(t, store); again != head {
		t.Errorf("importing the same again wrote %d commits", again-head)
	}
}

func readHead(t *testing.T, store graph.Store) int64 {
	t.Helper()
	head, err := store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return head
}

// importCompany imports the sample company's files as the command line would: the earlier
// directory first, so that two people have left.
func importCompany(t *testing.T, store graph.Store, chunk int) {
	t.Helper()
	files := writeCompany(t)
	importFrom(t, store, chunk, "directory", directory.File{Options: directoryOptions(), Path: files(fixtures.PreviousDirectory)})
	importToday(t, store, chunk)
}

func importToday(t *testing.T, store graph.Store, chunk int) {
	t.Helper()
	files := writeCompany(t)
	importFrom(t, store, chunk, "directory", directory.File{Options: directoryOptions(), Path: files(fixtures.Directory)})
	importFrom(t, store, chunk, "interviews", interview.Reader{
		Paths: []string{files(fixtures.Interviews2025), files(fixtures.Interviews2026)}, Store: store,
	})
	importFrom(t, store, chunk, "activity", activity.JSONLines{
		Path: files(fixtures.Activity), Source: "activity", Namer: namer(), TrustEmail: true, Store: store,
	})
}

func namer() graph.Namer { return graph.NewNamer([]byte("0123456789abcdef")) }

func directoryOptions() directory.Options {
	return directory.Options{Source: "directory", Namer: namer()}
}

// writeCompany writes the files and returns where each is.
func writeCompany(t *testing.T) func(name string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "company")
	if err := fixtures.Write(folder); err != nil {
		t.Fatal(err)
	}
	return func(name string) string { return filepath.Join(folder, name) }
}

func importFrom(t *testing.T, store graph.Store, chunk int, source string, from ingest.Reader) {
	t.Helper()
	report, err := ingest.Import{
		Source: source, Store: store, Namer: namer(), Chunk: chunk, CreatePeople: source == "directory", TrustEmail: true,
		Now: func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) },
	}.Run(t.Context(), from)
	if err != nil || report.Exit() != 0 {
		t.Fatalf("import of %s: %v, %+v", source, err, report)
	}
}
