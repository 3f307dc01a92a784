package sqlite

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// nobody takes what a store hands out.
type nobody struct{}

func (nobody) Name(int64, graph.Key) error                 { return nil }
func (nobody) Node(_ int64, fact graph.Fact) error         { _ = fact.Value.Kind(); return nil }
func (nobody) Edge(int64, int64, string, graph.Fact) error { return nil }

// TestLoadOfADamagedNode: it is named, and nothing is made of it.
func TestLoadOfADamagedNode(t *testing.T) {
	store := openFile(t)
	put := []graph.Fact{graph.Node("ada", "", graph.Person{DisplayName: "Ada"})}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:x", Put: put}); err != nil {
		t.Fatal(err)
	}
	if _, err := store.writer.conn.ExecContext(t.Context(), "UPDATE node SET value = '{torn'"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Load(t.Context(), nobody{}); err == nil || !strings.Contains(err.Error(), "person/ada") {
		t.Errorf("Load = %v, want the person named", err)
	}
}
