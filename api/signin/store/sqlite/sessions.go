package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/graph"
)

// FindSession is that of [store.Sessions].
func (s *Store) FindSession(ctx context.Context, token string, idle time.Duration) (data []byte, found bool, err error) {
	now, until, expires := s.now(), int64(0), int64(0)
	err = s.db.QueryRowContext(ctx, "SELECT data, idle, expires FROM session WHERE token = ?", store.Hash(token)).Scan(&data, &until, &expires)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	case until <= now.Unix() || expires <= now.Unix():
		return nil, false, nil
	}
	if next := now.Add(idle).Unix(); next-until >= int64(store.TouchEvery.Seconds()) {
		_, err = s.db.ExecContext(ctx, "UPDATE session SET idle = ? WHERE token = ?", next, store.Hash(token))
	}
	return data, err == nil, err
}

// PutSession is that of [store.Sessions].
func (s *Store) PutSession(ctx context.Context, token string, session store.Session) error {
	now, hash := s.now(), store.Hash(token)
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO session (token, person, data, expires, idle) VALUES (?, ?, ?, ?, ?)",
		hash, session.Person, session.Data, now.Add(session.Lifetime).Unix(), now.Add(session.Idle).Unix())
	if err == nil && session.Provider != (store.ProviderSession{}) {
		_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO provider_session (token, subject, id) VALUES (?, ?, ?)",
			hash, hashed(session.Provider.Subject), hashed(session.Provider.ID))
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}

// hashed is the hash of what a provider said, "" where it said nothing.
func hashed(name string) string {
	if name == "" {
		return ""
	}
	return store.Hash(name)
}

// EndSession is that of [store.Sessions].
func (s *Store) EndSession(ctx context.Context, token string) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM session WHERE token = ?", store.Hash(token))
	return err
}

// EndSessions is that of [store.Sessions].
func (s *Store) EndSessions(ctx context.Context, person graph.Key) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM session WHERE person = ?", person)
	return err
}

// EndProviderSessions is that of [store.Sessions].
func (s *Store) EndProviderSessions(ctx context.Context, at store.ProviderSession) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM session WHERE token IN (SELECT token FROM provider_session
		WHERE ?2 <> '' AND id = ?2 AND ?1 IN ('', subject) OR ?1 <> '' AND subject = ?1 AND (?2 = '' OR id = ''))`,
		hashed(at.Subject), hashed(at.ID))
	return err
}

// CountSignedIn is that of [store.Sessions].
func (s *Store) CountSignedIn(ctx context.Context) (people int, err error) {
	now := s.now().Unix()
	err = s.db.QueryRowContext(ctx, "SELECT count(DISTINCT person) FROM session WHERE expires > ? AND idle > ?", now, now).Scan(&people)
	return people, err
}
