// Package store says what sign-in remembers: sessions, sign-ins that are under way, and API tokens. It is no part of the graph, whose
// log of changes would tell who was here when. What would let somebody in is kept as a hash only.
package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/sachant/sachant/graph"
)

// Store keeps what sign-in remembers. Its methods may be called by several goroutines, and several processes may use what it keeps:
// what one of them ends or revokes has ended for all when the method returns.
type Store interface {
	Sessions
	Pending
	Tokens
	// People returns the people who have a session or a token.
	People(ctx context.Context) ([]graph.Key, error)
	// Forget deletes the sessions and tokens of a person, so that nothing of them is left.
	Forget(ctx context.Context, person graph.Key) error
	// Expire deletes what has expired.
	Expire(ctx context.Context) error
	Close() error
}

// Session is what is kept of a session.
type Session struct {
	Person graph.Key
	// Data is what the library of sessions keeps.
	Data []byte
	// Provider is the session at the OpenID Connect provider that it was begun with.
	Provider ProviderSession
	// Idle is after how long without a request it ends, Lifetime after how long at most.
	Idle, Lifetime time.Duration
}

// ProviderSession is what an OpenID Connect provider calls a person and their session there; either is empty where it did not say.
type ProviderSession struct{ Subject, ID string }

// TouchEvery is how exactly it is known when a session was used last, so that not every request writes.
const TouchEvery = time.Minute

// Sessions are those of people who are signed in, each by a token that its browser has.
type Sessions interface {
	// FindSession returns the data of a session that has not ended, and keeps it from ending as idle.
	FindSession(ctx context.Context, token string, idle time.Duration) (data []byte, found bool, err error)
	// PutSession keeps a new session.
	PutSession(ctx context.Context, token string, session Session) error
	// EndSession ends a session; one that is not there has ended.
	EndSession(ctx context.Context, token string) error
	// EndSessions ends all sessions of a person.
	EndSessions(ctx context.Context, person graph.Key) error
	// EndProviderSessions ends the sessions that were begun with one at the provider: with that of the ID, or, where the ID is
	// empty, with any of the subject. Sessions of the subject whose ID the provider did not say end in both cases.
	EndProviderSessions(ctx context.Context, at ProviderSession) error
	// CountSignedIn returns how many people have a session that has not ended.
	CountSignedIn(ctx context.Context) (int, error)
}

// MostPending is how many sign-ins may be under way; the oldest ones make room.
const MostPending = 100_000

// Pending are sign-ins that are under way, and ids that are taken once.
type Pending interface {
	// PutPending keeps what a sign-in that is under way has to know when its browser returns.
	PutPending(ctx context.Context, state string, data []byte, lifetime time.Duration) error
	// TakePending returns what was kept, once: a second time it is not there.
	TakePending(ctx context.Context, state string) (data []byte, found bool, err error)
	// Claim reports whether an id is claimed for the first time within its lifetime.
	Claim(ctx context.Context, id string, lifetime time.Duration) (first bool, err error)
}

// Token is an API token without its secret, which only its owner has.
type Token struct {
	ID string `json:"id"`
	// Person is the owner; empty for a service.
	Person graph.Key `json:"person,omitempty"`
	// Name is what the owner calls it, or what the service is.
	Name string `json:"name"`
	// Scope is what it may do.
	Scope   string    `json:"scope"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
}

// Tokens are API tokens. Those that have expired are not found.
type Tokens interface {
	// PutToken keeps a token by the [Hash] of its secret.
	PutToken(ctx context.Context, hash string, token Token) error
	// FindToken returns the token of a secret.
	FindToken(ctx context.Context, secret string) (token Token, found bool, err error)
	// Tokens returns all tokens, the newest first.
	Tokens(ctx context.Context) ([]Token, error)
	// TokensOf returns the tokens of a person, the newest first; services have none here.
	TokensOf(ctx context.Context, person graph.Key) ([]Token, error)
	// DeleteToken deletes a token, and reports whether it was there.
	DeleteToken(ctx context.Context, id string) (bool, error)
	// DeleteTokenOf deletes a token of a person, and reports whether it was there.
	DeleteTokenOf(ctx context.Context, person graph.Key, id string) (bool, error)
}

// Hash is what is kept of a secret that is too long to be guessed.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
