package organization_test

import (
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/organization"
)

// BenchmarkChart reads the organisation of 20,000 people in 420 units of three levels, and who leads each unit: what the page of the chart
// takes, for all units at once.
func BenchmarkChart(b *testing.B) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	var facts []graph.Fact
	for i := range 400 {
		facts = append(facts, graph.Node(fmt.Sprint("u", i), "", graph.Unit{Name: fmt.Sprintf("D%d/S%d/E%d", i/80, i/20, i)}))
	}
	for i := range 20_000 {
		person := graph.NodeKey(graph.KindPerson, fmt.Sprint("p", i))
		facts = append(facts, graph.Node(person.ID(), "", graph.Person{DisplayName: fmt.Sprint("Person ", i)}), graph.Edge(person, "", graph.NodeKey(graph.KindUnit, fmt.Sprint("u", i%400)), "", graph.InUnit{}))
		if i >= 400 {
			facts = append(facts, graph.Edge(person, "", graph.NodeKey(graph.KindPerson, fmt.Sprint("p", i%400)), "", graph.ReportsTo{}))
		}
	}
	if _, err := store.Commit(b.Context(), graph.Tx{Actor: "import:bench", Put: facts}); err != nil {
		b.Fatal(err)
	}
	copied, err := replica.Follow(b.Context(), store)
	if err != nil {
		b.Fatal(err)
	}
	gate := access.NewGate(copied, store)
	b.ReportAllocs()
	for b.Loop() {
		tree, err := organization.Read(b.Context(), gate.View(access.Colleague()))
		if err != nil {
			b.Fatal(err)
		}
		for unit := range tree.Units {
			if _, err := tree.Managers(b.Context(), unit); err != nil {
				b.Fatal(err)
			}
		}
	}
}
