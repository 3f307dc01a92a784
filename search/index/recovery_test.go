package index

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
)

// Whichever file of the index lost its content, or a part of it, the index is built anew.
func TestTruncatedIndex(t *testing.T) {
	store, err := sqlite.OpenMemory()
	check(t, err)
	defer func() { _ = store.Close() }()
	_, err = store.Commit(t.Context(), graph.Tx{Actor: "import:x", Put: []graph.Fact{
		graph.Node("x", "", graph.Contribution{Type: graph.TypeQuestion, Title: "How to weld steel?"}),
	}})
	check(t, err)
	for _, name := range filesOfIndex(t, store) {
		for _, part := range []int64{0, 4, 2, 1} {
			home := filledHome(t, store)
			path := filepath.Join(home, name)
			info, err := os.Stat(path)
			check(t, err)
			size := int64(0)
			if part > 0 {
				size = max(0, info.Size()/part-1)
			}
			check(t, os.Truncate(path, size))
			x, err := Open(t.Context(), home, store)
			if err != nil {
				t.Fatalf("%s cut to %d of %d bytes: %v", name, size, info.Size(), err)
			}
			if found, err := x.Verify(t.Context(), 1); err != nil || len(found) > 0 {
				t.Errorf("%s cut to %d of %d bytes: %q, %v", name, size, info.Size(), found, err)
			}
			check(t, x.Close())
		}
	}
}

func filledHome(t *testing.T, store graph.Store) string {
	t.Helper()
	home := t.TempDir()
	x, err := Open(t.Context(), home, store)
	check(t, err)
	check(t, x.Close())
	return home
}

func filesOfIndex(t *testing.T, store graph.Store) []string {
	t.Helper()
	home := filledHome(t, store)
	var names []string
	check(t, filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && entry.Name() != "lock" {
			path, err = filepath.Rel(home, path)
			names = append(names, path)
		}
		return err
	}))
	return names
}
