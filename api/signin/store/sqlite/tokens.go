package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/graph"
)

// PutToken is that of [store.Tokens].
func (s *Store) PutToken(ctx context.Context, hash string, token store.Token) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO token (id, hash, person, name, scope, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)",
		token.ID, hash, token.Person, token.Name, token.Scope, token.Created.Unix(), token.Expires.Unix())
	return err
}

const tokenColumns = "SELECT id, person, name, scope, created, expires FROM token"

// FindToken is that of [store.Tokens].
func (s *Store) FindToken(ctx context.Context, secret string) (token store.Token, found bool, err error) {
	token, err = scanToken(s.db.QueryRowContext(ctx, tokenColumns+" WHERE hash = ? AND expires > ?", store.Hash(secret), s.now().Unix()))
	if errors.Is(err, sql.ErrNoRows) {
		return store.Token{}, false, nil
	}
	return token, err == nil, err
}

// Tokens is that of [store.Tokens].
func (s *Store) Tokens(ctx context.Context) ([]store.Token, error) {
	return s.tokens(ctx, tokenColumns+" WHERE expires > ? ORDER BY created DESC, id", s.now().Unix())
}

// TokensOf is that of [store.Tokens].
func (s *Store) TokensOf(ctx context.Context, person graph.Key) ([]store.Token, error) {
	return s.tokens(ctx, tokenColumns+" WHERE person = ? AND person <> '' AND expires > ? ORDER BY created DESC, id", person, s.now().Unix())
}

func (s *Store) tokens(ctx context.Context, query string, values ...any) ([]store.Token, error) {
	rows, err := s.db.QueryContext(ctx, query, values...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var tokens []store.Token
	for rows.Next() {
		token, err := scanToken(rows)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, token)
	}
	return tokens, rows.Err()
}

func scanToken(row interface{ Scan(into ...any) error }) (token store.Token, err error) {
	var created, expires int64
	err = row.Scan(&token.ID, &token.Person, &token.Name, &token.Scope, &created, &expires)
	token.Created, token.Expires = time.Unix(created, 0).UTC(), time.Unix(expires, 0).UTC()
	return token, err
}

// DeleteToken is that of [store.Tokens].
func (s *Store) DeleteToken(ctx context.Context, id string) (bool, error) {
	return s.deleteToken(ctx, "DELETE FROM token WHERE id = ?", id)
}

// DeleteTokenOf is that of [store.Tokens].
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

// MoveTokens gives all tokens with the hashes of their secrets to put, and deletes each that it took.
func (s *Store) MoveTokens(ctx context.Context, put func(ctx context.Context, hash string, token store.Token) error) error {
	tokens, err := s.Tokens(ctx)
	for _, token := range tokens {
		var hash string
		if err = s.db.QueryRowContext(ctx, "SELECT hash FROM token WHERE id = ?", token.ID).Scan(&hash); err != nil {
			return err
		}
		if err = put(ctx, hash, token); err != nil {
			return err
		}
		if _, err = s.DeleteToken(ctx, token.ID); err != nil {
			return err
		}
	}
	return err
}
