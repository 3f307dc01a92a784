package neo4j

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/sachant/sachant/api/signin/store"
)

// PutPending is that of [store.Pending]. Which are too many is left to [Store.Expire].
func (s *Store) PutPending(ctx context.Context, state string, data []byte, lifetime time.Duration) error {
	now := s.now()
	return s.run(ctx, "MERGE (n:SignInPending {hash: $hash}) SET n.data = $data, n.expires = $expires",
		values{"hash": store.Hash(state), "data": data, "expires": now.Add(lifetime).UnixNano()})
}

// TakePending is that of [store.Pending]. Where the answer of the database is lost, what was kept is lost too.
func (s *Store) TakePending(ctx context.Context, state string) (data []byte, found bool, err error) {
	rows, err := s.database.Query(ctx, `MATCH (n:SignInPending {hash: $hash}) SET n.taken = true
		WITH n, n.data AS data, n.expires AS expires DELETE n WITH data WHERE expires > $now RETURN data`,
		values{"hash": store.Hash(state), "now": s.now().UnixNano()})
	if err != nil || len(rows) == 0 {
		return nil, false, err
	}
	data, found = rows[0][0].([]byte)
	return data, found, nil
}

// Claim is that of [store.Pending].
func (s *Store) Claim(ctx context.Context, id string, lifetime time.Duration) (first bool, err error) {
	now, claim := s.now(), rand.Text()
	rows, err := s.database.Query(ctx, `MERGE (n:SignInPending {hash: $hash}) SET n.taken = true
		WITH n, n.expires IS NULL OR n.expires <= $now AS free
		SET n.claim = CASE WHEN free THEN $claim ELSE n.claim END, n.expires = CASE WHEN free THEN $expires ELSE n.expires END
		RETURN n.claim = $claim`,
		values{"hash": store.Hash(id), "claim": claim, "now": now.UnixNano(), "expires": now.Add(lifetime).UnixNano()})
	if err != nil || len(rows) == 0 {
		return false, err
	}
	first, _ = rows[0][0].(bool)
	return first, nil
}
