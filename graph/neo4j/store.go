// Package neo4j keeps a graph in a Neo4j server, where analysts can query it and any number of
// Sachant processes share it.
//
// Every kind of node is a label, every kind of edge a relationship type, and every field a
// property of a native type (docs/graph-model.md draws them), made from the domain structs by
// reflection: a new kind or field costs no code here. What no native type can hold exactly,
// such as a date that is none, is kept as JSON text beside, so that a fact comes back as it
// was put, whatever it holds.
//
// Why commits are serial. Neo4j shows a reader whatever was committed last, and has neither
// sequences nor snapshots. So a commit first locks the one node that is the head of the
// log; then loads, decides by graph's Tx.Effect, writes, appends to the log, and moves the
// head, all in one transaction. A follower of the log reads the head under the same lock,
// because Neo4j may show a part of a commit that is just being applied; a head that was read so
// stands for commits that can be read whole.
//
// Why a scan goes through a file. It has to be of one revision while others write, and holding
// the lock that long would stop them. So it reads everything, then reads again what the log
// says has changed meanwhile, the last time under the lock, and only then shows it.
//
// Only what Community Edition has is used, and only Cypher that means the same to Neo4j 5.26
// and to 2026.
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
	mappings  mappings
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
		config: config, driver: driver, mappings: newMappings(), writer: newSingleWriter(),
		bookmarks: neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{}),
	}
	if err := store.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open store at %s: %w", config.URI, err), store.Close())
	}
	return store, nil
}

// Ping returns nil where the server answers, else an error that wraps [graph.ErrUnavailable], after at
// most a second.
func (s *Store) Ping(ctx context.Context) error {
	err := s.retry(ctx, time.Second, func(ctx context.Context) error {
		return s.transact(ctx, neo4j.AccessModeRead, 0, func(ctx context.Context, tx transaction) (bool, error) {
			_, err := readHead(ctx, tx)
			return false, err
		})
	})
	if err != nil {
		return fmt.Errorf("ask the store whether it is there: %w", err)
	}
	return nil
}

// Close ends all connections. Later calls fail with [ErrClosed].
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	if err := s.driver.Close(context.Background()); err != nil {
		return fmt.Errorf("close store at %s: %w", s.config.URI, err)
	}
	return nil
}

// txTimeout is how long a transaction may take before the server ends it, so that a client that is gone
// does not hold the head of the log for ever. Our own limit is longer by timeoutMargin, so that the
// error is the server's.
const (
	txTimeout     = 2 * time.Minute
	timeoutMargin = 10 * time.Second
)

// transaction is one in the server.
type transaction struct{ neo4j.ExplicitTransaction }

// each visits the rows of a result. The values are valid until visit returns.
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

// items visits the items of the lists that a result consists of.
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

// run is for statements without a result.
func (tx transaction) run(ctx context.Context, query string, parameters map[string]any) error {
	return tx.each(ctx, query, parameters, func([]any) error { return nil })
}

// createRelationships runs a statement that makes relationships, and returns how many it made.
func (tx transaction) createRelationships(ctx context.Context, query string, parameters map[string]any) (made int, err error) {
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

// read calls do in a transaction that only reads, and again after a transient error; so do must begin
// anew each time.
func (s *Store) read(ctx context.Context, do func(context.Context, transaction) error) error {
	return s.retry(ctx, s.config.Patience, func(ctx context.Context) error {
		return s.transact(ctx, neo4j.AccessModeRead, 0, func(ctx context.Context, tx transaction) (bool, error) {
			return false, do(ctx, tx)
		})
	})
}

// write calls do in a transaction that writes, and again after a transient error; so it may be applied
// twice.
func (s *Store) write(ctx context.Context, do func(context.Context, transaction) error) error {
	return s.retry(ctx, s.config.Patience, func(ctx context.Context) error {
		return s.transact(ctx, neo4j.AccessModeWrite, 0, func(ctx context.Context, tx transaction) (bool, error) {
			return true, do(ctx, tx)
		})
	})
}

// transact calls do in a transaction, and commits where do says so. fetch is how many rows
// the server sends at a time, 0 for the driver's choice.
func (s *Store) transact(ctx context.Context, mode neo4j.AccessMode, fetch int, do func(context.Context, transaction) (keep bool, err error)) error {
	if s.closed.Load() {
		return ErrClosed
	}
	ctx, cancel := context.WithTimeout(ctx, txTimeout+timeoutMargin)
	defer cancel()
	settled := context.WithoutCancel(ctx)
	session := s.driver.NewSession(ctx, neo4j.SessionConfig{
		AccessMode: mode, DatabaseName: s.config.Database, BookmarkManager: s.bookmarks, FetchSize: fetch,
	})
	defer func() { _ = session.Close(settled) }()
	tx, err := session.BeginTransaction(ctx, neo4j.WithTxTimeout(txTimeout))
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

// finish commits. It does not end with the caller's context: the outcome would then be unknown.
func finish(ctx context.Context, tx neo4j.ExplicitTransaction) error {
	ctx, cancel := context.WithTimeout(ctx, txTimeout)
	defer cancel()
	err := tx.Commit(ctx)
	if err == nil || isRefusal(err) {
		return err
	}
	return &unknownOutcome{err}
}
