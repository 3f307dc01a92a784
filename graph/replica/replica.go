// Package replica keeps a copy of a graph in memory that follows the log of the store it came from.
// Every search reads from one, so that it takes a millisecond whichever store is behind.
//
// A company's graph has several times more edges than nodes, so an edge is 24 bytes without a pointer
// in it, which the garbage collector need not look at, and an entry in each of two lists; the text of
// its key is made when it is read. Nodes, texts and values that repeat are numbered; contributions are
// packed. Long texts are not here: reading a fact whole reads it from the store.
//
// A [Snapshot] never changes. Following the log makes a new one that shares all but the pages that
// changed, and then publishes it at once: no reader waits, and a scan sees one revision however
// long it takes. Loaded edges are numbered in key order, so sorting a result is sorting numbers; those
// that came later are compared by text, and once they are many, everything is numbered anew.
package replica

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/sachant/sachant/graph"
)

// errTooLarge says that there are no numbers left.
var errTooLarge = fmt.Errorf("the graph has more than %d nodes or edges, which no replica holds", maxEdges)

// Replica is a graph in memory. It is safe for use by many goroutines.
type Replica struct {
	store     graph.Store
	kinds     kinds
	current   atomic.Pointer[Snapshot]
	writer    chan struct{} // held while the next snapshot is made
	intern    *interner     // of the current snapshot; for the holder of writer
	changelog changelog
}

var (
	_ graph.Reader = (*Replica)(nil)
	_ graph.Reader = (*Snapshot)(nil)
)

// Follow loads a replica of a store. From then on CatchUp keeps it in step; closing the store
// is left to the caller.
func Follow(ctx context.Context, store graph.Store) (*Replica, error) {
	replica := newReplica(store)
	if err := replica.load(ctx); err != nil {
		return nil, err
	}
	return replica, nil
}

func newReplica(store graph.Store) *Replica {
	return &Replica{store: store, kinds: newKinds(), writer: make(chan struct{}, 1)}
}

// Snapshot returns the graph as of now: the same as long as the revision is.
func (r *Replica) Snapshot() *Snapshot { return r.current.Load() }

// Revision returns that of the current snapshot.
func (r *Replica) Revision() int64 { return r.Snapshot().revision }

// CatchUp applies what the log holds up to its head, then publishes the new snapshot at once. Where
// the log has been cut too far, it loads everything again.
func (r *Replica) CatchUp(ctx context.Context) error {
	select {
	case r.writer <- struct{}{}:
		defer func() { <-r.writer }()
	case <-ctx.Done():
		return ctx.Err()
	}
	before := r.Snapshot()
	changed, revision, err := r.readChanges(ctx, before.revision)
	switch {
	case errors.Is(err, graph.ErrLogTruncated):
		return r.load(ctx)
	case err != nil:
		return fmt.Errorf("follow the log from revision %d: %w", before.revision, err)
	case revision == before.revision:
		return nil
	case int(before.edges.length)+len(changed) > maxEdges || int(before.nodes.length)+len(changed) > maxNodes:
		return errTooLarge
	}
	next := r.renumber(r.apply(before, changed, revision))
	r.changelog.add(before, next, changed)
	r.publish(next)
	return nil
}

func (r *Replica) load(ctx context.Context) error {
	builder := newBuilder(r.kinds)
	revision, err := builder.load(ctx, r.store)
	if err == nil && (builder.edges.length > maxEdges || builder.nodes.length > maxNodes) {
		err = errTooLarge
	}
	if err != nil {
		return fmt.Errorf("load the replica: %w", err)
	}
	r.show(builder, revision)
	return nil
}

func (r *Replica) show(builder *builder, revision int64) {
	r.intern = builder.interner
	r.publish(builder.finish(revision))
}

func (r *Replica) publish(next *Snapshot) {
	next.replica = r
	r.current.Store(next)
}

// readChanges reads the facts that the log names after a revision. More may be committed while it reads,
// and then what it read is of no single revision; so it goes on until nothing was.
func (r *Replica) readChanges(ctx context.Context, after int64) (delta, int64, error) {
	changed := delta{}
	for {
		keys, head, err := r.changedKeys(ctx, after)
		if err != nil || head == after {
			return changed, head, err
		}
		if err := r.readFacts(ctx, keys, changed); err != nil {
			return nil, 0, err
		}
		after = head
	}
}

// changedKeys returns the keys that the log names after a revision, and its head.
func (r *Replica) changedKeys(ctx context.Context, after int64) ([]graph.Key, int64, error) {
	var keys []graph.Key
	for {
		changes, err := r.store.Changes(ctx, after)
		if err != nil || len(changes) == 0 {
			slices.Sort(keys)
			return slices.Compact(keys), after, err
		}
		for _, change := range changes {
			keys = append(keys, change.Keys...)
		}
		after = changes[len(changes)-1].Revision
	}
}

// readBatch is how many facts are read at once.
const readBatch = 10_000

func (r *Replica) readFacts(ctx context.Context, keys []graph.Key, into delta) error {
	for part := range slices.Chunk(keys, readBatch) {
		facts, err := r.store.Facts(ctx, graph.Brief, part...)
		if err != nil {
			return err
		}
		for _, key := range part {
			into[key] = graph.Fact{Key: key}
		}
		for _, fact := range facts {
			into[fact.Key] = fact
		}
	}
	return nil
}
