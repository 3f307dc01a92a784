package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// TestWhatACommitWaitsFor: what a person did is on the disk before it is acknowledged, an
// import need not be; the pragma is what SQLite itself says.
func TestWhatACommitWaitsFor(t *testing.T) {
	store := openFile(t)
	for i, step := range []struct {
		actor string
		want  int
	}{{"import:directory", 1}, {"person/ada", 2}, {"person/ada", 2}, {"import:x", 1}, {"", 2}, {"administrator", 2}} {
		put := []graph.Fact{graph.Node("ada", "", graph.Person{DisplayName: fmt.Sprint(i)})}
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: step.actor, Put: put}); err != nil {
			t.Fatal(err)
		}
		var got int
		if err := store.writer.conn.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&got); err != nil || got != step.want {
			t.Errorf("commit by %q with synchronous %d, %v; want %d", step.actor, got, err, step.want)
		}
	}
}

func TestNewerVersion(t *testing.T) {
	store := openFile(t)
	if _, err := store.writer.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA user_version = %d", len(migrations())+1)); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, options := range [][]Option{nil, {ReadOnly()}} {
		if _, err := Open(store.path, options...); err == nil || !strings.Contains(err.Error(), "use a newer one") {
			t.Errorf("opening a store of a newer version: %v", err)
		}
	}
}

func TestForeignDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "CREATE TABLE node (id TEXT)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, options := range [][]Option{nil, {ReadOnly()}} {
		if _, err := Open(path, options...); err == nil || !strings.Contains(err.Error(), "no store of Sachant's") {
			t.Errorf("opening somebody else's database: %v", err)
		}
	}
}

// TestManyNewEdges: an import is told that one of its edges is there already, as anybody is, though
// nobody looked before; and nothing of it stays.
func TestManyNewEdges(t *testing.T) {
	store := openFile(t)
	commit := func(tx graph.Tx) error {
		t.Helper()
		_, err := store.Commit(t.Context(), tx)
		return err
	}
	ada := graph.Node("ada", "", graph.Person{DisplayName: "Ada"})
	nodes, edges := []graph.Fact{ada}, graph.Tx{Actor: "import:x"}
	for i := range 2 * manyEdges {
		post := graph.Node(fmt.Sprint(i), "", graph.Contribution{Title: "T"})
		edge := graph.Edge(ada.Key, "", post.Key, "", graph.Likes{})
		nodes, edges.Put = append(nodes, post), append(edges.Put, edge)
		edges.If = append(edges.If, graph.Condition{Key: edge.Key})
	}
	if err := errors.Join(commit(graph.Tx{Put: nodes}), commit(graph.Tx{Put: edges.Put[7:8]})); err != nil {
		t.Fatal(err)
	}
	if err := commit(edges); !errors.Is(err, graph.ErrConflict) {
		t.Errorf("an edge that was to be new and is there: %v, want a conflict", err)
	}
	found, err := store.Edges(t.Context(), []graph.Key{ada.Key}, graph.Out)
	if err != nil || len(found) != 1 {
		t.Errorf("after what was refused: %d edges, %v; want the one before", len(found), err)
	}
	edges.If[7].Revision = found[0].Revision
	if err := commit(edges); err != nil {
		t.Errorf("the same, told of the edge: %v", err)
	}
}

// TestDiskFull: a commit that does not fit is refused whole, and the store goes on.
func TestDiskFull(t *testing.T) {
	store := openFile(t)
	limit := func(pages int) {
		if _, err := store.writer.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	var many []graph.Fact
	for i := range 5_000 {
		many = append(many, graph.Node(fmt.Sprint(i), "", graph.Contribution{Content: strings.Repeat("text ", 100)}))
	}
	limit(100)
	_, err := store.Commit(t.Context(), graph.Tx{Actor: "import:x", Put: many})
	if !errors.Is(err, graph.ErrFull) {
		t.Fatalf("Commit on a full disk: %v", err)
	}
	if facts, err := store.Facts(t.Context(), graph.Brief, many[0].Key); err != nil || len(facts) != 0 {
		t.Errorf("Facts after it = %v, %v", facts, err)
	}
	limit(1 << 20)
	if receipt, err := store.Commit(t.Context(), graph.Tx{Actor: "import:x", Put: many}); err != nil || receipt.Revision != 1 {
		t.Errorf("Commit once there is room = %+v, %v", receipt, err)
	}
}

// TestBriefReadsNoLongText reads the plans: no statement of a brief read names the table of
// long texts, and none goes through a whole table.
func TestBriefReadsNoLongText(t *testing.T) {
	store := openFile(t)
	for _, query := range []string{
		selectNodesBrief, selectNodeIDs, selectNodeKeys, fmt.Sprintf(selectEdges, longColumn(graph.Brief)),
		edgesOfQuery(graph.Out, false), edgesOfQuery(graph.Into, true),
	} {
		rows, err := store.reads.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, "[]", "[]")
		if err != nil {
			rows, err = store.reads.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, "[]")
		}
		if err != nil {
			t.Fatal(err)
		}
		err = each(rows, func() error {
			var id, parent, unused int
			var step string
			err := rows.Scan(&id, &parent, &unused, &step)
			if strings.Contains(step, "long") || strings.Contains(step, "SCAN") && !strings.Contains(step, "VIRTUAL TABLE") {
				t.Errorf("%s\n%s", query, step)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestKeysInTheLog(t *testing.T) {
	for _, size := range []int{1, 10, 10_000} {
		keys := make([]graph.Key, size)
		for i := range keys {
			keys[i] = graph.Key(fmt.Sprintf("person/%06d -follows[a]-> person/b", i))
		}
		packed, err := pack(keys)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := unpack(packed); err != nil || len(got) != size || got[size-1] != keys[size-1] {
			t.Errorf("unpack = %d keys, %v; want %d", len(got), err, size)
		}
		if perKey := len(packed) / size; size > 1_000 && perKey > 8 {
			t.Errorf("%d keys take %d bytes each in the log", size, perKey)
		}
	}
	for _, broken := range []string{"", "c", "cxyz"} {
		if keys, err := unpack([]byte(broken)); err == nil {
			t.Errorf("unpack(%q) = %q, want an error", broken, keys)
		}
	}
}

func openFile(t *testing.T) *Store {
	t.Helper()
	store, err := Open(filepath.Join(t.TempDir(), "graph.db"))
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
