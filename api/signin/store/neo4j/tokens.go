package neo4j

import (
	"context"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/graph"
)

// PutToken is that of [store.Tokens].
func (s *Store) PutToken(ctx context.Context, hash string, token store.Token) error {
	return s.run(ctx, `MERGE (n:SignInToken {id: $id})
		SET n.hash = $hash, n.person = $person, n.name = $name, n.scope = $scope, n.created = $created, n.expires = $expires`,
		values{
			"id": token.ID, "hash": hash, "person": string(token.Person), "name": token.Name, "scope": token.Scope,
			"created": token.Created.UnixNano(), "expires": token.Expires.UnixNano(),
		})
}

// FindToken is that of [store.Tokens].
func (s *Store) FindToken(ctx context.Context, secret string) (token store.Token, found bool, err error) {
	tokens, err := s.tokens(ctx, "n.hash = $hash", values{"hash": store.Hash(secret)})
	if err != nil || len(tokens) == 0 {
		return store.Token{}, false, err
	}
	return tokens[0], true, nil
}

// Tokens is that of [store.Tokens].
func (s *Store) Tokens(ctx context.Context) ([]store.Token, error) {
	return s.tokens(ctx, "true", values{})
}

// TokensOf is that of [store.Tokens].
func (s *Store) TokensOf(ctx context.Context, person graph.Key) ([]store.Token, error) {
	return s.tokens(ctx, "n.person = $person AND n.person <> ''", values{"person": string(person)})
}

func (s *Store) tokens(ctx context.Context, condition string, parameters values) ([]store.Token, error) {
	parameters["now"] = s.now().UnixNano()
	rows, err := s.database.Query(ctx, "MATCH (n:SignInToken) WHERE "+condition+
		" AND n.expires > $now RETURN n.id, n.person, n.name, n.scope, n.created, n.expires ORDER BY n.created DESC, n.id", parameters)
	if err != nil {
		return nil, err
	}
	tokens := make([]store.Token, len(rows))
	for i, row := range rows {
		tokens[i] = store.Token{
			ID: text(row[0]), Person: graph.Key(text(row[1])), Name: text(row[2]), Scope: text(row[3]),
			Created: instant(row[4]), Expires: instant(row[5]),
		}
	}
	return tokens, nil
}

// DeleteToken is that of [store.Tokens].
func (s *Store) DeleteToken(ctx context.Context, id string) (bool, error) {
	return s.deleteToken(ctx, "MATCH (n:SignInToken {id: $id}) DELETE n RETURN 1", values{"id": id})
}

// DeleteTokenOf is that of [store.Tokens].
func (s *Store) DeleteTokenOf(ctx context.Context, person graph.Key, id string) (bool, error) {
	return s.deleteToken(ctx, "MATCH (n:SignInToken {id: $id, person: $person}) WHERE n.person <> '' DELETE n RETURN 1",
		values{"id": id, "person": string(person)})
}

func (s *Store) deleteToken(ctx context.Context, statement string, parameters values) (bool, error) {
	rows, err := s.database.Query(ctx, statement, parameters)
	return len(rows) > 0, err
}
