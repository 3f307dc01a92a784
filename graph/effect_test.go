package graph_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

func ada() graph.Fact { return graph.Node("ada", "test", graph.Person{DisplayName: "Ada"}) }
func bob() graph.Fact { return graph.Node("bob", "test", graph.Person{DisplayName: "Bob"}) }
func adaFollowsBob() graph.Fact {
	return graph.Edge("person/ada", "", "person/bob", "test", graph.Follows{})
}

// having is what a store that holds the facts loads for a transaction.
func having(t tester, tx graph.Tx, held ...graph.Fact) graph.Have {
	needs := tx.Needs()
	have := graph.Have{Records: map[graph.Key]graph.Record{}}
	for _, fact := range held {
		if slices.Contains(needs.Keys, fact.Key) {
			have.Records[fact.Key] = record(t, fact)
		}
		if slices.Contains(needs.EdgesOf, fact.From()) || slices.Contains(needs.EdgesOf, fact.To()) {
			have.Edges = append(have.Edges, fact.Key)
		}
	}
	return have
}

func keysPut(effect graph.Effect) []graph.Key {
	var keys []graph.Key
	for _, record := range effect.Put {
		keys = append(keys, record.Key)
	}
	return keys
}

func TestEffectRefuses(t *testing.T) {
	held := ada()
	held.Revision = 3
	put := func(facts ...graph.Fact) graph.Tx { return graph.Tx{Put: facts} }
	for _, test := range []struct {
		rule   string
		held   []graph.Fact
		tx     graph.Tx
		reason error
		says   string
	}{
		{"an edge whose end is not there would dangle", []graph.Fact{ada()}, put(adaFollowsBob()), graph.ErrInvalid, "dangle"},
		{"an edge whose beginning is not there would dangle", []graph.Fact{bob()}, put(adaFollowsBob()), graph.ErrInvalid, "dangle"},
		{
			"an edge to a node that is deleted with it would dangle", []graph.Fact{ada(), bob()},
			graph.Tx{Put: []graph.Fact{adaFollowsBob()}, Delete: []graph.Key{"person/bob"}}, graph.ErrInvalid, "dangle",
		},
		{
			"an edge that is there already would dangle once its end is deleted", []graph.Fact{ada(), bob(), adaFollowsBob()},
			graph.Tx{Put: []graph.Fact{adaFollowsBob()}, Delete: []graph.Key{"person/bob"}}, graph.ErrInvalid, "dangle",
		},
		{"a condition of another revision", []graph.Fact{held}, graph.Tx{If: []graph.Condition{{Key: held.Key, Revision: 2}}}, graph.ErrConflict, "revision 3, not 2"},
		{"a condition that a fact is absent", []graph.Fact{held}, graph.Tx{If: []graph.Condition{{Key: held.Key}}}, graph.ErrConflict, "person/ada"},
		{"a condition on what is not there", nil, graph.Tx{If: []graph.Condition{{Key: held.Key, Revision: 3}}}, graph.ErrConflict, "revision 0, not 3"},
		{"a fact put twice", nil, put(ada(), ada()), graph.ErrInvalid, "put twice"},
		{"a fact put and deleted", nil, graph.Tx{Put: []graph.Fact{ada()}, Delete: []graph.Key{"person/ada"}}, graph.ErrInvalid, "put and deleted"},
		{"a fact without a value", nil, put(graph.Fact{Key: "person/ada"}), graph.ErrInvalid, "person"},
		{"a value of another kind", nil, put(graph.Fact{Key: "person/ada", Value: graph.Skill{}}), graph.ErrInvalid, "person"},
		{"a malformed key", nil, put(graph.Fact{Key: "person/Ada", Value: graph.Person{}}), graph.ErrInvalid, "person/Ada"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			effect, err := test.tx.Effect(having(t, test.tx, test.held...))
			if !errors.Is(err, test.reason) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("Effect = %v, %v; want %v that says %q", effect, err, test.reason, test.says)
			}
			if !effect.Empty() {
				t.Errorf("a refused transaction has the effect %v", effect)
			}
		})
	}
}

func TestEffect(t *testing.T) {
	renamed := ada()
	renamed.Value = graph.Person{DisplayName: "Ada L."}
	moved := ada()
	moved.Origin = "elsewhere"
	eve := graph.Node("eve", "test", graph.Person{})
	all := []graph.Fact{ada(), bob(), eve, adaFollowsBob(), graph.Edge("person/bob", "", "person/bob", "test", graph.Follows{}), graph.Edge("person/eve", "", "person/ada", "test", graph.Follows{})}
	for _, test := range []struct {
		rule    string
		held    []graph.Fact
		tx      graph.Tx
		put     []graph.Key
		deleted []graph.Key
	}{
		{rule: "nothing asked is nothing done"},
		{
			rule: "what is new is put, in key order", tx: graph.Tx{Put: []graph.Fact{bob(), adaFollowsBob(), ada()}},
			put: []graph.Key{"person/ada", "person/ada -follows-> person/bob", "person/bob"},
		},
		{rule: "what is put as it is, is no change", held: all, tx: graph.Tx{Put: all}},
		{rule: "another value is a change", held: all, tx: graph.Tx{Put: []graph.Fact{renamed, bob()}}, put: []graph.Key{"person/ada"}},
		{rule: "another origin is a change", held: all, tx: graph.Tx{Put: []graph.Fact{moved}}, put: []graph.Key{"person/ada"}},
		{rule: "deleting what is not there is no change", held: all, tx: graph.Tx{Delete: []graph.Key{"person/nobody", "person/nobody -follows-> person/ada", "nonsense"}}},
		{rule: "a node to which an edge leads is not pruned", held: all, tx: graph.Tx{Prune: []graph.Key{"person/ada", "person/nobody"}}},
		{
			rule: "a node to which no edge leads any more is pruned, with those that leave it", held: all,
			tx:      graph.Tx{Delete: []graph.Key{"person/eve -follows-> person/ada"}, Prune: []graph.Key{"person/ada"}},
			deleted: []graph.Key{"person/ada", "person/ada -follows-> person/bob", "person/eve -follows-> person/ada"},
		},
		{
			rule: "a node to which an edge is put is not pruned", held: all,
			tx:      graph.Tx{Put: []graph.Fact{graph.Edge("person/bob", "", "person/ada", "test", graph.Follows{})}, Delete: []graph.Key{"person/eve -follows-> person/ada"}, Prune: []graph.Key{"person/ada"}},
			put:     []graph.Key{"person/bob -follows-> person/ada"},
			deleted: []graph.Key{"person/eve -follows-> person/ada"},
		},
		{
			rule: "a deleted node takes its edges along, in both directions", held: all, tx: graph.Tx{Delete: []graph.Key{"person/bob"}},
			deleted: []graph.Key{"person/ada -follows-> person/bob", "person/bob", "person/bob -follows-> person/bob"},
		},
		{
			rule: "an edge may be deleted with its node", held: all, tx: graph.Tx{Delete: []graph.Key{"person/eve", "person/eve -follows-> person/ada", "person/eve"}},
			deleted: []graph.Key{"person/eve", "person/eve -follows-> person/ada"},
		},
		{rule: "an edge alone may be deleted", held: all, tx: graph.Tx{Delete: []graph.Key{adaFollowsBob().Key}}, deleted: []graph.Key{adaFollowsBob().Key}},
		{rule: "a condition that holds changes nothing by itself", held: all, tx: graph.Tx{If: []graph.Condition{{Key: "person/nobody"}}}},
	} {
		t.Run(test.rule, func(t *testing.T) {
			effect, err := test.tx.Effect(having(t, test.tx, test.held...))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([][]graph.Key{test.put, test.deleted}, [][]graph.Key{keysPut(effect), effect.Delete}); diff != "" {
				t.Errorf("Effect puts and deletes (- want + got):\n%s", diff)
			}
			if want := len(test.put)+len(test.deleted) == 0; effect.Empty() != want {
				t.Errorf("Empty = %v, want %v", !want, want)
			}
			if keys := effect.Keys(); len(keys) != len(test.put)+len(test.deleted) || !slices.IsSorted(keys) {
				t.Errorf("Keys = %q", keys)
			}
		})
	}
}

func TestNeeds(t *testing.T) {
	tx := graph.Tx{
		Put: []graph.Fact{adaFollowsBob(), ada()}, Delete: []graph.Key{"person/eve", "person/eve -follows-> person/ada"},
		If: []graph.Condition{{Key: "skill/go"}, {Key: "person/ada"}},
	}
	want := graph.Needs{
		Keys:    []graph.Key{"person/ada", "person/ada -follows-> person/bob", "person/bob", "person/eve", "person/eve -follows-> person/ada", "skill/go"},
		EdgesOf: []graph.Key{"person/eve"},
	}
	if diff := cmp.Diff(want, tx.Needs()); diff != "" {
		t.Errorf("Needs (- want + got):\n%s", diff)
	}
}

// TestEffectIsDone: what a transaction asks for is so after it, and then it has no effect.
func TestEffectIsDone(t *testing.T) {
	id := rapid.SampledFrom([]string{"a", "b", "c"})
	rapid.Check(t, func(t *rapid.T) {
		held := map[graph.Key]graph.Fact{}
		for range 8 {
			tx := drawTx(t, id)
			effect, err := tx.Effect(having(t, tx, values(held)...))
			if err != nil {
				continue
			}
			for _, key := range effect.Delete {
				delete(held, key)
			}
			for _, record := range effect.Put {
				fact, err := record.Fact()
				if err != nil {
					t.Fatal(err)
				}
				held[record.Key] = fact
			}
			checkDone(t, tx, held)
		}
	})
}

func drawTx(t *rapid.T, id *rapid.Generator[string]) graph.Tx {
	var tx graph.Tx
	for range rapid.IntRange(0, 4).Draw(t, "puts") {
		fact := graph.Node(id.Draw(t, "id"), id.Draw(t, "origin"), graph.Person{})
		if rapid.Bool().Draw(t, "edge") {
			fact = graph.Edge(fact.Key, "", graph.NodeKey(graph.KindPerson, id.Draw(t, "to")), "", graph.Follows{})
		}
		tx.Put = append(tx.Put, fact)
	}
	for range rapid.IntRange(0, 2).Draw(t, "deletes") {
		tx.Delete = append(tx.Delete, graph.NodeKey(graph.KindPerson, id.Draw(t, "gone")))
	}
	return tx
}

func checkDone(t *rapid.T, tx graph.Tx, held map[graph.Key]graph.Fact) {
	for _, fact := range tx.Put {
		if !cmp.Equal(held[fact.Key], fact) {
			t.Errorf("%q was put and is %+v", fact.Key, held[fact.Key])
		}
	}
	for key := range held {
		from, to := key.Ends()
		_, fromThere := held[from]
		_, toThere := held[to]
		if key.IsEdge() && (!fromThere || !toThere) {
			t.Errorf("%q dangles", key)
		}
	}
	if effect, err := tx.Effect(having(t, tx, values(held)...)); err != nil || !effect.Empty() {
		t.Errorf("done again, it has the effect %v, %v", effect, err)
	}
}

func values(held map[graph.Key]graph.Fact) []graph.Fact {
	var facts []graph.Fact
	for _, fact := range held {
		facts = append(facts, fact)
	}
	return facts
}
