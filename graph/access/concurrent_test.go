package access_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Views are opened by many while commits go on and the replica grows: no older snapshot follows a newer one.
func TestViewsAreOpenedWhileTheGraphGrows(t *testing.T) {
	store, replica := stored(t)
	gate := access.NewGate(replica, store)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					if _, err := gate.View(access.Colleague()).NodeIDs(t.Context(), alice, openAnswer); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	for i := range 60 {
		tx := graph.Tx{Actor: "import:story", Put: []graph.Fact{graph.Edge(openAnswer, "", openQuestion, "story", graph.Answers{Accepted: i%2 == 0})}}
		for j := range 64 { // one more word of bits
			tx.Put = append(tx.Put, graph.Node(fmt.Sprint("new", i, "-", j), "story", graph.Person{DisplayName: "New"}))
		}
		if _, err := store.Commit(t.Context(), tx); err != nil {
			t.Fatal(err)
		}
		if err := replica.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	close(done)
	readers.Wait()
}

// One view may be read by several goroutines, whether or not there is a replica.
func TestAViewIsReadByManyAtOnce(t *testing.T) {
	store, replica := stored(t)
	keys, kinds := nodesAndKinds()
	for name, reader := range map[string]graph.Reader{"a store": store, "a replica": replica} {
		t.Run(name, func(t *testing.T) {
			view := access.NewGate(reader, store).View(viewer(bob))
			var readers sync.WaitGroup
			for range 8 {
				readers.Go(func() {
					for range 3 {
						if err := readAll(t, view, keys, kinds); err != nil {
							t.Error(err)
						}
					}
				})
			}
			readers.Wait()
		})
	}
}

func readAll(t *testing.T, view *access.View, keys []graph.Key, kinds []graph.Kind) error {
	nodes, err := view.NodeIDs(t.Context(), keys...)
	if err != nil {
		return err
	}
	edges, err := view.AppendEdges(t.Context(), nil, nodes, graph.Out, kinds...)
	if err != nil {
		return err
	}
	var declared []graph.EdgeRef
	for _, edge := range edges {
		_, _, _ = view.Key(edge.From), view.Key(edge.To), view.Tag(edge)
		if kinds[edge.Kind] == graph.KindDeclares {
			declared = append(declared, edge)
		}
	}
	view.AppendDeclarations(nil, declared)
	if _, err := view.NodeValues(t.Context(), nodes); err != nil {
		return err
	}
	facts, err := view.Facts(t.Context(), graph.Brief, keys...)
	if err != nil {
		return err
	}
	seen := 0
	for _, node := range nodes {
		if node != 0 {
			seen++
		}
	}
	if seen != len(facts) {
		return fmt.Errorf("%d nodes are seen by id, %d by key", seen, len(facts))
	}
	return nil
}
