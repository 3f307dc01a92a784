package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// mostPending is how many sign-ins may be under way; the oldest ones make room.
const mostPending = 100_000

// PutPending keeps what a sign-in that is under way has to know when its browser returns.
func (s *Store) PutPending(ctx context.Context, state string, data []byte, lifetime time.Duration) error {
	now := s.now()
	_, err := s.db.ExecContext(ctx, "INSERT INTO pending (state, data, expires) VALUES (?, ?, ?)", hashOf(state), data, now.Add(lifetime).UnixNano())
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, `DELETE FROM pending WHERE expires <= ?
		OR expires < (SELECT expires FROM pending ORDER BY expires DESC LIMIT 1 OFFSET ?)`, now.UnixNano(), mostPending-1)
	return err
}

// TakePending returns what was kept, once: a second time it is not there.
func (s *Store) TakePending(ctx context.Context, state string) (data []byte, found bool, err error) {
	err = s.db.QueryRowContext(ctx, "DELETE FROM pending WHERE state = ? RETURNING CASE WHEN expires > ? THEN data END", hashOf(state), s.now().UnixNano()).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil && data != nil, err
}
