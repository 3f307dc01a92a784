package sqlite

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
)

// What a source stated is what a scan finds of its origin, whole; and a node that was deleted and
// made anew is found under its new number.
func TestStated(t *testing.T) {
	store := openFile(t)
	ada := graph.Node("ada", "directory", graph.Person{DisplayName: "Ada"})
	bob := graph.Node("bob", "directory", graph.Person{DisplayName: "Bob"})
	text := graph.Node("x", "forum", graph.Contribution{Title: "x", Content: "text"})
	edges := []graph.Fact{graph.Edge(ada.Key, "", bob.Key, "forum", graph.Follows{}), graph.Edge(ada.Key, "", text.Key, "forum", graph.Authored{})}
	for _, tx := range []graph.Tx{
		{Put: []graph.Fact{ada, bob, text}},
		{Put: edges},
		{Delete: []graph.Key{bob.Key, text.Key}},
		{Put: []graph.Fact{text, bob}},
		{Put: edges},
	} {
		tx.Actor = "import:x"
		if _, err := store.Commit(t.Context(), tx); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	revision, err := store.Stated(t.Context(), "forum", func(record graph.Record) error {
		got = append(got, string(record.Key)+" "+string(record.Brief)+string(record.Long))
		return nil
	})
	if err != nil || revision != 5 {
		t.Errorf("Stated = %d, %v, want revision 5", revision, err)
	}
	slices.Sort(got)
	if diff := cmp.Diff(recorded(t, store, "forum"), got); diff != "" {
		t.Errorf("what forum stated (-scan +stated):\n%s", diff)
	}
}

func recorded(t *testing.T, store *Store, origin string) []string {
	t.Helper()
	var all []string
	_, err := store.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		record, err := fact.Record()
		if fact.Origin == origin {
			all = append(all, string(record.Key)+" "+string(record.Brief)+string(record.Long))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
