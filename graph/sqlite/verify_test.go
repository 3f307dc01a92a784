package sqlite

import (
	"os"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

func populated(t *testing.T) *Store {
	t.Helper()
	store := openFile(t)
	ada, bob := graph.Node("ada", "", graph.Person{DisplayName: "Ada"}), graph.Node("bob", "", graph.Person{DisplayName: "Bob"})
	put := []graph.Fact{ada, bob, graph.Edge(ada.Key, "", bob.Key, "", graph.Follows{}), graph.Node("x", "", graph.Contribution{Content: "text"})}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:x", Put: put}); err != nil {
		t.Fatal(err)
	}
	return store
}

func problems(t *testing.T, store *Store) []string {
	t.Helper()
	var found []string
	if err := store.Verify(t.Context(), func(problem string) { found = append(found, problem) }); err != nil {
		t.Fatal(err)
	}
	return found
}

// Whatever somebody does to the tables, what is wrong is named, and all of it.
func TestVerify(t *testing.T) {
	if found := problems(t, populated(t)); len(found) > 0 {
		t.Errorf("a store that nobody touched: %q", found)
	}
	for broken, named := range map[string][]string{
		`UPDATE node SET value = '{"displayName":7}' WHERE key LIKE 'person/%'`: {"person/ada", "person/bob"},
		`UPDATE node SET value = '{'`:                                           {"person/ada", "person/bob", "contribution/x"},
		`UPDATE long SET value = 'text'`:                                        {"contribution/x"},
		`UPDATE edge SET value = '{"at":true}'`:                                 {"person/ada -follows-> person/bob"},
		`UPDATE node SET key = 'animal/ada' WHERE n = 1`:                        {"animal/ada"},
		`UPDATE edge SET kind = (SELECT n FROM kind WHERE name = 'likes')`:      {"-likes->"},
		`DELETE FROM node WHERE key = 'person/bob'`:                             {`the table "edge" refer to a node`},
		`DELETE FROM node WHERE key = 'contribution/x'`:                         {`the table "long" refer to a node`},
	} {
		store := populated(t)
		if _, err := store.writer.conn.ExecContext(t.Context(), "PRAGMA foreign_keys = 0;"+broken); err != nil {
			t.Fatalf("%s: %v", broken, err)
		}
		found := strings.Join(problems(t, store), "\n")
		for _, name := range named {
			if !strings.Contains(found, name) {
				t.Errorf("after %s:\n%s\nwhich does not name %q", broken, found, name)
			}
		}
	}
}

// A file that lost its end, or whose middle is overwritten, is refused or named, never believed.
func TestDamagedFile(t *testing.T) {
	for name, damage := range map[string]func(*os.File, int64) error{
		"cut in half":   func(file *os.File, size int64) error { return file.Truncate(size / 2) },
		"cut to a page": func(file *os.File, size int64) error { return file.Truncate(4096) },
		"overwritten": func(file *os.File, size int64) error {
			_, err := file.WriteAt([]byte(strings.Repeat("x", 4096)), size/2)
			return err
		},
	} {
		store := populated(t)
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		file, err := os.OpenFile(store.path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		size, err := file.Seek(0, 2)
		if err != nil {
			t.Fatal(err)
		}
		if err := damage(file, size&^4095); err != nil {
			t.Fatal(err)
		}
		_ = file.Close()
		if said := told(t, store.path); !strings.Contains(said, "damaged") && !strings.Contains(said, "malformed") {
			t.Errorf("%s: %q, want to be told that it is damaged", name, said)
		}
	}
}

func told(t *testing.T, path string) string {
	t.Helper()
	store, err := Open(path, ReadOnly())
	if err != nil {
		return err.Error()
	}
	defer func() { _ = store.Close() }()
	said := ""
	if err := store.Verify(t.Context(), func(problem string) { said += problem }); err != nil {
		return err.Error()
	}
	return said
}
