package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/rank"
	"github.com/sachant/sachant/search/vocabulary"
)

// searcher finds experts in the facts of a reader, for viewers.
type searcher struct {
	reader graph.Reader
	index  *index.Index
	gate   *access.Gate
	finder *search.Finder
}

// openSearcher opens the search index and brings it up to date. Changes go to the committer.
func (i *installation) openSearcher(ctx context.Context, o *options, reader graph.Reader, committer access.Committer) (searcher, error) {
	index, err := i.openIndex(ctx, o)
	if err != nil {
		return searcher{}, fmt.Errorf("cannot open the search index: %w; nothing is lost: make room or mend what is wrong, and start again", err)
	}
	finder := search.NewFinder(index, rank.DefaultWeights(), o.Now)
	labels, err := i.readVocabulary(ctx, o)
	if err != nil {
		return searcher{}, fmt.Errorf("cannot read the vocabulary: %w", err)
	}
	finder.Synonyms = o.synonyms(func() *vocabulary.Index { return labels })
	gate := access.NewGate(reader, committer)
	gate.Policy = o.policy
	return searcher{reader, index, gate, finder}, nil
}

func (s *searcher) Close() error { return s.index.Close() }

// server is a searcher over a replica that follows the log of the store.
type server struct {
	searcher
	store         graph.Store
	replica       *replica.Replica
	followFailure atomic.Pointer[error] // why the last attempt to follow the store failed, or nil
	follower      sync.WaitGroup
	vocabulary    *vocabularyFollower
	stop          context.CancelFunc // of the follower
	namer         graph.Namer
	model         *model.Client // nil where none is configured

	importing  context.Context // ends with the server, and the imports on pages with it
	endImports context.CancelFunc
	imports    sync.WaitGroup
}

// startServer loads the replica and brings the index up to date.
func (i *installation) startServer(ctx context.Context, o *options) (*server, error) {
	s := &server{stop: func() {}, namer: i.namer}
	s.importing, s.endImports = context.WithCancel(context.WithoutCancel(ctx))
	guarded := *i
	guarded.store = &circuitBreaker{durable: i.store, failure: &s.followFailure}
	s.store = guarded.store
	var err error
	if s.replica, err = guarded.loadReplica(ctx, o); err != nil {
		return nil, fmt.Errorf("cannot load the graph: %w", err)
	}
	// The index reads long texts to catch up, by which the follower notices that the store is back.
	if s.searcher, err = i.openSearcher(ctx, o, s.replica, s); err != nil {
		return nil, err
	}
	if s.model, err = o.openModel(ctx, i, s.mask()); err != nil {
		return nil, err
	}
	if s.vocabulary, err = s.followVocabulary(ctx, &guarded, o); err != nil {
		return nil, err
	}
	s.finder.Synonyms = o.synonyms(s.vocabulary.current)
	return s, nil
}

// Close stops the follower and the imports and waits for them, then closes the index.
func (s *server) Close() error {
	s.stop()
	s.endImports()
	s.follower.Wait()
	s.imports.Wait()
	return s.searcher.Close()
}

// background runs a function beside the answers; its context ends with the server, which waits for it.
func (s *server) background(run func(context.Context)) { s.imports.Go(func() { run(s.importing) }) }

// Commit writes to the store and shows the change at once to users of this process. A change that
// is stored but cannot be shown yet is acknowledged: the follower shows it later and logs the error.
func (s *server) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := s.store.Commit(ctx, tx)
	if err == nil || errors.Is(err, graph.ErrConflict) { // what is there now has to be read in both cases
		_ = s.catchUp(ctx)
	}
	return receipt, err
}

// catchUp brings the replica and the index to the head of the log.
func (s *server) catchUp(ctx context.Context) error {
	if err := s.replica.CatchUp(ctx); err != nil {
		return fmt.Errorf("cannot follow the log: %w", err)
	}
	if err := s.index.CatchUp(ctx); err != nil {
		return fmt.Errorf("cannot index the latest changes: %w", err)
	}
	return nil
}

// revision is that of the latest change that users are shown.
func (s *server) revision() int64 { return s.index.Revision() }

// revisionOf returns a function whose result differs where facts of some kinds have changed since the last call. Most
// commits concern none of them, so what was read of them can be kept.
func (s *server) revisionOf(kinds ...graph.Kind) func() int64 {
	var mutex sync.Mutex
	seen, revision := s.replica.Snapshot(), int64(0)
	return func() int64 {
		mutex.Lock()
		defer mutex.Unlock()
		now := s.replica.Snapshot()
		if now == seen {
			return revision
		}
		changed, known := now.Since(seen)
		if !known || slices.ContainsFunc(changed, func(key graph.Key) bool { return slices.Contains(kinds, key.Kind()) }) {
			revision++
		}
		seen = now
		return revision
	}
}

// followEvery is how often a server looks whether another process changed something.
const followEvery = 500 * time.Millisecond

// follow starts to apply what other processes commit, until the server is closed. While the store is
// unavailable, queries are answered from the replica.
func (s *server) follow(log zerolog.Logger, every time.Duration) {
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	s.follower.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				s.noteFollowed(ctx, log, s.catchUp(ctx))
			}
		}
	})
}

// noteFollowed keeps whether the store could be followed, and logs when that changes.
func (s *server) noteFollowed(ctx context.Context, log zerolog.Logger, err error) {
	if ctx.Err() != nil {
		return
	}
	previous := s.followFailure.Load()
	switch {
	case err != nil && previous == nil:
		log.Error().Err(err).Msg("the store cannot be followed; people are answered from what is known so far")
	case err == nil && previous != nil:
		log.Info().Int64("revision", s.revision()).Msg("the store can be followed again")
	}
	if err == nil {
		s.followFailure.Store(nil)
		return
	}
	s.followFailure.Store(&err)
}

// ready returns why users are not shown the latest changes, or cannot make any; nil where they can.
func (s *server) ready(context.Context) error {
	if failure := s.followFailure.Load(); failure != nil {
		return *failure
	}
	return nil
}

// circuitBreaker fails at once, instead of retrying for seconds, while the follower finds the store
// unavailable: searches then go without excerpts, and changes are refused.
type circuitBreaker struct {
	durable
	failure *atomic.Pointer[error]
}

// Unwrap is for [graph.BulkReaderOf].
func (c *circuitBreaker) Unwrap() graph.Store { return c.durable }

func (c *circuitBreaker) unavailable() error {
	if failure := c.failure.Load(); failure != nil && errors.Is(*failure, graph.ErrUnavailable) {
		return *failure
	}
	return nil
}

// Facts refuses to read long texts while the store is unavailable. Brief reads go through: the replica
// makes them to follow the log, and so notices that the store is back.
func (c *circuitBreaker) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	if err := c.unavailable(); err != nil && detail == graph.Whole {
		return nil, err
	}
	return c.durable.Facts(ctx, detail, keys...)
}

func (c *circuitBreaker) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	if err := c.unavailable(); err != nil {
		return graph.Receipt{}, err
	}
	return c.durable.Commit(ctx, tx)
}
