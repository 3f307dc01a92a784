// Package serving runs the server: the replica and the index follow the store, and pages and GraphQL are answered from them.
package serving

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/chat"
	"github.com/sachant/sachant/api/signin/store/neo4j"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/monitoring"
	"github.com/sachant/sachant/cmd/sachant/sources"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/impression"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/recent"
)

// Server is a searcher over a replica that follows the log of the store.
type Server struct {
	installation.Searcher
	Store         graph.Store
	Replica       *replica.Replica
	followFailure atomic.Pointer[error] // why the last attempt to follow the store failed, or nil
	Follower      sync.WaitGroup
	Vocabulary    *vocabularyFollower
	stop          context.CancelFunc // of the follower
	namer         graph.Namer
	model         *model.Client // nil where none is configured
	mails         bool          // whether mails are sent
	address       string        // of the pages; empty where only who asks knows it
	chat          *chat.Config  // nil where no chat program sends commands
	embedders     []string      // the origins whose pages may show the search box
	recent        *recent.Table
	scim          scimOptions // served where they say so
	erase         func(ctx context.Context, person graph.Key) error
	erasedHash    func(graph.Key) string // by which the register of erasures names a fact
	impressions   *impression.Log        // nil until it is opened
	monitor       *monitoring.Monitor
	followed      atomic.Int64                           // when the head of the log was last reached, in ms since 1970; 0 for never
	sessions      func(ctx context.Context) (int, error) // how many people are signed in; nil where it is not known
	now           func() time.Time
	sourceWatch   *sourceWatch

	serving    context.Context // ends when the command does, and what is sent to browsers for long with it
	importing  context.Context // ends with the server, and the imports on pages with it
	endImports context.CancelFunc
	Imports    sync.WaitGroup

	installation *installation.Installation // stays open when it is closed
	sources      *sources.Runner            // nil where no source is read
	closeLeases  func() error
	turn         chan struct{} // holds a value while a source is read or a command does its work
}

// StartServer loads the replica and brings the index up to date.
func StartServer(ctx context.Context, i *installation.Installation, o *cli.Options) (*Server, error) {
	return StartMonitored(ctx, i, o, nil)
}

// StartMonitored is [StartServer] for a server that is watched.
func StartMonitored(ctx context.Context, i *installation.Installation, o *cli.Options, monitor *monitoring.Monitor) (*Server, error) {
	s := &Server{stop: func() {}, namer: i.Namer, recent: recent.New(), serving: ctx, monitor: monitor, now: o.Now, sourceWatch: newSourceWatch(monitor.Counts())}
	s.erase = func(ctx context.Context, person graph.Key) error { return s.eraseNow(ctx, i, o, person) }
	s.erasedHash = i.Eraser(o).Hash
	s.importing, s.endImports = context.WithCancel(context.WithoutCancel(ctx))
	guarded := *i
	guarded.Store = &CircuitBreaker{Durable: monitor.Store(i.Store), failure: &s.followFailure}
	s.Store, s.installation, s.turn = guarded.Store, guarded.Lasting(), make(chan struct{}, 1)
	s.closeLeases = func() error { return nil }
	var err error
	if s.Replica, err = guarded.LoadReplica(ctx, o); err != nil {
		return nil, fmt.Errorf("cannot load the graph: %w", err)
	}
	// The index reads long texts to catch up, by which the follower notices that the store is back.
	if s.Searcher, err = i.OpenSearcher(ctx, o, s.Replica, s); err != nil {
		return nil, err
	}
	if s.model, err = installation.OpenModel(ctx, o, i, s.mask()); err != nil {
		return nil, err
	}
	if s.Vocabulary, err = s.followVocabulary(ctx, &guarded, o); err != nil {
		return nil, err
	}
	s.Finder.Stages = monitor.Stages()
	s.Finder.Synonyms = installation.Synonyms(o, s.Vocabulary.Current)
	return s, nil
}

// Close stops the follower and the imports and waits for them, then closes the index.
func (s *Server) Close() error {
	s.stop()
	s.endImports()
	s.Follower.Wait()
	s.Imports.Wait()
	return errors.Join(s.closeImpressions(), s.closeLeases(), s.Searcher.Close())
}

// background runs a function beside the answers; its context ends with the server, which waits for it.
func (s *Server) background(run func(context.Context)) { s.Imports.Go(func() { run(s.importing) }) }

// Commit writes to the store and shows the change at once to users of this process. A change that
// is stored but cannot be shown yet is acknowledged: the follower shows it later and logs the error.
func (s *Server) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := s.Store.Commit(ctx, tx)
	if err == nil || errors.Is(err, graph.ErrConflict) { // what is there now has to be read in both cases
		_ = s.CatchUp(ctx)
	}
	return receipt, err
}

// CatchUp brings the replica and the index to the head of the log.
func (s *Server) CatchUp(ctx context.Context) error {
	if err := s.Replica.CatchUp(ctx); err != nil {
		return fmt.Errorf("cannot follow the log: %w", err)
	}
	if err := s.Index.CatchUp(ctx); err != nil {
		return fmt.Errorf("cannot index the latest changes: %w", err)
	}
	return nil
}

// Revision is that of the latest change that users are shown.
func (s *Server) Revision() int64 { return s.Index.Revision() }

// revisionOf returns a function whose result differs where facts of some kinds have changed since the last call. Most
// commits concern none of them, so what was read of them can be kept.
func (s *Server) revisionOf(kinds ...graph.Kind) func() int64 {
	var mutex sync.Mutex
	seen, revision := s.Replica.Snapshot(), int64(0)
	return func() int64 {
		mutex.Lock()
		defer mutex.Unlock()
		now := s.Replica.Snapshot()
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

// Follow starts to apply what other processes commit, until the server is closed. While the store is
// unavailable, queries are answered from the replica.
func (s *Server) Follow(log zerolog.Logger, every time.Duration) {
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	s.Follower.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				s.NoteFollowed(ctx, log, s.CatchUp(ctx))
			}
		}
	})
}

// NoteFollowed keeps whether the store could be followed, and logs when that changes.
func (s *Server) NoteFollowed(ctx context.Context, log zerolog.Logger, err error) {
	if ctx.Err() != nil {
		return
	}
	previous := s.followFailure.Load()
	switch {
	case err != nil && previous == nil:
		log.Error().Err(err).Msg("the store cannot be followed; people are answered from what is known so far")
	case err == nil && previous != nil:
		log.Info().Int64("revision", s.Revision()).Msg("the store can be followed again")
	}
	if err == nil {
		s.followFailure.Store(nil)
		s.followed.Store(s.now().UnixMilli())
		return
	}
	s.followFailure.Store(&err)
}

// Ready returns why users are not shown the latest changes, or cannot make any; nil where they can.
func (s *Server) Ready(context.Context) error {
	if failure := s.followFailure.Load(); failure != nil {
		return *failure
	}
	return nil
}

// CircuitBreaker fails at once, instead of retrying for seconds, while the follower finds the store
// unavailable: searches then go without excerpts, and changes are refused.
type CircuitBreaker struct {
	installation.Durable
	failure *atomic.Pointer[error]
}

// Unwrap is for [graph.BulkReaderOf].
func (c *CircuitBreaker) Unwrap() graph.Store { return c.Durable }

func (c *CircuitBreaker) unavailable() error {
	if failure := c.failure.Load(); failure != nil && errors.Is(*failure, graph.ErrUnavailable) {
		return *failure
	}
	return nil
}

// Facts refuses to read long texts while the store is unavailable. Brief reads go through: the replica
// makes them to follow the log, and so notices that the store is back.
func (c *CircuitBreaker) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	if err := c.unavailable(); err != nil && detail == graph.Whole {
		return nil, err
	}
	return c.Durable.Facts(ctx, detail, keys...)
}

func (c *CircuitBreaker) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	if err := c.unavailable(); err != nil {
		return graph.Receipt{}, err
	}
	return c.Durable.Commit(ctx, tx)
}

// Query refuses to ask for sessions and tokens while the store is unavailable.
func (c *CircuitBreaker) Query(ctx context.Context, statement string, parameters map[string]any) ([][]any, error) {
	if err := c.unavailable(); err != nil {
		return nil, err
	}
	database, is := c.Durable.(neo4j.Database)
	if !is {
		return nil, errors.New("the store keeps no sessions")
	}
	return database.Query(ctx, statement, parameters)
}

// flushEvery is how often a server counts who was shown in answers.
const flushEvery = time.Minute

// openImpressions returns what counts who is shown in answers to searches, until the server is closed.
func (s *Server) openImpressions(o *cli.Options) (err error) {
	s.impressions, err = impression.Open(o.ImpressionsPath(), o.Now)
	return err
}

// countImpressions counts from time to time who was shown, until the server is closed.
func (s *Server) countImpressions(log zerolog.Logger) {
	s.background(func(ctx context.Context) {
		ticker := time.NewTicker(flushEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			if err := s.impressions.Flush(ctx, s.Replica); err != nil && ctx.Err() == nil {
				log.Error().Err(err).Msg("who was shown in answers could not be counted; it is tried again")
			}
		}
	})
}

// closeImpressions counts who was shown and is not counted yet.
func (s *Server) closeImpressions() error {
	if s.impressions == nil {
		return nil
	}
	return errors.Join(s.impressions.Flush(context.Background(), s.Replica), s.impressions.Close())
}
