package sqlite_test

import (
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
)

func TestSmoke(t *testing.T) {
	s, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := t.Context()
	a, b := graph.Node("a", "x", graph.Person{DisplayName: "A"}), graph.Node("b", "x", graph.Contribution{Title: "T", Content: "long"})
	r, err := s.Commit(ctx, graph.Tx{Actor: "import:x", Put: []graph.Fact{a, b, graph.Edge(a.Key, "", b.Key, "x", graph.Authored{})}})
	fmt.Println(r, err)
	fmt.Println(s.Facts(ctx, graph.Whole, a.Key, b.Key, "person/a -authored-> contribution/b"))
	fmt.Println(s.Edges(ctx, []graph.Key{b.Key}, graph.Into))
	fmt.Println(s.Scan(ctx, graph.Brief, func(f graph.Fact) error { fmt.Println(f); return nil }))
	fmt.Println(s.Commit(ctx, graph.Tx{Actor: "import:x", Delete: []graph.Key{b.Key}}))
	fmt.Println(s.Changes(ctx, 0))
	fmt.Println(s.InstallationKey(ctx, []byte("0123456789abcdef")))
	fmt.Println(s.Truncate(ctx, 1))
	fmt.Println(s.Changes(ctx, 0))
	fmt.Println(s.Changes(ctx, 1))
}
