package sqlite

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// TestTheLogStaysSmall: however much is committed, the write-ahead log is copied into the file and begun anew, so
// it takes little room, and opening the store after a crash reads little.
func TestTheLogStaysSmall(t *testing.T) {
	for _, actor := range []string{"import:many", "person/ada"} {
		t.Run(actor, func(t *testing.T) {
			store := openWithSmallLog(t)
			made, most := logSize(t, store), int64(0) // the tables are made at once, a few for each kind
			for i := range 30 {
				commitMany(t, store, actor, i)
				most = max(most, logSize(t, store))
			}
			const oneCommit = 100 << 10
			if wanted := max(smallLog, made) + oneCommit; most > wanted || most == 0 {
				t.Errorf("the log grew to %d bytes, at most %d wanted", most, wanted)
			}
			checkMany(t, store, 30)
		})
	}
}

// TestReadersKeepTheLog: who still reads what the log holds is not disturbed, nobody waits for them, and
// once they are gone the log is begun anew.
func TestReadersKeepTheLog(t *testing.T) {
	store := openWithSmallLog(t)
	commitMany(t, store, "import:many", 0)
	reader, err := store.scans.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	count := func() (n int) {
		if err := reader.QueryRow("SELECT count(*) FROM node").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	for i := range 20 {
		commitMany(t, store, "import:many", i+1)
	}
	if after := count(); after != before {
		t.Errorf("a reader saw %d nodes, then %d", before, after)
	}
	grown := logSize(t, store)
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		commitMany(t, store, "import:many", i+21)
	}
	if size := logSize(t, store); size >= grown || grown <= smallLog {
		t.Errorf("the log had %d bytes while somebody read it, and has %d after", grown, size)
	}
	checkMany(t, store, 41)
}

func openWithSmallLog(t *testing.T) *Store {
	store := openFile(t)
	if _, err := store.writer.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA journal_size_limit = %d", smallLog)); err != nil {
		t.Fatal(err)
	}
	store.writer.checkpointSizes = map[durability]int{normal: smallLog, full: smallLog}
	store.writer.sync = "" // so that the next commit sets it
	return store
}

// smallLog is what the log may grow to in these tests, in bytes.
const smallLog = 256 << 10

func logSize(t *testing.T, store *Store) int64 {
	t.Helper()
	found, err := os.Stat(store.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return found.Size()
}

const aCommit = 100

func commitMany(t *testing.T, store *Store, actor string, turn int) {
	tx := graph.Tx{Actor: actor}
	for i := range aCommit {
		person := graph.Person{DisplayName: strings.Repeat("a", 200)}
		tx.Put = append(tx.Put, graph.Node(fmt.Sprintf("%d-%d", turn, i), "", person))
	}
	if _, err := store.Commit(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
}

// checkMany opens the file once more, and finds all that was committed.
func checkMany(t *testing.T, store *Store, turns int) {
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(store.path, ReadOnly())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	var nodes int
	if err := again.reads.QueryRow("SELECT count(*) FROM node").Scan(&nodes); err != nil || nodes != turns*aCommit {
		t.Errorf("%d nodes are kept, %v; want %d", nodes, err, turns*aCommit)
	}
}
