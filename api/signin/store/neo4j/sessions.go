package neo4j

import (
	"context"
	"time"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/graph"
)

// FindSession is that of [store.Sessions].
func (s *Store) FindSession(ctx context.Context, token string, idle time.Duration) (data []byte, found bool, err error) {
	now, hash := s.now(), store.Hash(token)
	rows, err := s.database.Query(ctx, "MATCH (n:SignInSession {hash: $hash}) WHERE n.idle > $now AND n.expires > $now RETURN n.data, n.idle",
		values{"hash": hash, "now": now.UnixNano()})
	if err != nil || len(rows) == 0 {
		return nil, false, err
	}
	data, _ = rows[0][0].([]byte)
	if next := now.Add(idle); next.Sub(instant(rows[0][1])) >= store.TouchEvery {
		err = s.run(ctx, "MATCH (n:SignInSession {hash: $hash}) SET n.idle = $next", values{"hash": hash, "next": next.UnixNano()})
	}
	return data, err == nil, err
}

// PutSession is that of [store.Sessions].
func (s *Store) PutSession(ctx context.Context, token string, session store.Session) error {
	now := s.now()
	return s.run(ctx, `MERGE (n:SignInSession {hash: $hash})
		SET n.person = $person, n.data = $data, n.subject = $subject, n.provider = $provider, n.idle = $idle, n.expires = $expires`,
		values{
			"hash": store.Hash(token), "person": string(session.Person), "data": session.Data,
			"subject": s.hashed(session.Provider.Subject), "provider": s.hashed(session.Provider.ID),
			"idle": now.Add(session.Idle).UnixNano(), "expires": now.Add(session.Lifetime).UnixNano(),
		})
}

// hashed returns the hash of what a provider said, nil where it said nothing.
func (s *Store) hashed(name string) any {
	if name == "" {
		return nil
	}
	return s.keyed(name)
}

// EndSession is that of [store.Sessions].
func (s *Store) EndSession(ctx context.Context, token string) error {
	return s.run(ctx, "MATCH (n:SignInSession {hash: $hash}) DELETE n", values{"hash": store.Hash(token)})
}

// EndSessions is that of [store.Sessions].
func (s *Store) EndSessions(ctx context.Context, person graph.Key) error {
	return s.run(ctx, "MATCH (n:SignInSession {person: $person}) DELETE n", values{"person": string(person)})
}

// EndProviderSessions is that of [store.Sessions].
func (s *Store) EndProviderSessions(ctx context.Context, at store.ProviderSession) error {
	named := values{"subject": s.hashed(at.Subject), "provider": s.hashed(at.ID)}
	err := s.run(ctx, "MATCH (n:SignInSession {provider: $provider}) WHERE $subject IS NULL OR n.subject = $subject DELETE n", named)
	if err != nil {
		return err
	}
	return s.run(ctx, "MATCH (n:SignInSession {subject: $subject}) WHERE $provider IS NULL OR n.provider IS NULL DELETE n", named)
}

// CountSignedIn is that of [store.Sessions].
func (s *Store) CountSignedIn(ctx context.Context) (int, error) {
	rows, err := s.database.Query(ctx, "MATCH (n:SignInSession) WHERE n.expires > $now AND n.idle > $now RETURN count(DISTINCT n.person)", values{"now": s.now().UnixNano()})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	people, _ := rows[0][0].(int64)
	return int(people), nil
}
