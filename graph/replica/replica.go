// Package replica keeps one: a copy of a graph in memory that follows the log of the
// store it came from. Every search reads from one, which is what makes it take a millisecond
// whichever store is behind.
//
// Why it is shaped as it is. A company's graph has several times more edges than nodes, so
// an edge is 24 bytes without a pointer in it, which the garbage collector need not look at, and
// a place in two lists of numbers; the text of its key is made when somebody asks. Nodes, texts
// and values that repeat are numbered; contributions are kept in brief, and made whole when handed out. Long texts are not here: reading a
// fact whole fetches it from the store behind.
//
// A state never changes once it is shown. Following the log makes a new one that shares all
// but the pages it changed, and then shows it at once: readers wait for nobody, and a scan sees
// one revision however long it takes. Loaded edges are numbered in key order, so sorting an
// answer is sorting numbers; those that came later are compared by text, and once they are
// many, everything is numbered anew.
package replica

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/sachant/sachant/graph"
)

// errTooLarge says that edges have no numbers any more.
var errTooLarge = fmt.Errorf("the graph has more than %d edges, which no replica holds: serve it with --replica=false", mostEdges)

// Replica is a graph in memory. It is safe for use by many goroutines.
type Replica struct {
	store  graph.Store
	kinds  kinds
	shown  atomic.Pointer[Snapshot]
	turn   chan struct{} // held by whoever makes the next state
	intern *interner     // of the state shown; for the holder of the turn
	recent changelog
}

var _ graph.Reader = (*Replica)(nil)

// Follow loads a replica of a store. From then on CatchUp keeps it in step; closing the store
// is left to the caller.
func Follow(ctx context.Context, store graph.Store) (*Replica, error) {
	replica := &Replica{store: store, kinds: newKinds(), turn: make(chan struct{}, 1)}
	if err := replica.load(ctx); err != nil {
		return nil, err
	}
	return replica, nil
}

// Revision is that of the state shown.
func (r *Replica) Revision() int64 { return r.shown.Load().revision }

// CatchUp applies what the log holds up to its head, then shows the new state at once. Where
// the log has been cut too far, it loads everything again.
func (r *Replica) CatchUp(ctx context.Context) error {
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	shown := r.shown.Load()
	changed, revision, err := r.gather(ctx, shown.revision)
	switch {
	case errors.Is(err, graph.ErrLogTruncated):
		return r.load(ctx)
	case err != nil:
		return fmt.Errorf("follow the log from revision %d: %w", shown.revision, err)
	case revision == shown.revision:
		return nil
	case int(shown.edges.length)+len(changed) > mostEdges:
		return errTooLarge
	}
	next := r.tidy(r.apply(shown, changed, revision))
	r.recent.note(shown, next, changed)
	r.put(next)
	return nil
}

func (r *Replica) load(ctx context.Context) error {
	builder := newBuilder(r.kinds)
	revision, err := builder.load(ctx, r.store)
	if err == nil && builder.edges.length > mostEdges {
		err = errTooLarge
	}
	if err != nil {
		return fmt.Errorf("load the replica: %w", err)
	}
	r.show(builder, revision)
	return nil
}

// load fills the builder with all that a store holds.
func (b *builder) load(ctx context.Context, store graph.Store) (int64, error) {
	if bulk, ok := graph.BulkReaderOf(store); ok {
		return b.loadByNumber(ctx, bulk)
	}
	return store.Scan(ctx, graph.Brief, b.add)
}

func (r *Replica) show(builder *builder, revision int64) {
	r.intern = builder.interner
	r.put(builder.finish(revision))
}

// put shows a state from now on.
func (r *Replica) put(next *Snapshot) {
	next.behind = r
	r.shown.Store(next)
}

// delta is what became of facts: those that are gone have no value.
type delta map[graph.Key]graph.Fact

// gather reads what the log names after a revision. While it reads, more may be committed, and
// then what it read is of no single revision; so it goes on until nothing was.
func (r *Replica) gather(ctx context.Context, after int64) (delta, int64, error) {
	changed := delta{}
	for {
		keys, head, err := r.named(ctx, after)
		if err != nil || head == after {
			return changed, head, err
		}
		if err := r.fetch(ctx, keys, changed); err != nil {
			return nil, 0, err
		}
		after = head
	}
}

// named are the keys that the log names after a revision, and its head.
func (r *Replica) named(ctx context.Context, after int64) ([]graph.Key, int64, error) {
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

// fetched is how many facts are asked for at once.
const fetched = 10_000

func (r *Replica) fetch(ctx context.Context, keys []graph.Key, into delta) error {
	for part := range slices.Chunk(keys, fetched) {
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
