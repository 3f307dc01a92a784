// Package sqlite keeps what sign-in remembers in a small SQLite file beside the graph, which several processes of one machine may use
// at once.
package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/database"
)

// Store is an open file.
type Store struct {
	db  *sql.DB
	now func() time.Time
}

var _ store.Store = (*Store)(nil)

// version is that of the tables.
const version = 2

const tables = `
CREATE TABLE IF NOT EXISTS session (
	token TEXT PRIMARY KEY, person TEXT NOT NULL, data BLOB NOT NULL,
	expires INTEGER NOT NULL, idle INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_person ON session (person);
CREATE INDEX IF NOT EXISTS session_expires ON session (expires);
CREATE TABLE IF NOT EXISTS provider_session (
	token TEXT PRIMARY KEY, subject TEXT NOT NULL, id TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS provider_session_subject ON provider_session (subject);
CREATE INDEX IF NOT EXISTS provider_session_id ON provider_session (id);
CREATE TRIGGER IF NOT EXISTS session_ended AFTER DELETE ON session BEGIN
	DELETE FROM provider_session WHERE token = OLD.token;
END;
CREATE TABLE IF NOT EXISTS pending (
	state TEXT PRIMARY KEY, data BLOB NOT NULL, expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pending_expires ON pending (expires);
CREATE TABLE IF NOT EXISTS token (
	id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, person TEXT NOT NULL, name TEXT NOT NULL, scope TEXT NOT NULL,
	created INTEGER NOT NULL, expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS token_person ON token (person);
`

// Open opens the store in a file, which it makes, for this account alone, where there is none.
func Open(path string, now func() time.Time) (*Store, error) {
	db, err := database.Open(path, database.Tables{Version: version, Create: tables, Pragmas: []string{"synchronous(FULL)"}})
	if err != nil {
		return nil, fmt.Errorf("open what sign-in remembers, %q: %w", path, err)
	}
	return &Store{db: db, now: now}, nil
}

// Close closes the file.
func (s *Store) Close() error { return s.db.Close() }

// People is that of [store.Store].
func (s *Store) People(ctx context.Context) ([]graph.Key, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT person FROM session UNION SELECT person FROM token WHERE person <> ''")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var people []graph.Key
	for rows.Next() {
		var person graph.Key
		if err := rows.Scan(&person); err != nil {
			return nil, err
		}
		people = append(people, person)
	}
	return people, rows.Err()
}

// Forget leaves nothing of a person in the file nor in its log.
func (s *Store) Forget(ctx context.Context, person graph.Key) error {
	for _, statement := range []string{"DELETE FROM session WHERE person = ?", "DELETE FROM token WHERE person = ?"} {
		if _, err := s.db.ExecContext(ctx, statement, person); err != nil {
			return fmt.Errorf("forget the sessions and tokens of %s: %w", person, err)
		}
	}
	_, err := s.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// Expire is that of [store.Store].
func (s *Store) Expire(ctx context.Context) error {
	now := s.now().Unix()
	for statement, values := range map[string][]any{
		"DELETE FROM session WHERE expires <= ? OR idle <= ?": {now, now},
		"DELETE FROM pending WHERE expires <= ?":              {s.now().UnixNano()},
		"DELETE FROM token WHERE expires <= ?":                {now},
	} {
		if _, err := s.db.ExecContext(ctx, statement, values...); err != nil {
			return fmt.Errorf("delete what has expired: %w", err)
		}
	}
	return nil
}
