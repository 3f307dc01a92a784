package sqlite_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/graph/storetest"
)

func TestStore(t *testing.T) {
	t.Run("in memory", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) storetest.Store { return open(t, sqlite.Memory) })
	})
	t.Run("in a file that is closed and opened again after every commit", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) storetest.Store { return newReopening(t) })
	})
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) graph.Store { return open(b, filepath.Join(b.TempDir(), "graph.db")) })
}

func TestOneWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	first := open(t, path)
	if _, err := sqlite.Open(path); !errors.Is(err, sqlite.ErrInUse) || !strings.Contains(err.Error(), path) {
		t.Fatalf("opening a store twice for writing: %v, want ErrInUse and the path", err)
	}
	put(t, first, "a")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	put(t, open(t, path), "b")
}

func TestReadersBesideAWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	if _, err := sqlite.Open(path, sqlite.ReadOnly()); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("reading a store that does not exist: %v, want ErrNotExist", err)
	}
	writer := open(t, path)
	reader := open(t, path, sqlite.ReadOnly())
	put(t, writer, "a", "b")
	if keys := nodesPerPart(t, reader); !cmp.Equal(keys, []graph.Key{"person/a", "person/b"}) {
		t.Errorf("a reader sees %q after a commit", keys)
	}
	if changes, err := reader.Changes(t.Context(), 0); err != nil || len(changes) != 1 {
		t.Errorf("Changes(0) = %v, %v", changes, err)
	}
	_, commit := reader.Commit(t.Context(), graph.Tx{Put: []graph.Fact{graph.Node("c", "", graph.Person{})}})
	_, key := reader.InstallationKey(t.Context(), []byte("0123456789abcdef"))
	for call, err := range map[string]error{"Commit": commit, "Truncate": reader.Truncate(t.Context(), 1), "InstallationKey": key} {
		if !errors.Is(err, sqlite.ErrReadOnly) {
			t.Errorf("%s on a store that is only read: %v, want ErrReadOnly", call, err)
		}
	}
	if key, err := reader.InstallationKey(t.Context(), nil); err != nil || key != nil {
		t.Errorf("InstallationKey(nil) = %q, %v; want none", key, err)
	}
}

func TestReadingWithoutAWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	writer := open(t, path)
	put(t, writer, "a")
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if keys := nodesPerPart(t, open(t, path, sqlite.ReadOnly())); len(keys) != 1 {
		t.Errorf("a reader sees %q", keys)
	}
}

// TestKilled copies the files while they are open, which is what is left of a process that
// is killed.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	store := open(t, path)
	put(t, store, "a")
	put(t, store, "b")
	left := filepath.Join(t.TempDir(), "graph.db")
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(left+suffix, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if keys := nodesPerPart(t, open(t, left)); !cmp.Equal(keys, []graph.Key{"person/a", "person/b"}) {
		t.Errorf("after a kill the store holds %q", keys)
	}
}

func TestFilesThatAreNoStore(t *testing.T) {
	for name, content := range map[string]string{
		"text":      strings.Repeat("This is no database at all. ", 100),
		"truncated": "SQLite format 3\x00\x10\x00",
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sqlite.Open(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("opening %s: %v, want an error with its path", name, err)
		}
	}
	if _, err := sqlite.Open(filepath.Join(t.TempDir(), "none", "graph.db")); err == nil {
		t.Error("opening a store in a directory that does not exist gives no error")
	}
}

func TestAwkwardPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "données 100% ?mode=ro&x#y")
	put(t, open(t, path), "a")
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestClosed(t *testing.T) {
	store := open(t, sqlite.Memory)
	closing := make(chan error)
	_, err := store.Commit(t.Context(), graph.Tx{Actor: "import:x", Put: persons("a", "b")})
	if err != nil {
		t.Fatal(err)
	}
	visited := 0
	if _, err := store.Scan(t.Context(), graph.Brief, func(graph.Fact) error {
		if visited++; visited == 1 {
			go func() { closing <- store.Close() }()
		}
		return nil
	}); err != nil || visited != 2 {
		t.Errorf("Scan while closing = %d facts, %v; want 2", visited, err)
	}
	if err := <-closing; err != nil {
		t.Errorf("Close: %v", err)
	}
	if _, err := store.Facts(t.Context(), graph.Brief, "person/a"); !errors.Is(err, sqlite.ErrClosed) {
		t.Errorf("Facts after Close: %v, want ErrClosed", err)
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Put: persons("c")}); !errors.Is(err, sqlite.ErrClosed) {
		t.Errorf("Commit after Close: %v, want ErrClosed", err)
	}
	if err := store.Close(); err != nil {
		t.Errorf("Close again: %v", err)
	}
}

func TestTimeNeverGoesBack(t *testing.T) {
	noon := time.Date(2026, 1, 14, 12, 0, 0, 987_654_321, time.UTC)
	now := noon
	store := open(t, sqlite.Memory, sqlite.Clock(func() time.Time { return now }))
	put(t, store, "a")
	now = noon.Add(-time.Hour)
	put(t, store, "b")
	now = noon.In(time.FixedZone("elsewhere", 3600)).Add(time.Second)
	put(t, store, "c")
	changes, err := store.Changes(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var times []time.Time
	for _, change := range changes {
		times = append(times, change.At)
	}
	rounded := noon.Truncate(time.Millisecond)
	if diff := cmp.Diff([]time.Time{rounded, rounded, rounded.Add(time.Second)}, times); diff != "" {
		t.Errorf("the log's times (- want + got):\n%s", diff)
	}
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

func persons(ids ...string) []graph.Fact {
	facts := make([]graph.Fact, len(ids))
	for i, id := range ids {
		facts[i] = graph.Node(id, "test", graph.Person{DisplayName: id})
	}
	return facts
}

func put(t testing.TB, store graph.Store, ids ...string) {
	t.Helper()
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: persons(ids...)}); err != nil {
		t.Fatal(err)
	}
}

func nodesPerPart(t testing.TB, store graph.Store) []graph.Key {
	t.Helper()
	var keys []graph.Key
	_, err := store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		keys = append(keys, fact.Key)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// TestCancelledInTheMiddle cancels a commit after it has decided what to write.
func TestCancelledInTheMiddle(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	store := open(t, sqlite.Memory, sqlite.Clock(func() time.Time { cancel(); return time.Unix(1, 0) }))
	if _, err := store.Commit(ctx, graph.Tx{Actor: "import:x", Put: persons("a", "b")}); !errors.Is(err, context.Canceled) {
		t.Errorf("Commit = %v, want context.Canceled", err)
	}
	if keys := nodesPerPart(t, store); len(keys) != 0 {
		t.Errorf("a cancelled commit left %q", keys)
	}
	put(t, store, "c")
	if keys := nodesPerPart(t, store); !cmp.Equal(keys, []graph.Key{"person/c"}) {
		t.Errorf("after the next commit the store holds %q", keys)
	}
}
