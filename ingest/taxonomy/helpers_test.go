package taxonomy_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
)

// company is a store into which vocabularies are imported.
type company struct {
	testing.TB
	store graph.Store
}

func newCompany(tb testing.TB) company {
	tb.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	return company{tb, store}
}

// take imports what a reader of the store reads.
func (c company) take(source string, reader ingest.Reader) ingest.Report {
	c.Helper()
	report, err := c.tryToTake(source, reader)
	if err != nil {
		c.Fatal(err)
	}
	return report
}

func (c company) tryToTake(source string, reader ingest.Reader) (ingest.Report, error) {
	return ingest.Import{Source: source, Store: c.store, Now: time.Now}.Run(c.Context(), reader)
}

// all returns the stored values of a kind, by key.
func all[V graph.Value](c company) map[graph.Key]V {
	c.Helper()
	var empty V
	found := map[graph.Key]V{}
	_, err := c.store.Scan(c.Context(), graph.Whole, func(fact graph.Fact) error {
		found[fact.Key] = graph.As[V](fact)
		return nil
	}, empty.Kind())
	if err != nil {
		c.Fatal(err)
	}
	return found
}

// folder writes files.
func folder(tb testing.TB, files map[string]string) string {
	tb.Helper()
	dir := tb.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}
