package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/sachant/sachant/graph"
)

// Session is what is kept of a session besides its data.
type Session struct {
	Person graph.Key
	// Idle is after how long without a request it ends.
	Idle time.Duration
}

// touchEvery is how exactly it is known when a session was used last, so that not every request writes.
const touchEvery = time.Minute

// FindSession returns the data of a session that has not ended, and keeps it from ending as idle.
func (s *Store) FindSession(ctx context.Context, token string, idle time.Duration) (data []byte, found bool, err error) {
	now, until, expires := s.now(), int64(0), int64(0)
	err = s.db.QueryRowContext(ctx, "SELECT data, idle, expires FROM session WHERE token = ?", hashOf(token)).Scan(&data, &until, &expires)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	case until <= now.Unix() || expires <= now.Unix():
		return nil, false, nil
	}
	if next := now.Add(idle).Unix(); next-until >= int64(touchEvery.Seconds()) {
		_, err = s.db.ExecContext(ctx, "UPDATE session SET idle = ? WHERE token = ?", next, hashOf(token))
	}
	return data, err == nil, err
}

// PutSession keeps a new session.
func (s *Store) PutSession(ctx context.Context, token string, person graph.Key, data []byte, idle, lifetime time.Duration) error {
	now := s.now()
	_, err := s.db.ExecContext(ctx, "INSERT OR REPLACE INTO session (token, person, data, expires, idle) VALUES (?, ?, ?, ?, ?)",
		hashOf(token), person, data, now.Add(lifetime).Unix(), now.Add(idle).Unix())
	return err
}

// EndSession ends a session; one that is not there has ended.
func (s *Store) EndSession(ctx context.Context, token string) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM session WHERE token = ?", hashOf(token))
	return err
}

// EndSessions ends all sessions of a person.
func (s *Store) EndSessions(ctx context.Context, person graph.Key) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM session WHERE person = ?", person)
	return err
}
