package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// FuzzUnpack: whatever the log holds for keys is an error, or keys that come round again.
func FuzzUnpack(f *testing.F) {
	for _, text := range []string{"person/a", "person/a\nperson/a -follows-> person/b", strings.Repeat("person/a -follows-> person/b\n", 100)} {
		packed, err := pack(keysOf(text))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
		f.Add(packed[:len(packed)/2])
	}
	f.Add([]byte("x"))
	f.Fuzz(func(t *testing.T, packed []byte) {
		keys, err := unpack(packed)
		if err != nil {
			return
		}
		if packed[0] != asText && packed[0] != compressed {
			t.Errorf("%q is taken for keys", packed)
		}
		again, err := pack(keys)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := unpack(again); err != nil || !slices.Equal(back, keys) {
			t.Errorf("%q is packed as %q, which is %q, %v", keys, again, back, err)
		}
	})
}

func keysOf(text string) []graph.Key {
	var keys []graph.Key
	for line := range strings.SplitSeq(text, "\n") {
		keys = append(keys, graph.Key(line))
	}
	return keys
}

// FuzzFile: a store or backup of which a part is another, or missing, is refused, or named
// damaged, or can be read and copied whole.
func FuzzFile(f *testing.F) {
	good := goodFile(f)
	f.Add(uint32(0), []byte("SQLite format 4"), uint32(0))
	f.Add(uint32(18), []byte{9, 9}, uint32(0))
	f.Add(uint32(60), []byte{0, 0, 0, 9}, uint32(0))
	for page := 0; page < len(good); page += 4096 {
		f.Add(uint32(page), bytes.Repeat([]byte{0xff}, 16), uint32(0))
		f.Add(uint32(page+4000), []byte(`{"displayName":`), uint32(1))
		f.Add(uint32(0), []byte(nil), uint32(page))
	}
	path := filepath.Join(f.TempDir(), "graph.db")
	f.Fuzz(func(t *testing.T, at uint32, patch []byte, missing uint32) {
		damaged := bytes.Clone(good)
		copy(damaged[int(at)%len(damaged):], patch)
		damaged = damaged[:len(damaged)-int(missing)%len(damaged)]
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		readAll(t, path)
	})
}

func goodFile(f *testing.F) []byte {
	f.Helper()
	path := filepath.Join(f.TempDir(), "graph.db")
	store, err := Open(path)
	if err != nil {
		f.Fatal(err)
	}
	ada, skill := graph.Node("ada", "test", graph.Person{DisplayName: "Ada"}), graph.Node("go", "test", graph.Skill{PrefLabel: "Go"})
	for _, put := range [][]graph.Fact{
		{ada, skill, graph.Node("x", "test", graph.Contribution{Title: "X", Content: strings.Repeat("steel ", 2_000)})},
		{graph.Edge(ada.Key, "self", skill.Key, "test", graph.Declares{On: "2026-01-14"})},
	} {
		if _, err := store.Commit(f.Context(), graph.Tx{Actor: "import:test", Put: put}); err != nil {
			f.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		f.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	return content
}

// readAll asks a store for all it can be asked; whether it answers is its own business.
func readAll(t *testing.T, path string) {
	t.Helper()
	store, err := Open(path, ReadOnly())
	if err != nil {
		return
	}
	defer func() { _ = store.Close() }()
	problems := 0
	if err := store.Verify(t.Context(), func(string) { problems++ }); err != nil || problems > 0 {
		return
	}
	_, err = store.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		_, err := fact.Record()
		return err
	})
	if err != nil {
		t.Errorf("Verify finds nothing wrong, and a scan says %v", err)
	}
	_, _ = store.Changes(t.Context(), 0)
	copied := path + ".copy"
	if err := store.Backup(t.Context(), copied); err != nil {
		t.Errorf("Verify finds nothing wrong, and a backup says %v", err)
	}
	_ = os.Remove(copied)
}
