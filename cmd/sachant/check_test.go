package main

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
)

// Whatever does not agree is named. The tables are changed past the store, as a fault would.
func TestCheckNamesWhatIsWrong(t *testing.T) {
	for broken, named := range map[string]string{
		``:                                      ``,
		`DELETE FROM change WHERE revision = 2`: `log: revision 1 is followed by 3`,
		`DELETE FROM change WHERE revision = 3`: `log: it ends at revision 2, the store is at 3`,
		`UPDATE change SET at = 7 WHERE revision = 2`:                              `log: revision 2 is of an earlier time`,
		`UPDATE node SET revision = 1 WHERE key = 'person/bob'`:                    `log: "person/bob" changed at revision 1 by the store, at 2 by the log`,
		`UPDATE node SET value = '{"displayName":"Eve"}' WHERE key = 'person/bob'`: `replica: "person/bob" differs`,
		`UPDATE node SET value = '{' WHERE key = 'person/bob'`:                     `store: fact "person/bob"`,
		`UPDATE edge SET dst = 77`:                                                 `refer to a node that is not there`,
		`DELETE FROM edge`:                                                         `replica: it holds 4 facts, the store 3`,
		`UPDATE long SET value = '{"content":"welding"}'`:                          `index: "contribution/x"`,
	} {
		data := smallCompany(t)
		tamper(t, data, broken)
		status, out, said := command("check", "--data", data, "--json")
		var told struct{ Problems []string }
		if err := json.Unmarshal([]byte(out), &told); err != nil {
			t.Fatalf("after %s: %v: %s%s", broken, err, out, said)
		}
		isWell := named == ""
		if all := strings.Join(told.Problems, "\n"); (status == 0) != isWell || !strings.Contains(all, named) || isWell != (all == "") {
			t.Errorf("after %s: status %d\n%s\nwant %q", broken, status, all, named)
		}
	}
}

// smallCompany is a data directory with its index and snapshot, and three revisions.
func smallCompany(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	store, err := sqlite.Open(filepath.Join(data, "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	if _, err := store.InstallationKey(t.Context(), []byte("0123456789abcdef")); err != nil {
		t.Fatal(err)
	}
	ada, bob := graph.Node("ada", "", graph.Person{DisplayName: "Ada"}), graph.Node("bob", "", graph.Person{DisplayName: "Bob"})
	for _, put := range [][]graph.Fact{
		{ada, graph.Node("x", "", graph.Contribution{Content: "steel"})}, {bob}, {graph.Edge(ada.Key, "", bob.Key, "", graph.Follows{})},
	} {
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:x", Put: put}); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if status, _, said := command("reindex", "--data", data); status != 0 {
		t.Fatal(said)
	}
	if _, err := os.Stat(filepath.Join(data, "replica.snapshot")); err != nil {
		t.Fatal(err)
	}
	return data
}

func tamper(t *testing.T, data, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), "PRAGMA foreign_keys = 0; "+statement); err != nil {
		t.Fatal(err)
	}
}
