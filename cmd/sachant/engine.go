package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
)

// engine is everything that answers people: the replica, the index, the gate before them.
type engine struct {
	store   graph.Store
	reader  graph.Reader
	replica *replica.Replica // nil where people are answered from the store itself
	index   *index.Index
	gate    *access.Gate
	finder  *search.Finder
	trouble atomic.Pointer[error] // why the store could not be followed just now
}

// start loads the replica and brings the index up to date.
func (w *workspace) start(ctx context.Context, o *options) (*engine, error) {
	e := &engine{}
	fetch(ctx, w.snapshotPath(), w.indexPath())
	watched := *w
	watched.store = &watchedStore{durable: w.store, trouble: &e.trouble}
	e.store, e.reader = watched.store, watched.store
	if o.replica {
		replica, err := watched.replica(ctx, o)
		if err != nil {
			return nil, fmt.Errorf("cannot load the graph: %w", err)
		}
		e.replica, e.reader = replica, replica
	}
	index, err := w.openIndex(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("cannot open the search index: %w; nothing is lost: make room or mend what is wrong, and start again", err)
	}
	e.index = index
	e.gate = access.NewGate(e.reader, e)
	e.finder = search.NewFinder(index, rank.DefaultWeights(), o.Now)
	return e, nil
}

// watchedStore answers at once, instead of trying for seconds, while the store is known to be
// away: a search then goes without excerpts, and a change is refused.
type watchedStore struct {
	durable
	trouble *atomic.Pointer[error]
}

// Unwrap is for [graph.BulkReaderOf].
func (w *watchedStore) Unwrap() graph.Store { return w.durable }

func (w *watchedStore) away() error {
	if trouble := w.trouble.Load(); trouble != nil && errors.Is(*trouble, graph.ErrUnavailable) {
		return *trouble
	}
	return nil
}

// Facts asks for no long texts while the store is away; what is read in brief, the follower
// reads, by which the store is found to be back.
func (w *watchedStore) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	if err := w.away(); err != nil && detail == graph.Whole {
		return nil, err
	}
	return w.durable.Facts(ctx, detail, keys...)
}

func (w *watchedStore) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	if err := w.away(); err != nil {
		return graph.Receipt{}, err
	}
	return w.durable.Commit(ctx, tx)
}

// Commit writes to the store and shows it at once to whoever asks this process. What is stored
// is acknowledged even where it cannot be shown yet: follow shows it later, and says why not now.
func (e *engine) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := e.store.Commit(ctx, tx)
	if err == nil || errors.Is(err, graph.ErrConflict) { // then too, what is there now has to be read
		_ = e.catchUp(ctx)
	}
	return receipt, err
}

// catchUp brings the replica and the index to the head of the log.
func (e *engine) catchUp(ctx context.Context) error {
	if e.replica != nil {
		if err := e.replica.CatchUp(ctx); err != nil {
			return fmt.Errorf("cannot follow the log: %w", err)
		}
	}
	if err := e.index.CatchUp(ctx); err != nil {
		return fmt.Errorf("cannot index the latest changes: %w", err)
	}
	return nil
}

func (e *engine) Close() error { return e.index.Close() }

// revision is that of the latest change that people are shown.
func (e *engine) revision() int64 { return e.index.Revision() }

// followEvery is how often a server looks whether another process changed something.
const followEvery = 500 * time.Millisecond

// follow keeps up with what other processes commit, until the context ends. While the store is
// away, people are answered from the replica.
func (e *engine) follow(ctx context.Context, log zerolog.Logger) {
	ticker := time.NewTicker(followEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			e.note(ctx, log, e.catchUp(ctx))
		}
	}
}

// note remembers whether the store could be followed, and logs when that changes.
func (e *engine) note(ctx context.Context, log zerolog.Logger, err error) {
	if ctx.Err() != nil {
		return
	}
	was := e.trouble.Load()
	switch {
	case err != nil && was == nil:
		log.Error().Err(err).Msg("the store cannot be followed; people are answered from what is known so far")
	case err == nil && was != nil:
		log.Info().Int64("revision", e.revision()).Msg("the store can be followed again")
	}
	if err == nil {
		e.trouble.Store(nil)
		return
	}
	e.trouble.Store(&err)
}

// ready says why people are not shown the latest, or cannot change anything.
func (e *engine) ready(context.Context) error {
	if trouble := e.trouble.Load(); trouble != nil {
		return errors.Join(*trouble)
	}
	return nil
}
