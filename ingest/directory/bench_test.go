package directory_test

import (
	"path/filepath"
	"testing"

	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
)

// BenchmarkImport imports 20,000 people into a file, and then again: 160,000 facts.
func BenchmarkImport(b *testing.B) {
	const people = 20_000
	path := write(b, "crowd.ldif", crowd(people))
	for b.Loop() {
		store, err := sqlite.Open(filepath.Join(b.TempDir(), "graph.db"))
		if err != nil {
			b.Fatal(err)
		}
		for _, added := range []int{people, 0} {
			im := ingest.Import{Source: "directory", Store: store, Namer: namer(), CreatePeople: true}
			report, err := im.Run(b.Context(), directory.File{Options: options(), Path: path})
			if err != nil || report.Added["person"] != added {
				b.Fatalf("report = %+v, error = %v, want %d people added", report, err, added)
			}
		}
		if err := store.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(people)*2*float64(b.N)/b.Elapsed().Seconds(), "people/s")
}
