package lease

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/sachant/sachant/graph/database"
)

// File is the leases in a SQLite file. It is safe for use by many goroutines and by several processes on one machine.
type File struct {
	db  *sql.DB
	now func() time.Time
}

// OpenFile opens a file of leases, which it makes where there is none.
func OpenFile(path string, now func() time.Time) (*File, error) {
	db, err := database.Open(path, database.Tables{Version: 1, Create: `CREATE TABLE lease (
		name TEXT PRIMARY KEY, holder TEXT NOT NULL DEFAULT '', until INTEGER NOT NULL DEFAULT 0, state BLOB) WITHOUT ROWID;`})
	if err != nil {
		return nil, fmt.Errorf("open the leases: %w", err)
	}
	return &File{db, now}, nil
}

// Close closes the file.
func (f *File) Close() error { return f.db.Close() }

// Acquire takes a lease that nobody holds, that has ended, or that the holder has already, for a duration from now. It reports
// whether the holder has it.
func (f *File) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	now := f.now()
	return f.change(ctx, `INSERT INTO lease (name, holder, until) VALUES (?1, ?2, ?3)
		ON CONFLICT (name) DO UPDATE SET holder = ?2, until = ?3 WHERE holder = ?2 OR until <= ?4`,
		name, holder, now.Add(ttl).UnixMilli(), now.UnixMilli())
}

// Renew lets a lease go on for a duration from now. It reports whether the holder still has it: one that has ended is not renewed.
func (f *File) Renew(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	now := f.now()
	return f.change(ctx, `UPDATE lease SET until = ?3 WHERE name = ?1 AND holder = ?2 AND until > ?4`, name, holder, now.Add(ttl).UnixMilli(), now.UnixMilli())
}

// Release ends a lease, where the holder has it.
func (f *File) Release(ctx context.Context, name, holder string) error {
	_, err := f.change(ctx, `UPDATE lease SET holder = '', until = 0 WHERE name = ?1 AND holder = ?2`, name, holder)
	return err
}

// Keep keeps the state of a lease. It reports whether the holder has it; else, also once it has ended, nothing is kept.
func (f *File) Keep(ctx context.Context, name, holder string, state []byte) (bool, error) {
	return f.change(ctx, `UPDATE lease SET state = ?3 WHERE name = ?1 AND holder = ?2 AND until > ?4`, name, holder, state, f.now().UnixMilli())
}

// State returns what the last holder of a lease kept, nil where there is nothing.
func (f *File) State(ctx context.Context, name string) (state []byte, err error) {
	err = f.db.QueryRowContext(ctx, `SELECT state FROM lease WHERE name = ?`, name).Scan(&state)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read the state of the lease %q: %w", name, err)
	}
	return state, nil
}

// change reports whether a statement changed the lease.
func (f *File) change(ctx context.Context, statement string, arguments ...any) (bool, error) {
	result, err := f.db.ExecContext(ctx, statement, arguments...)
	if err != nil {
		return false, fmt.Errorf("change the lease %q: %w", arguments[0], err)
	}
	changed, err := result.RowsAffected()
	return changed > 0, err
}
