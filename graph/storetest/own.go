package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sachant/sachant/graph"
)

func ownershipTests() []storeTest {
	return []storeTest{
		{"changing a value after its commit does not reach the store", putOwn},
		{"a commit does not change the transaction", txOwn},
		{"text is kept in its composed form", composed},
	}
}

func putOwn(t *testing.T, store Store) {
	labels, held := []string{"Golang"}, graph.Level(2)
	skill := graph.Node("go", origin, graph.Skill{AltLabel: labels})
	ada := person("ada", "Ada")
	declares := graph.Edge(ada.Key, "self", skill.Key, origin, graph.Declares{Held: &held})
	put(t, store, ada, skill, declares)
	before, _ := scan(t, store)
	labels[0], held = "changed", 4
	after, _ := scan(t, store)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the store shares values with the caller (- before + after):\n%s", diff)
	}
}

func txOwn(t *testing.T, store Store) {
	make := func() graph.Tx {
		return graph.Tx{
			Actor: actor, Put: []graph.Fact{person("eve", "Eve"), person("ada", "Ada")},
			Delete: []graph.Key{"person/y", "person/x"}, If: []graph.Condition{{Key: "person/q"}, {Key: "person/p"}},
		}
	}
	tx := make()
	commit(t, store, tx)
	if diff := cmp.Diff(make(), tx, cmpopts.IgnoreUnexported(graph.Tx{})); diff != "" {
		t.Errorf("Commit changed the transaction:\n%s", diff)
	}
}

func composed(t *testing.T, store Store) {
	put(t, store, person("ada", "Rene\u0301e"))
	if got := graph.As[graph.Person](facts(t, store, graph.Whole, "person/ada")[0]).DisplayName; got != "Renée" {
		t.Errorf("DisplayName = %+q, want the composed form", got)
	}
	if receipt := put(t, store, person("ada", "Renée")); receipt.Put != 0 {
		t.Errorf("the same name in another form is a change: %+v", receipt)
	}
}
