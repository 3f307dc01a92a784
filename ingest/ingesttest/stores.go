package ingesttest

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
)

// ImportTwice plans an import into an empty store and, where nothing is refused, imports two times into another one:
// what was planned is added, and then nothing changes.
func ImportTwice(t *testing.T, source string, untouched graph.Store, read func(known graph.Reader) ingest.Reader) {
	t.Helper()
	planned := imported(t, source, untouched, read, true)
	if len(planned.Added) == 0 || len(planned.Rejected) > 0 {
		return
	}
	store := OpenStore(t)
	if first := imported(t, source, store, read, false); !reflect.DeepEqual(first.Added, planned.Added) {
		t.Errorf("added %v, planned %v", first.Added, planned.Added)
	}
	if again := imported(t, source, store, read, false); len(again.Added)+len(again.Changed)+len(again.Removed)+len(again.Rejected) > 0 {
		t.Errorf("imported again: %+v", again)
	}
}

// imported is what an import did, or would do. It ends the test where that fails.
func imported(t *testing.T, source string, store graph.Store, read func(known graph.Reader) ingest.Reader, dry bool) ingest.Report {
	t.Helper()
	importing := ingest.Import{Source: source, Store: store, Namer: Namer(), CreatePeople: true, DryRun: dry}
	report, err := importing.Run(t.Context(), read(store))
	if err != nil && strings.Contains(err.Error(), "closing tag") {
		t.Skip(err) // swallowed by a comment
	}
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// OpenStore opens a store in memory that lasts as long as the test.
func OpenStore(t testing.TB) graph.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// Namer makes the same ids in every test.
func Namer() graph.Namer { return graph.NewNamer([]byte("a key for tests, 32 bytes of text")) }

// WriteFile writes a file and returns its path.
func WriteFile(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Stored returns what a store holds of a kind.
func Stored[V graph.Value](t testing.TB, store graph.Store, kind graph.Kind) map[graph.Key]V {
	t.Helper()
	found := map[graph.Key]V{}
	_, err := store.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		found[fact.Key] = fact.Value.(V)
		return nil
	}, kind)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
