package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/sachant/sachant/graph"
)

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

// PutToken keeps a token by its secret.
func (s *Store) PutToken(ctx context.Context, secret string, token Token) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO token (id, hash, person, name, scope, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)",
		token.ID, hashOf(secret), token.Person, token.Name, token.Scope, token.Created.Unix(), token.Expires.Unix())
	return err
}

const tokenColumns = "SELECT id, person, name, scope, created, expires FROM token"

// FindToken returns the token of a secret that has not expired.
func (s *Store) FindToken(ctx context.Context, secret string) (token Token, found bool, err error) {
	token, err = scanToken(s.db.QueryRowContext(ctx, tokenColumns+" WHERE hash = ? AND expires > ?", hashOf(secret), s.now().Unix()))
	if errors.Is(err, sql.ErrNoRows) {
		return Token{}, false, nil
	}
	return token, err == nil, err
}

// Tokens returns all tokens that have not expired, the newest first.
func (s *Store) Tokens(ctx context.Context) ([]Token, error) {
	return s.tokens(ctx, tokenColumns+" WHERE expires > ? ORDER BY created DESC, id", s.now().Unix())
}

// TokensOf returns the tokens of a person that have not expired, the newest first.
func (s *Store) TokensOf(ctx context.Context, person graph.Key) ([]Token, error) {
	return s.tokens(ctx, tokenColumns+" WHERE person = ? AND person <> '' AND expires > ? ORDER BY created DESC, id", person, s.now().Unix())
}

func (s *Store) tokens(ctx context.Context, query string, values ...any) ([]Token, error) {
	rows, err := s.db.QueryContext(ctx, query, values...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var tokens []Token
	for rows.Next() {
		token, err := scanToken(rows)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, token)
	}
	return tokens, rows.Err()
}

func scanToken(row interface{ Scan(into ...any) error }) (token Token, err error) {
	var created, expires int64
	err = row.Scan(&token.ID, &token.Person, &token.Name, &token.Scope, &created, &expires)
	token.Created, token.Expires = time.Unix(created, 0).UTC(), time.Unix(expires, 0).UTC()
	return token, err
}

// DeleteToken deletes a token, and reports whether it was there.
func (s *Store) DeleteToken(ctx context.Context, id string) (bool, error) {
	return s.deleteToken(ctx, "DELETE FROM token WHERE id = ?", id)
}

// DeleteTokenOf deletes a token of a person, and reports whether it was there.
func (s *Store) DeleteTokenOf(ctx context.Context, person graph.Key, id string) (bool, error) {
	return s.deleteToken(ctx, "DELETE FROM token WHERE id = ? AND person = ? AND person <> ''", id, person)
}

func (s *Store) deleteToken(ctx context.Context, statement string, values ...any) (bool, error) {
	result, err := s.db.ExecContext(ctx, statement, values...)
	if err != nil {
		return false, err
	}
	deleted, err := result.RowsAffected()
	return deleted > 0, err
}
