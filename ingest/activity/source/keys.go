package source

import (
	"cmp"
	"context"
	"fmt"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// accountAttribute is the attribute by which these sources identify accounts.
const accountAttribute = "id"

// Keys makes the keys of one source. It caches the latest ones, since hashing takes time and most activities are
// about few people and posts.
type Keys struct {
	Source string
	Namer  graph.Namer
	cache  map[cacheKey]graph.Key
}

// cacheKey is what a key is made for; the kind "reference" stands for the person of an account.
type cacheKey struct{ kind, id string }

// maxCached bounds how many keys are cached.
const maxCached = 500_000

// NewKeys returns the keys of a source.
func NewKeys(source string, namer graph.Namer) Keys {
	return Keys{source, namer, map[cacheKey]graph.Key{}}
}

func (k Keys) cached(kind, id string, make func() graph.Key) graph.Key {
	if key, ok := k.cache[cacheKey{kind, id}]; ok {
		return key
	}
	if len(k.cache) >= maxCached {
		clear(k.cache)
	}
	key := make()
	k.cache[cacheKey{kind, id}] = key
	return key
}

// Account returns the key of an account.
func (k Keys) Account(id string) graph.Key {
	return graph.NodeKey(graph.KindAccount, k.Namer.ID("account", k.Source, accountAttribute, id))
}

// Person returns a reference to the person of an account.
func (k Keys) Person(id string) graph.Key {
	return k.cached("reference", id, func() graph.Key {
		return ingest.Reference(graph.KindPerson, "account", k.Account(id).ID())
	})
}

// Contribution returns the key of what was said.
func (k Keys) Contribution(id string) graph.Key {
	return k.cached("contribution", id, func() graph.Key {
		return graph.NodeKey(graph.KindContribution, k.Namer.ID("contribution", k.Source, id))
	})
}

// Community returns the key of a group. It hashes the id, since even the name of a secret one may reveal too much.
func (k Keys) Community(id string) graph.Key {
	return k.cached("community", id, func() graph.Key {
		return graph.NodeKey(graph.KindCommunity, k.Namer.ID("community", k.Source, id))
	})
}

// OwnCommunity returns the community that a source is as a whole; its name is public, so its key may hold it.
func (k Keys) OwnCommunity() graph.Key {
	return graph.NodeKey(graph.KindCommunity, cmp.Or(graph.Slug(k.Source), k.Namer.ID("community", k.Source)))
}

// StoredCommunity returns the own community as it is to be stored: a source that does not say whether it is secret
// does not open it. The store may be nil.
func (k Keys) StoredCommunity(ctx context.Context, store graph.Reader) (graph.Community, error) {
	community := graph.Community{Name: k.Source}
	if err := k.OwnCommunity().Check(); err != nil {
		return community, fmt.Errorf("the source %q makes no key of a community: name it with letters or digits: %w", k.Source, err)
	}
	if store == nil {
		return community, nil
	}
	facts, err := store.Facts(ctx, graph.Brief, k.OwnCommunity())
	for _, stored := range facts {
		was := graph.As[graph.Community](stored)
		community.Secret, community.SecretAt = was.Secret, was.SecretAt
	}
	if err != nil {
		return community, fmt.Errorf("read what is known of the community %q: %w", k.Source, err)
	}
	return community, nil
}

// Member is an actor of a source.
type Member struct {
	ID, Name string
	// Mail is set where it may be trusted, EmployeeNumber by a mapping.
	Mail, EmployeeNumber string
}

// AccountStatement states that a member exists. The import decides whether it is somebody known, and drops
// account and person otherwise.
func (k Keys) AccountStatement(where ingest.Where, m Member) ingest.Statement {
	account, person := k.Account(m.ID), k.Person(m.ID)
	return ingest.Statement{Where: where, Lenient: true, Facts: []graph.Fact{
		{Key: account, Value: graph.Account{Source: k.Source, Attribute: accountAttribute, DisplayName: m.Name}},
		{Key: person, Value: graph.Person{DisplayName: cmp.Or(m.Name, m.ID), Mail: m.Mail, EmployeeNumber: m.EmployeeNumber}},
		graph.Edge(account, "", person, "", graph.Is{}),
	}}
}

// DateColumns names what holds the dates of a line or row.
func DateColumns(name string) map[string]string {
	return map[string]string{"publishedAt": name, "at": name, "acceptedAt": name}
}
