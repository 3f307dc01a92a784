package neo4j

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/graph"
)

// Store is a graph in a Neo4j server. It is safe for use by many goroutines, and any number of
// processes may have one on the same database.
type Store struct {
	config    Config
	driver    neo4j.DriverWithContext
	bookmarks neo4j.BookmarkManager // so that we read what we wrote, whichever server answers
	shapes    shapes
	writer    *singleWriter
	closed    atomic.Bool
}

var _ graph.Store = (*Store)(nil)

// ErrClosed: the store has been closed.
var ErrClosed = errors.New("the store is closed")

// Open connects to a server, and makes the constraints and indexes that are missing there. It
// fails with [graph.ErrUnavailable] where the server cannot be reached, and with a clear error
// where it does not let us in, or where its database is of a newer Sachant.
func Open(ctx context.Context, config Config) (*Store, error) {
	config = config.withDefaults()
	driver, err := config.driver()
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	store := &Store{
		config: config, driver: driver, shapes: newShapes(), writer: newSingleWriter(),
		bookmarks: neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{}),
	}
	if err := store.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open store at %s: %w", config.URI, err), store.Close())
	}
	return store, nil
}

// Ping reports whether the server answers: nil, or an error that wraps [graph.ErrUnavailable].
// It does not wait for a server that is away.
func (s *Store) Ping(ctx context.Context) error {
	err := s.patiently(ctx, time.Second, func(ctx context.Context) error {
		return s.once(ctx, neo4j.AccessModeRead, 0, func(ctx context.Context, tx transaction) (bool, error) {
			_, err := headOf(ctx, tx)
			return false, err
		})
	})
	if err != nil {
		return fmt.Errorf("ask the store whether it is there: %w", err)
	}
	return nil
}

// Close ends all connections. Whoever comes after gets [ErrClosed].
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	if err := s.driver.Close(context.Background()); err != nil {
		return fmt.Errorf("close store at %s: %w", s.config.URI, err)
	}
	return nil
}

// longest is what a transaction may take before the server ends it, so that nobody who went
// away holds the head of the log for good. Our own limit is a little longer, so that it is the
// server that says so.
const (
	longest = 2 * time.Minute
	margin  = 10 * time.Second
)

// transaction is one in the server.
type transaction struct{ neo4j.ExplicitTransaction }

// each visits the rows of an answer. The values are valid in visit only.
func (tx transaction) each(ctx context.Context, query string, parameters map[string]any, visit func(row []any) error) error {
	result, err := tx.Run(ctx, query, parameters)
	if err != nil {
		return err
	}
	for result.Next(ctx) {
		if err := visit(result.Record().Values); err != nil {
			return err
		}
	}
	return result.Err()
}

// items visits what is in the lists that an answer consists of.
func (tx transaction) items(ctx context.Context, query string, parameters map[string]any, visit func(item any) error) error {
	return tx.each(ctx, query, parameters, func(row []any) error {
		list, _ := row[0].([]any)
		for _, item := range list {
			if err := visit(item); err != nil {
				return err
			}
		}
		return nil
	})
}

// run is for statements that answer nothing.
func (tx transaction) run(ctx context.Context, query string, parameters map[string]any) error {
	return tx.each(ctx, query, parameters, func([]any) error { return nil })
}

// joins makes relationships by a statement, and returns how many it made.
func (tx transaction) joins(ctx context.Context, query string, parameters map[string]any) (made int, err error) {
	result, err := tx.Run(ctx, query, parameters)
	if err != nil {
		return 0, err
	}
	summary, err := result.Consume(ctx)
	if err != nil {
		return 0, err
	}
	return summary.Counters().RelationshipsCreated(), nil
}

// read does something in a transaction that only reads, again where it fails for a passing
// reason; so do must begin anew each time.
func (s *Store) read(ctx context.Context, do func(context.Context, transaction) error) error {
	return s.patiently(ctx, s.config.Patience, func(ctx context.Context) error {
		return s.once(ctx, neo4j.AccessModeRead, 0, func(ctx context.Context, tx transaction) (bool, error) {
			return false, do(ctx, tx)
		})
	})
}

// write does something that may be done twice.
func (s *Store) write(ctx context.Context, do func(context.Context, transaction) error) error {
	return s.patiently(ctx, s.config.Patience, func(ctx context.Context) error {
		return s.once(ctx, neo4j.AccessModeWrite, 0, func(ctx context.Context, tx transaction) (bool, error) {
			return true, do(ctx, tx)
		})
	})
}

// once does something in a transaction, and commits where do says so. fetch is how many rows
// the server sends at a time, 0 for the driver's choice.
func (s *Store) once(ctx context.Context, mode neo4j.AccessMode, fetch int, do func(context.Context, transaction) (keep bool, err error)) error {
	if s.closed.Load() {
		return ErrClosed
	}
	ctx, cancel := context.WithTimeout(ctx, longest+margin)
	defer cancel()
	settled := context.WithoutCancel(ctx)
	session := s.driver.NewSession(ctx, neo4j.SessionConfig{
		AccessMode: mode, DatabaseName: s.config.Database, BookmarkManager: s.bookmarks, FetchSize: fetch,
	})
	defer func() { _ = session.Close(settled) }()
	tx, err := session.BeginTransaction(ctx, neo4j.WithTxTimeout(longest))
	if err != nil {
		return err
	}
	keep, err := do(ctx, transaction{tx})
	if err == nil && keep {
		err = ctx.Err()
	}
	if err != nil || !keep {
		_ = tx.Close(settled)
		return err
	}
	return finish(settled, tx)
}

// finish commits. Who gives up waiting for the answer would not know what happened, so the
// caller's context is not asked any more.
func finish(ctx context.Context, tx neo4j.ExplicitTransaction) error {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	err := tx.Commit(ctx)
	if err == nil || isRefusal(err) {
		return err
	}
	return &lostAnswer{err}
}
