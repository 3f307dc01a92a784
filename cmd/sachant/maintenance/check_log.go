package maintenance

import (
	"context"
	"errors"
	"hash/maphash"
	"time"

	"github.com/sachant/sachant/graph"
)

// logStart returns the revision after which the log begins: 0, or, of a log that was cut, the least that
// the store does not refuse, by binary search.
func logStart(ctx context.Context, store graph.Store) (int64, error) {
	refused := func(after int64) (bool, error) {
		_, err := store.Changes(ctx, after)
		if errors.Is(err, graph.ErrLogTruncated) {
			return true, nil
		}
		return false, err
	}
	if cut, err := refused(0); err != nil || !cut {
		return 0, err
	}
	revision, err := store.Head(ctx)
	if err != nil {
		return 0, err
	}
	below, above := int64(0), revision
	for above-below > 1 {
		middle := (below + above) / 2
		cut, err := refused(middle)
		if err != nil {
			return 0, err
		}
		if cut {
			below = middle
		} else {
			above = middle
		}
	}
	return above, nil
}

// logAudit holds, by the hash of its key, the last revision in the log that names each fact.
type logAudit struct {
	start, head int64
	last        map[uint64]int64
	hash        func(graph.Key) uint64
}

// auditLog reads the log and names its gaps.
func auditLog(ctx context.Context, store graph.Store, found func(string, ...any)) (logAudit, error) {
	start, err := logStart(ctx, store)
	seed := maphash.MakeSeed()
	audit := logAudit{start: start, head: start, last: map[uint64]int64{}, hash: func(key graph.Key) uint64 { return maphash.String(seed, string(key)) }}
	at := time.Time{}
	for err == nil {
		var changes []graph.Change
		if changes, err = store.Changes(ctx, audit.head); err != nil || len(changes) == 0 {
			break
		}
		for _, change := range changes {
			audit.add(change, at, found)
			at = change.At
		}
	}
	return audit, err
}

func (a *logAudit) add(change graph.Change, before time.Time, found func(string, ...any)) {
	if change.Revision != a.head+1 {
		found("log: revision %d is followed by %d", a.head, change.Revision)
	}
	if change.At.Before(before) {
		found("log: revision %d is of an earlier time than the one before", change.Revision)
	}
	a.head = change.Revision
	for _, key := range change.Keys {
		if err := key.Check(); err != nil {
			found("log: revision %d: %v", change.Revision, err)
		}
		a.last[a.hash(key)] = change.Revision
	}
}

// facts checks each fact by itself and against the log, and that edges have both ends.
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

// ends checks that the log ends at the revision of the store, unless there was a commit since.
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
