package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sachant/sachant/graph"
)

func randomTests() []storeTest {
	var tests []storeTest
	for seed := range uint64(3) {
		tests = append(tests, storeTest{fmt.Sprintf("random transactions, seed %d", seed), func(t *testing.T, store Store) {
			runRandom(t, store, rand.New(rand.NewPCG(seed, 0)))
		}})
	}
	return tests
}

// model is a graph, and the rules of a commit in the plainest words: the revision at which
// each fact was written, and what it says.
type model struct {
	head  int64
	facts map[graph.Key]graph.Fact
}

// commit gives the model after a transaction, and what changed.
func (m model) commit(tx graph.Tx) (after model, changed []graph.Key, err error) {
	for _, condition := range tx.If {
		if m.facts[condition.Key].Revision != condition.Revision {
			return m, nil, graph.ErrConflict
		}
	}
	after = model{m.head + 1, map[graph.Key]graph.Fact{}}
	for key, fact := range m.facts {
		from, to := key.Ends()
		if !slices.Contains(tx.Delete, key) && !slices.Contains(tx.Delete, from) && !slices.Contains(tx.Delete, to) {
			after.facts[key] = fact
		}
	}
	seen := map[graph.Key]bool{}
	for _, fact := range tx.Put {
		if seen[fact.Key] || slices.Contains(tx.Delete, fact.Key) {
			return m, nil, graph.ErrInvalid
		}
		seen[fact.Key] = true
		if old, there := after.facts[fact.Key]; !there || !cmp.Equal(without([]graph.Fact{old}), without([]graph.Fact{fact})) {
			fact.Revision = after.head
			after.facts[fact.Key] = fact
		}
	}
	if after.dangles() {
		return m, nil, graph.ErrInvalid
	}
	if changed = m.difference(after); len(changed) == 0 {
		return m, nil, nil
	}
	return after, changed, nil
}

func (m model) dangles() bool {
	for key := range m.facts {
		for _, end := range ends(key) {
			if _, there := m.facts[end]; !there {
				return true
			}
		}
	}
	return false
}

func ends(key graph.Key) []graph.Key {
	if from, to := key.Ends(); from != "" {
		return []graph.Key{from, to}
	}
	return nil
}

func (m model) difference(other model) []graph.Key {
	var changed []graph.Key
	for key, fact := range m.facts {
		if now, there := other.facts[key]; !there || now.Revision != fact.Revision {
			changed = append(changed, key)
		}
	}
	for key := range other.facts {
		if _, there := m.facts[key]; !there {
			changed = append(changed, key)
		}
	}
	return sorted(changed)
}

func runRandom(t *testing.T, store graph.Store, random *rand.Rand) {
	want := model{facts: map[graph.Key]graph.Fact{}}
	follower := follower{facts: map[graph.Key]graph.Fact{}}
	for step := range 300 {
		tx := randomTx(random, want)
		after, changed, wanted := want.commit(tx)
		receipt, err := store.Commit(t.Context(), tx)
		if (wanted == nil) != (err == nil) || !errors.Is(err, wanted) {
			t.Fatalf("step %d: Commit(%+v): %v, want %v", step, tx, err, wanted)
		}
		want = after
		if err == nil && (receipt.Revision != want.head || receipt.Put+receipt.Deleted != len(changed)) {
			t.Fatalf("step %d: Commit(%+v) = %+v, want revision %d and %d changes", step, tx, receipt, want.head, len(changed))
		}
		checkEntry(t, store, follower.revision, changed)
		follower.follow(t, store)
		if step%20 == 0 || step == 299 {
			checkAll(t, store, &follower, want)
		}
		if t.Failed() {
			t.Fatalf("after step %d, %+v", step, tx)
		}
	}
}

// checkEntry checks that the log's new entry, if any, names exactly what changed.
func checkEntry(t *testing.T, store graph.Store, before int64, changed []graph.Key) {
	t.Helper()
	var named []graph.Key
	for _, change := range changesAfter(t, store, before) {
		named = append(named, change.Keys...)
	}
	if !slices.Equal(changed, named) {
		t.Errorf("the log names %q, want %q", named, changed)
	}
}

func checkAll(t *testing.T, store graph.Store, follower *follower, want model) {
	t.Helper()
	scanned := follower.check(t, store)
	got := map[graph.Key]graph.Fact{}
	for _, fact := range scanned {
		got[fact.Key] = graph.Fact{Key: fact.Key, Origin: fact.Origin, Revision: fact.Revision, Value: fact.Value}
	}
	if diff := cmp.Diff(want.facts, got); diff != "" {
		t.Errorf("the store differs from the model (- model + store):\n%s", diff)
	}
	if (model{facts: got}).dangles() {
		t.Errorf("an edge dangles in %q", keysOf(scanned))
	}
	checkEdges(t, store, scanned)
}

// checkEdges compares Edges of every node, kind and direction with a filtered scan.
func checkEdges(t *testing.T, store graph.Store, scanned []graph.Fact) {
	t.Helper()
	for _, node := range universe() {
		for _, direction := range []graph.Direction{graph.Out, graph.Into} {
			for _, kinds := range [][]graph.Kind{nil, {graph.KindFollows}, {graph.KindDeclares, graph.KindReportsTo}} {
				want := slices.DeleteFunc(slices.Clone(scanned), func(fact graph.Fact) bool {
					end := fact.From()
					if direction == graph.Into {
						end = fact.To()
					}
					return end != node || (len(kinds) > 0 && !slices.Contains(kinds, fact.Key.Kind()))
				})
				got := edges(t, store, []graph.Key{node}, direction, kinds...)
				if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("Edges(%s, %v, %v) differs from a filtered scan (- scan + edges):\n%s", node, direction, kinds, diff)
				}
			}
		}
	}
}

// universe is few nodes, so that random transactions meet.
func universe() []graph.Key {
	var keys []graph.Key
	for _, id := range []string{"a", "a-b", "a/b", "b", "c"} {
		keys = append(keys, graph.NodeKey(graph.KindPerson, id))
	}
	return append(keys, "skill/go", "skill/go-lang", "contribution/1")
}

func randomTx(random *rand.Rand, now model) graph.Tx {
	tx := graph.Tx{Actor: actor}
	for range random.IntN(6) {
		tx.Put = append(tx.Put, randomFact(random))
	}
	for range random.IntN(3) {
		tx.Delete = append(tx.Delete, randomFact(random).Key)
	}
	if random.IntN(3) == 0 {
		key := randomFact(random).Key
		tx.If = append(tx.If, graph.Condition{Key: key, Revision: now.facts[key].Revision})
	}
	if len(tx.If) > 0 && random.IntN(4) == 0 {
		tx.If[0].Revision = random.Int64N(now.head + 2)
	}
	return tx
}

func randomFact(random *rand.Rand) graph.Fact {
	pick := func(from, to int) graph.Key { return universe()[from+random.IntN(to-from)] }
	text := string(rune('a' + random.IntN(3)))
	var fact graph.Fact
	switch random.IntN(9) {
	case 0, 1, 2:
		fact = graph.Fact{Key: pick(0, 5), Value: graph.Person{DisplayName: text}}
	case 3:
		fact = graph.Fact{Key: pick(5, 7), Value: graph.Skill{AltLabel: []string{text}}}
	case 4:
		fact = graph.Fact{Key: "contribution/1", Value: graph.Contribution{Content: text[:random.IntN(2)]}}
	case 5:
		fact = graph.Edge(pick(0, 5), "", pick(0, 5), "", graph.ReportsTo{})
	case 6:
		fact = graph.Edge(pick(0, 5), []string{"", "self", "interview/1"}[random.IntN(3)], pick(5, 7), "", graph.Declares{HeldRaw: text})
	default:
		fact = graph.Edge(pick(0, 5), "", pick(0, 5), "", graph.Follows{})
	}
	fact.Origin = []string{"one", "two"}[random.IntN(2)]
	return fact
}
