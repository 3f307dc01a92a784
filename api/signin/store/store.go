// Package store keeps what sign-in remembers: sessions, sign-ins that are under way, and API tokens. It is a small SQLite file
// beside the graph, since sessions come and go by the minute and the graph's log of changes would tell who was here when; several
// processes may use it at once. What would let somebody in is in it as a hash only.
package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/database"
)

// Store is an open file. Its methods may be called by several goroutines.
type Store struct {
	db  *sql.DB
	now func() time.Time
}

// version is that of the tables.
const version = 1

const tables = `
CREATE TABLE IF NOT EXISTS session (
	token TEXT PRIMARY KEY, person TEXT NOT NULL, data BLOB NOT NULL,
	expires INTEGER NOT NULL, idle INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_person ON session (person);
CREATE INDEX IF NOT EXISTS session_expires ON session (expires);
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

// People returns the people who have a session or a token.
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

// Forget deletes the sessions and tokens of a person, so that nothing of them is left in the file nor in its log.
func (s *Store) Forget(ctx context.Context, person graph.Key) error {
	for _, statement := range []string{"DELETE FROM session WHERE person = ?", "DELETE FROM token WHERE person = ?"} {
		if _, err := s.db.ExecContext(ctx, statement, person); err != nil {
			return fmt.Errorf("forget the sessions and tokens of %s: %w", person, err)
		}
	}
	_, err := s.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// Expire deletes what has expired.
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

// hashOf is what is kept of a secret that is too long to be guessed.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
