package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/graphtest"
	"github.com/sachant/sachant/graph/sqlite"
)

func TestStore(t *testing.T) {
	graphtest.Run(t, func(t *testing.T) graph.Store { return open(t, sqlite.Memory) })
}

func BenchmarkStore(b *testing.B) {
	graphtest.Bench(b, func(b *testing.B) graph.Store { return open(b, filepath.Join(b.TempDir(), "graph.db")) })
}

func open(t testing.TB, path string, options ...sqlite.Option) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(path, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}
