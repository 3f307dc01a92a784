// Package neo4j keeps what sign-in remembers in the Neo4j server that several Sachant servers share, so that a browser or a program may
// be answered by any of them. It lies beside the graph, under labels of its own.
package neo4j

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/graph"
)

// Database runs statements, as graph/neo4j's Store.Query does: again after a transient error.
type Database interface {
	Query(ctx context.Context, statement string, parameters map[string]any) (rows [][]any, err error)
}

// Store keeps what sign-in remembers in a database, which it does not close.
type Store struct {
	database Database
	key      []byte
	now      func() time.Time
}

var _ store.Store = (*Store)(nil)

// New returns the store in a database. Names that could be guessed are hashed with the key.
func New(database Database, key []byte, now func() time.Time) *Store {
	return &Store{database, key, now}
}

// keyed returns what is kept of a name that is short enough to be guessed, such as that of an account.
func (s *Store) keyed(name string) string {
	mac := hmac.New(sha256.New, s.key)
	_, _ = mac.Write([]byte(name))
	return hex.EncodeToString(mac.Sum(nil))
}

// Close does nothing: the database is the graph's.
func (s *Store) Close() error { return nil }

// values are the parameters of a statement.
type values = map[string]any

func (s *Store) run(ctx context.Context, statement string, parameters values) error {
	_, err := s.database.Query(ctx, statement, parameters)
	return err
}

// People is that of [store.Store].
func (s *Store) People(ctx context.Context) ([]graph.Key, error) {
	rows, err := s.database.Query(ctx, `MATCH (n:SignInSession) RETURN n.person AS person
		UNION MATCH (n:SignInToken) WHERE n.person <> '' RETURN n.person AS person`, nil)
	if err != nil {
		return nil, err
	}
	people := make([]graph.Key, len(rows))
	for i, row := range rows {
		people[i] = graph.Key(text(row[0]))
	}
	return people, nil
}

// Forget is that of [store.Store].
func (s *Store) Forget(ctx context.Context, person graph.Key) error {
	for _, label := range []string{"SignInSession", "SignInToken"} {
		if err := s.run(ctx, "MATCH (n:"+label+" {person: $person}) DELETE n", values{"person": string(person)}); err != nil {
			return fmt.Errorf("forget the sessions and tokens of %s: %w", person, err)
		}
	}
	return nil
}

// Expire is that of [store.Store].
func (s *Store) Expire(ctx context.Context) error {
	for _, statement := range []string{
		"MATCH (n:SignInSession) WHERE n.expires <= $now OR n.idle <= $now DELETE n",
		"MATCH (n:SignInPending) WHERE n.expires <= $now DELETE n",
		"MATCH (n:SignInToken) WHERE n.expires <= $now DELETE n",
		"MATCH (n:SignInBucket) WHERE n.until <= $now DELETE n",
		"MATCH (n:SignInPending) WITH n ORDER BY n.expires DESC SKIP $most DELETE n",
	} {
		if err := s.run(ctx, statement, values{"now": s.now().UnixNano(), "most": store.MostPending}); err != nil {
			return fmt.Errorf("delete what has expired: %w", err)
		}
	}
	return nil
}

func text(value any) string {
	text, _ := value.(string)
	return text
}

func instant(value any) time.Time {
	nanoseconds, _ := value.(int64)
	return time.Unix(0, nanoseconds).UTC()
}
