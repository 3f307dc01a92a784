// Package token lets programs ask in the name of a person, or of a service, by a token that they send with each request.
package token

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// The scopes: what a token may do. What is written is in the owner's name, so a service only reads, or provisions: it states users
// and groups through SCIM, and may do nothing else.
const (
	Read      = "read"
	Write     = "write"
	Provision = "provision"
)

// Scopes returns the scopes of people's tokens, the least first.
func Scopes() []string { return []string{Read, Write} }

// Prefix begins every secret, so that scanners for secrets in files recognize it.
const Prefix = "sachant_"

const (
	longestName = 100
	// MaxDays is how long a token lasts at most.
	MaxDays = 366
	most    = 50 // tokens of a person
)

// ErrUnknown is that a token is of nobody: it was never made, has expired, or was revoked.
var ErrUnknown = errors.New("the token is of nobody, has expired or was revoked")

// Tokens are those of an installation. Its methods may be called by several goroutines.
type Tokens struct {
	store store.Tokens
	find  func(ctx context.Context, name string) (graph.Key, error)
	now   func() time.Time
}

// New returns the tokens in a store; find returns an error that wraps graph.ErrNotFound for the key of somebody who left.
func New(kept store.Tokens, find func(ctx context.Context, name string) (graph.Key, error), now func() time.Time) *Tokens {
	return &Tokens{kept, find, now}
}

// Request is a token to be made.
type Request struct {
	// Person is the owner; empty makes the token of a service.
	Person graph.Key
	// Name is what the owner calls it, or what the service is.
	Name, Scope string
	Days        int
}

// Create makes a token and returns its secret, which nobody can be told again. Its errors wrap graph.ErrInvalid where the request
// is why.
func (t *Tokens) Create(ctx context.Context, request Request) (secret string, made store.Token, err error) {
	request.Name = strings.TrimSpace(request.Name)
	if err := t.check(ctx, request); err != nil {
		return "", made, err
	}
	now := t.now()
	made = store.Token{
		ID: strings.ToLower(rand.Text()[:10]), Person: request.Person, Name: request.Name, Scope: request.Scope,
		Created: now, Expires: now.AddDate(0, 0, request.Days),
	}
	secret = Prefix + rand.Text() + rand.Text()
	return secret, made, t.store.PutToken(ctx, store.Hash(secret), made)
}

func (t *Tokens) check(ctx context.Context, request Request) error {
	switch {
	case request.Name == "" || len(request.Name) > longestName:
		return fmt.Errorf("%w: a token has a name of at most %d characters, by which it is known again", graph.ErrInvalid, longestName)
	case request.Person == "" && request.Scope == Provision:
	case !slices.Contains(Scopes(), request.Scope):
		return fmt.Errorf("%w: a token may read or write, not %q", graph.ErrInvalid, request.Scope)
	case request.Person == "" && request.Scope != Read:
		return fmt.Errorf("%w: a service only reads, since what is written is in somebody's name", graph.ErrInvalid)
	}
	if request.Days < 1 || request.Days > MaxDays {
		return fmt.Errorf("%w: a token lasts from 1 to 366 days", graph.ErrInvalid)
	}
	if request.Person == "" {
		return nil
	}
	held, err := t.store.TokensOf(ctx, request.Person)
	if err == nil && len(held) >= most {
		err = fmt.Errorf("%w: 50 tokens are enough: revoke one first", graph.ErrInvalid)
	}
	return err
}

// Of returns the tokens of a person, the newest first.
func (t *Tokens) Of(ctx context.Context, person graph.Key) ([]store.Token, error) {
	return t.store.TokensOf(ctx, person)
}

// All returns the tokens of everybody and of services, the newest first.
func (t *Tokens) All(ctx context.Context) ([]store.Token, error) { return t.store.Tokens(ctx) }

// Revoke revokes a token; the error wraps graph.ErrNotFound where it is not there.
func (t *Tokens) Revoke(ctx context.Context, id string) error {
	return found(t.store.DeleteToken(ctx, id))(id)
}

// RevokeOf revokes a token of a person; the error wraps graph.ErrNotFound where the person has none of that id.
func (t *Tokens) RevokeOf(ctx context.Context, person graph.Key, id string) error {
	return found(t.store.DeleteTokenOf(ctx, person, id))(id)
}

func found(was bool, err error) func(id string) error {
	return func(id string) error {
		if err == nil && !was {
			err = fmt.Errorf("%w: there is no token %q", graph.ErrNotFound, id)
		}
		return err
	}
}

// IsSent reports whether a request has a token.
func IsSent(r *http.Request) bool { return len(r.Header.Values("Authorization")) > 0 }

// Identify returns the viewer of a request with a token. A token sees what colleagues see, whatever groups its owner is in,
// and what is the owner's. One that provisions sees nothing.
func (t *Tokens) Identify(r *http.Request) (access.Viewer, error) {
	token, err := t.sent(r)
	switch {
	case err != nil:
		return access.Viewer{}, err
	case token.Scope == Provision:
		return access.Viewer{}, fmt.Errorf("%w: it is for SCIM alone", ErrUnknown)
	case token.Person == "":
		return access.Viewer{Roles: []access.Role{access.Employee, access.Service}, ReadOnly: true}, nil
	}
	person, err := t.find(r.Context(), string(token.Person))
	if errors.Is(err, graph.ErrNotFound) {
		return access.Viewer{}, fmt.Errorf("%w: its owner has left", ErrUnknown)
	}
	return access.Viewer{Person: person, Roles: []access.Role{access.Employee}, ReadOnly: token.Scope != Write}, err
}

// Provisioner returns the id of the token of a request, and whether it provisions. Its error wraps [ErrUnknown] where the token is
// of nobody.
func (t *Tokens) Provisioner(r *http.Request) (id string, is bool, err error) {
	token, err := t.sent(r)
	return token.ID, token.Scope == Provision, err
}

// sent returns the token that a request sends.
func (t *Tokens) sent(r *http.Request) (store.Token, error) {
	sent := r.Header.Values("Authorization")
	if len(sent) != 1 {
		return store.Token{}, fmt.Errorf("%w: it is there several times, or not at all", ErrUnknown)
	}
	scheme, secret, _ := strings.Cut(sent[0], " ")
	if !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(secret, Prefix) {
		return store.Token{}, fmt.Errorf("%w: it is no bearer token of Sachant", ErrUnknown)
	}
	token, is, err := t.store.FindToken(r.Context(), secret)
	switch {
	case err != nil:
		return store.Token{}, fmt.Errorf("look for a token: %w", err)
	case !is:
		return store.Token{}, ErrUnknown
	}
	return token, nil
}
