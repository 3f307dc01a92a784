package activity

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// accountAttribute is the attribute by which these sources identify accounts.
const accountAttribute = "id"

// keys makes the keys of one source. It caches the latest ones, since hashing takes time and most activities are
// about few people and posts.
type keys struct {
	source string
	namer  graph.Namer
	cache  map[cacheKey]graph.Key
}

// cacheKey is what a key is made for; the kind "reference" stands for the person of an account.
type cacheKey struct{ kind, id string }

// maxCached bounds how many keys are cached.
const maxCached = 500_000

func newKeys(source string, namer graph.Namer) keys {
	return keys{source, namer, map[cacheKey]graph.Key{}}
}

func (k keys) cached(kind, id string, make func() graph.Key) graph.Key {
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

func (k keys) account(id string) graph.Key {
	return graph.NodeKey(graph.KindAccount, k.namer.ID("account", k.source, accountAttribute, id))
}

// person returns a reference to the person of an account.
func (k keys) person(id string) graph.Key {
	return k.cached("reference", id, func() graph.Key {
		return ingest.Reference(graph.KindPerson, "account", k.account(id).ID())
	})
}

func (k keys) contribution(id string) graph.Key {
	return k.cached("contribution", id, func() graph.Key {
		return graph.NodeKey(graph.KindContribution, k.namer.ID("contribution", k.source, id))
	})
}

// community hashes the id of a group, since even the name of a secret one may reveal too much.
func (k keys) community(id string) graph.Key {
	return k.cached("community", id, func() graph.Key {
		return graph.NodeKey(graph.KindCommunity, k.namer.ID("community", k.source, id))
	})
}

// ownCommunity returns the community that a source is as a whole; its name is public, so its key may hold it.
func (k keys) ownCommunity() graph.Key {
	return graph.NodeKey(graph.KindCommunity, cmp.Or(graph.Slug(k.source), k.namer.ID("community", k.source)))
}

// storedCommunity returns the own community as it is to be stored: a source that does not say whether it is secret
// does not open it. The store may be nil.
func (k keys) storedCommunity(ctx context.Context, store graph.Reader) (graph.Community, error) {
	community := graph.Community{Name: k.source}
	if err := k.ownCommunity().Check(); err != nil {
		return community, fmt.Errorf("the source %q makes no key of a community: name it with letters or digits: %w", k.source, err)
	}
	if store == nil {
		return community, nil
	}
	facts, err := store.Facts(ctx, graph.Brief, k.ownCommunity())
	for _, stored := range facts {
		was := graph.As[graph.Community](stored)
		community.Secret, community.SecretAt = was.Secret, was.SecretAt
	}
	if err != nil {
		return community, fmt.Errorf("read what is known of the community %q: %w", k.source, err)
	}
	return community, nil
}

// member is an actor of a source.
type member struct {
	id, name string
	// mail is set where it may be trusted, number by a mapping.
	mail, number string
}

// accountStatement states that a member exists. The import decides whether it is somebody known, and drops
// account and person otherwise.
func (k keys) accountStatement(where ingest.Where, m member) ingest.Statement {
	account, person := k.account(m.id), k.person(m.id)
	return ingest.Statement{Where: where, Lenient: true, Facts: []graph.Fact{
		{Key: account, Value: graph.Account{Source: k.source, Attribute: accountAttribute, DisplayName: m.name}},
		{Key: person, Value: graph.Person{DisplayName: cmp.Or(m.name, m.id), Mail: m.mail, EmployeeNumber: m.number}},
		graph.Edge(account, "", person, "", graph.Is{}),
	}}
}

// tagger turns tags into skills, and describes each of them once.
type tagger struct {
	sink    ingest.Sink
	emitted map[string]bool
	// spellings of tags, by slug; a tag that is not among them keeps its own.
	spellings map[string]string
}

// about returns the edges from a contribution to the skills of its tags. Where create is false, a tag
// finds stored skills only.
func (t tagger) about(where ingest.Where, contribution graph.Key, tags []string, create bool) ([]graph.Fact, error) {
	var edges []graph.Fact
	done := map[string]bool{}
	for _, tag := range tags {
		if graph.IsLongLabel(tag) {
			t.sink.Warn(fmt.Sprintf("%s: the tag %.40q... is longer than %d characters and was left out", where, tag, graph.MaxLabel))
			continue
		}
		slug := graph.Slug(tag)
		if strings.Trim(slug, "+#.-") == "" || done[slug] {
			continue
		}
		done[slug] = true
		label := strings.TrimSpace(cmp.Or(t.spellings[slug], tag))
		skill := ingest.Reference(graph.KindSkill, "label", label)
		edges = append(edges, graph.Edge(contribution, "", skill, "", graph.About{}))
		if !create || t.emitted[slug] {
			continue
		}
		t.emitted[slug] = true
		described := graph.Fact{Key: skill, Value: graph.Skill{PrefLabel: label}}
		if err := t.sink.Emit(ingest.Statement{Where: where, Facts: []graph.Fact{described}}); err != nil {
			return nil, err
		}
	}
	return edges, nil
}

// dateColumns names what holds the dates of a line or row.
func dateColumns(name string) map[string]string {
	return map[string]string{"publishedAt": name, "at": name, "acceptedAt": name}
}
