package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/sachant/sachant/api/signin/store"
)

// PutPending is that of [store.Pending].
func (s *Store) PutPending(ctx context.Context, state string, data []byte, lifetime time.Duration) error {
	now := s.now()
	_, err := s.db.ExecContext(ctx, "INSERT INTO pending (state, data, expires) VALUES (?, ?, ?)", store.Hash(state), data, now.Add(lifetime).UnixNano())
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, `DELETE FROM pending WHERE expires <= ?
		OR expires < (SELECT expires FROM pending ORDER BY expires DESC LIMIT 1 OFFSET ?)`, now.UnixNano(), store.MostPending-1)
	return err
}

// TakePending is that of [store.Pending].
func (s *Store) TakePending(ctx context.Context, state string) (data []byte, found bool, err error) {
	err = s.db.QueryRowContext(ctx, "DELETE FROM pending WHERE state = ? RETURNING CASE WHEN expires > ? THEN data END", store.Hash(state), s.now().UnixNano()).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil && data != nil, err
}

// Claim is that of [store.Pending].
func (s *Store) Claim(ctx context.Context, id string, lifetime time.Duration) (first bool, err error) {
	now := s.now()
	result, err := s.db.ExecContext(ctx, `INSERT INTO pending (state, data, expires) VALUES (?, x'', ?)
		ON CONFLICT (state) DO UPDATE SET expires = excluded.expires WHERE pending.expires <= ?`,
		store.Hash(id), now.Add(lifetime).UnixNano(), now.UnixNano())
	if err != nil {
		return false, err
	}
	changed, err := result.RowsAffected()
	return changed > 0, err
}
