// Package storetest says what a store must do: one suite, without switches, that every store
// passes, and benchmarks for each.
//
// Why without switches. Search, ranking and privacy rest on what two stores have in common; a
// case that one of them may skip would be a case that nobody can rely on. A new behaviour
// starts as a case here and then holds for all. The random case is the one that finds what
// nobody thought of: it compares a store with a model that states the rules of a commit a
// second time, in the plainest way.
package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
)

// Store is what the suite checks: the contract, and what every store of ours keeps beside it.
type Store interface {
	graph.Store
	// Truncate forgets the changes up to and with a revision.
	Truncate(ctx context.Context, upTo int64) error
	// InstallationKey returns the key kept here; where none is, it keeps the one offered. It
	// returns nil where there is neither.
	InstallationKey(ctx context.Context, offered []byte) ([]byte, error)
}

// Run checks a store; open returns an empty one, and closes it when the test ends.
func Run(t *testing.T, open func(t *testing.T) Store) {
	RunReader(t, func(t *testing.T, facts []graph.Fact) graph.Reader {
		store := open(t)
		commit(t, store, graph.Tx{Actor: actor, Put: facts})
		return store
	})
	for _, test := range slices.Concat(commitTests(), logTests(), ownershipTests(), randomTests(), rekeyTests()) {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

// RunReader checks a reader; load gives one that holds the facts, committed at once as the
// first revision.
func RunReader(t *testing.T, load func(t *testing.T, facts []graph.Fact) graph.Reader) {
	for _, test := range slices.Concat(readTests(), orderTests(), valueTests()) {
		t.Run(test.name, func(t *testing.T) { test.run(t, load(t, slices.Clone(test.facts))) })
	}
}

type storeTest struct {
	name string
	run  func(t *testing.T, store Store)
}

type readerTest struct {
	name  string
	facts []graph.Fact
	run   func(t *testing.T, reader graph.Reader)
}

const (
	actor  = "import:test"
	origin = "test"
)

func commit(t testing.TB, store graph.Store, tx graph.Tx) graph.Receipt {
	t.Helper()
	receipt, err := store.Commit(t.Context(), tx)
	if err != nil {
		t.Fatalf("Commit: %v", err)
	}
	return receipt
}

func put(t testing.TB, store graph.Store, facts ...graph.Fact) graph.Receipt {
	t.Helper()
	return commit(t, store, graph.Tx{Actor: actor, Put: facts})
}

// refused checks that a commit fails for a reason and leaves no trace.
func refused(t *testing.T, store graph.Store, tx graph.Tx, reason error) {
	t.Helper()
	before, revision := scan(t, store)
	receipt, err := store.Commit(t.Context(), tx)
	if !errors.Is(err, reason) {
		t.Errorf("Commit = %+v, %v; want an error that is %q", receipt, err, reason)
	}
	after, now := scan(t, store)
	if diff := cmp.Diff(before, after); diff != "" || now != revision {
		t.Errorf("a refused commit left a trace, revision %d → %d (- before + after):\n%s", revision, now, diff)
	}
	if changes := changesAfter(t, store, revision); len(changes) > 0 {
		t.Errorf("a refused commit is in the log: %+v", changes)
	}
}

func scan(t testing.TB, reader graph.Reader, kinds ...graph.Kind) ([]graph.Fact, int64) {
	t.Helper()
	return scanAs(t, reader, graph.Whole, kinds...)
}

func scanAs(t testing.TB, reader graph.Reader, detail graph.Detail, kinds ...graph.Kind) ([]graph.Fact, int64) {
	t.Helper()
	var found []graph.Fact
	revision, err := reader.Scan(t.Context(), detail, func(fact graph.Fact) error {
		found = append(found, fact)
		return nil
	}, kinds...)
	if err != nil {
		t.Fatalf("Scan(%v): %v", kinds, err)
	}
	return found, revision
}

func facts(t testing.TB, reader graph.Reader, detail graph.Detail, keys ...graph.Key) []graph.Fact {
	t.Helper()
	found, err := reader.Facts(t.Context(), detail, keys...)
	if err != nil {
		t.Fatalf("Facts: %v", err)
	}
	return found
}

func edges(t testing.TB, reader graph.Reader, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) []graph.Fact {
	t.Helper()
	found, err := reader.Edges(t.Context(), nodes, direction, kinds...)
	if err != nil {
		t.Fatalf("Edges: %v", err)
	}
	return found
}

// changesAfter reads the log to its end.
func changesAfter(t testing.TB, store graph.Store, after int64) []graph.Change {
	t.Helper()
	var all []graph.Change
	for {
		changes, err := store.Changes(t.Context(), after)
		if err != nil {
			t.Fatalf("Changes(%d): %v", after, err)
		}
		if len(changes) == 0 {
			return all
		}
		all = append(all, changes...)
		after = changes[len(changes)-1].Revision
	}
}

func keysOf(facts []graph.Fact) []graph.Key {
	keys := make([]graph.Key, len(facts))
	for i, fact := range facts {
		keys[i] = fact.Key
	}
	return keys
}

func wantKeys(t testing.TB, call string, got []graph.Fact, want ...graph.Key) {
	t.Helper()
	if diff := cmp.Diff(append([]graph.Key{}, want...), keysOf(got)); diff != "" {
		t.Errorf("%s (- want + got):\n%s", call, diff)
	}
}

// sorted is a sorted copy, each key once.
func sorted(keys []graph.Key) []graph.Key {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return slices.Compact(keys)
}

// without takes away what the store sets, to compare facts with those that were put.
func without(facts []graph.Fact) []graph.Fact {
	plain := make([]graph.Fact, len(facts))
	for i, fact := range facts {
		plain[i] = graph.Fact{Key: fact.Key, Origin: fact.Origin, Value: fact.Value}
	}
	return plain
}

func person(id, name string) graph.Fact {
	return graph.Node(id, origin, graph.Person{DisplayName: name})
}

func follows(from, to graph.Fact) graph.Fact {
	return graph.Edge(from.Key, "", to.Key, origin, graph.Follows{})
}

func cancelled(t testing.TB) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
