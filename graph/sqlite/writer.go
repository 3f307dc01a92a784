package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// writer is the one connection that writes. A goroutine holds the lock while it uses it.
type writer struct {
	lock     chan struct{}
	db       *sql.DB
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	volatile bool
	sync     durability

	checkpointSizes map[durability]int
}

// durability is SQLite's "synchronous": what a commit waits for.
type durability string

const (
	// off survives the end of the process, if the system goes on.
	off durability = "OFF"
	// normal never leaves half a commit; a power cut may take the last ones whole.
	normal durability = "NORMAL"
	// full is on the disk before it is acknowledged, and so is all that came before.
	full durability = "FULL"
)

// checkpointSizes returns the size in bytes of the write-ahead log from which on the commit that made it so copies
// it into the main file. An import writes the same pages again and again, and each goes to the main file once for
// each copy; but opening the store after a crash reads the log first, some seconds for each gigabyte.
func checkpointSizes() map[durability]int {
	return map[durability]int{off: largeLog, normal: 8 * largeLog, full: largeLog}
}

// largeLog is the size in bytes to which the write-ahead log is cut after it was copied.
const largeLog = 128 << 20

// pageSize is that of a new file, in bytes.
const pageSize = 4096

// openWriter opens the connection that writes. It does not have SQLite look up the three rows that
// each edge refers to: graph's Tx.Effect has just made sure of them.
func openWriter(path string, volatile bool) (*writer, error) {
	name, err := address(path, url.Values{"_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "foreign_keys(0)", "cache_size(-256000)", "temp_store(2)", "secure_delete(1)",
		fmt.Sprintf("journal_size_limit(%d)", largeLog),
	}})
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	w := &writer{lock: make(chan struct{}, 1), db: db, prepared: map[string]*sql.Stmt{}, volatile: volatile, checkpointSizes: checkpointSizes()}
	if err := w.start(context.Background()); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *writer) start(ctx context.Context) (err error) {
	if w.conn, err = w.db.Conn(ctx); err != nil {
		return err
	}
	if err := w.require(ctx, full); err != nil {
		return err
	}
	if err := migrate(ctx, w.conn); err != nil {
		return err
	}
	return addKinds(ctx, w.conn)
}

func (w *writer) close() error {
	var failed error
	for _, statement := range w.prepared {
		failed = errors.Join(failed, statement.Close())
	}
	if w.conn != nil {
		failed = errors.Join(failed, w.conn.Close())
	}
	return errors.Join(failed, w.db.Close())
}

// require sets what the next commit waits for. What a person did must be on the disk; only an
// import, which is run again, may trade that for speed.
func (w *writer) require(ctx context.Context, wanted durability) error {
	if w.volatile {
		wanted = off
	}
	if wanted == w.sync {
		return nil
	}
	set := fmt.Sprintf("PRAGMA synchronous = %s; PRAGMA wal_autocheckpoint = %d", wanted, w.checkpointSizes[wanted]/pageSize)
	if _, err := w.conn.ExecContext(ctx, set); err != nil {
		return fmt.Errorf("set what a commit waits for: %w", err)
	}
	w.sync = wanted
	return nil
}

func durabilityFor(actor string) durability {
	if strings.HasPrefix(actor, "import:") {
		return normal
	}
	return full
}

// write calls do in a transaction, and commits it where do says so.
func (s *Store) write(ctx context.Context, wanted durability, do func() (commit bool, err error)) error {
	return s.exclusively(ctx, func() error {
		if err := s.writer.require(ctx, wanted); err != nil {
			return contextError(ctx, err)
		}
		return contextError(ctx, s.writer.transaction(ctx, do))
	})
}

// exclusively calls do while nobody else of this process writes.
func (s *Store) exclusively(ctx context.Context, do func() error) error {
	leave, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if s.writer == nil {
		return ErrReadOnly
	}
	select {
	case s.writer.lock <- struct{}{}:
		defer func() { <-s.writer.lock }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return do()
}

func (w *writer) transaction(ctx context.Context, do func() (commit bool, err error)) error {
	if _, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	commit, err := do()
	if err == nil && commit {
		err = ctx.Err()
	}
	// From here on the context is not asked: whether a commit happened must be known.
	settled := context.WithoutCancel(ctx)
	if err == nil && commit {
		if _, err = w.conn.ExecContext(settled, "COMMIT"); err == nil {
			return nil
		}
		err = fmt.Errorf("commit: %w", err)
	}
	// SQLite rolls back by itself when the disk is full or fails; then this one has nothing to do.
	if _, undone := w.conn.ExecContext(settled, "ROLLBACK"); err == nil {
		return undone
	}
	return err
}

func (w *writer) exec(ctx context.Context, query string, args ...any) error {
	statement, err := w.prepare(ctx, query)
	if err != nil {
		return err
	}
	_, err = statement.ExecContext(ctx, args...)
	return err
}

func (w *writer) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if statement, there := w.prepared[query]; there {
		return statement, nil
	}
	statement, err := w.conn.PrepareContext(ctx, query)
	if err == nil {
		w.prepared[query] = statement
	}
	return statement, err
}

// QueryContext and QueryRowContext make the writer a querier, so that a commit reads what it is about
// to change by the same statements as any reader.
func (w *writer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := w.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, args...)
}

func (w *writer) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return w.conn.QueryRowContext(ctx, query, args...)
}

var _ querier = (*writer)(nil)
