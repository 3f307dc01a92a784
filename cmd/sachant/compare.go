package main

import (
	"context"
	"fmt"
	"hash/maphash"
	"reflect"

	"github.com/sachant/sachant/graph"
)

func keyHash() func(graph.Key) uint64 {
	seed := maphash.MakeSeed()
	return func(key graph.Key) uint64 { return maphash.String(seed, string(key)) }
}

// facts checks each fact for itself, against the log, and that edges have both ends.
func (a logAudit) facts(ctx context.Context, store graph.Store, detail graph.Detail, found func(string, ...any)) error {
	nodes, wanted := map[graph.Key]bool{}, map[graph.Key]graph.Key{}
	previous := graph.Key("")
	revision, err := store.Scan(ctx, detail, func(fact graph.Fact) error {
		if fact.Key <= previous {
			found("store: %q comes after %q, against the order of keys", fact.Key, previous)
		}
		previous = fact.Key
		a.fact(fact, found)
		if from, to := fact.Key.Ends(); from == "" {
			nodes[fact.Key] = true
			delete(wanted, fact.Key)
		} else if !nodes[from] {
			found("store: edge %q dangles, there is no %q", fact.Key, from)
		} else if !nodes[to] {
			wanted[to] = fact.Key
		}
		return nil
	})
	if err != nil {
		return err
	}
	for end, edge := range wanted {
		found("store: edge %q dangles, there is no %q", edge, end)
	}
	return a.ends(ctx, store, revision, found)
}

// ends checks that the log ends where the store is, unless somebody has committed since.
func (a logAudit) ends(ctx context.Context, store graph.Store, revision int64, found func(string, ...any)) error {
	if revision < a.head {
		found("log: it goes on to revision %d, the store is at %d", a.head, revision)
	}
	if revision <= a.head {
		return nil
	}
	since, err := store.Changes(ctx, a.head)
	if err == nil && len(since) == 0 {
		found("log: it ends at revision %d, the store is at %d", a.head, revision)
	}
	return err
}

func (a logAudit) fact(fact graph.Fact, found func(string, ...any)) {
	if err := fact.Key.Check(); err != nil {
		found("store: %v", err)
	}
	if fact.Value == nil || fact.Value.Kind() != fact.Key.Kind() {
		found("store: %q does not hold a %s", fact.Key, fact.Key.Kind())
	}
	named, isNamed := a.last[a.hash(fact.Key)]
	switch {
	case fact.Revision > a.head: // committed since the log was read
	case fact.Revision <= a.start && isNamed:
		found("log: %q changed at revision %d by the log, at %d by the store", fact.Key, named, fact.Revision)
	case fact.Revision > a.start && named != fact.Revision && named <= a.head:
		found("log: %q changed at revision %d by the store, at %d by the log", fact.Key, fact.Revision, named)
	}
}

// comparedAtOnce is how many facts are looked up together.
const comparedAtOnce = 5_000

// compareReaders names facts that two readers hold differently. Where somebody commits
// meanwhile, only what both had is compared.
func compareReaders(ctx context.Context, store, replica graph.Reader, found func(string, ...any)) error {
	var chunk []graph.Fact
	total := 0
	flush := func() error {
		err := compareFacts(ctx, replica, chunk, found)
		total += len(chunk)
		chunk = chunk[:0]
		return err
	}
	revision, err := store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if chunk = append(chunk, fact); len(chunk) < comparedAtOnce {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return fmt.Errorf("compare the replica with the store: %w", err)
	}
	held := 0
	shown, err := replica.Scan(ctx, graph.Brief, func(graph.Fact) error { held++; return nil })
	if err == nil && shown == revision && held != total {
		found("replica: it holds %d facts, the store %d", held, total)
	}
	return err
}

func compareFacts(ctx context.Context, replica graph.Reader, facts []graph.Fact, found func(string, ...any)) error {
	keys := make([]graph.Key, len(facts))
	for i, fact := range facts {
		keys[i] = fact.Key
	}
	copies, err := replica.Facts(ctx, graph.Brief, keys...)
	if err != nil {
		return err
	}
	held := graph.ByKey(copies)
	for _, fact := range facts {
		if copied, there := held[fact.Key]; !there {
			found("replica: it lacks %q", fact.Key)
		} else if copied.Revision == fact.Revision && !equal(copied, fact) {
			found("replica: %q differs from the store's", fact.Key)
		}
	}
	return nil
}

// equal compares two facts of one key and revision. Most values are compared in a fiftieth of the
// time that it takes to look through them in general.
func equal(a, b graph.Fact) bool {
	if a.Value != nil && a.Origin == b.Origin && a.At == b.At && reflect.TypeOf(a.Value).Comparable() && a.Value == b.Value {
		return true
	}
	return reflect.DeepEqual(a, b)
}
