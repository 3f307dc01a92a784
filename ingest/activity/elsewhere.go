package activity

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// sample is some of what a source holds, to see whether it is known from another source.
type sample struct {
	posts     []samplePost
	groups    []string
	mentioned []string // contributions that the file refers to and does not create, and the store does not know
}

type samplePost struct {
	id string
	at time.Time
}

// sampleSize is how many posts, groups and mentions are compared, each.
const sampleSize = 200

func (s *sample) add(id string, at time.Time) {
	if len(s.posts) < sampleSize {
		s.posts = append(s.posts, samplePost{id, at})
	}
}

// warnOfOtherSources warns where the store knows the same ids from another source: under another name, what is
// the same counts twice, and a secret group is not the one that is stored.
func (k keys) warnOfOtherSources(ctx context.Context, store graph.Reader, sink ingest.Sink, of sample) error {
	others, err := k.otherSources(ctx, store)
	if err != nil {
		return err
	}
	for _, other := range others {
		found, err := newKeys(other, k.namer).count(ctx, store, of)
		if err != nil {
			return err
		}
		if found > 0 {
			sink.Warn(fmt.Sprintf("%d of %d ids are known from source %q: if this is the same system, import with --source %q, "+
				"or what is the same counts twice", found, len(of.posts)+len(of.groups)+len(of.mentioned), other, other))
		}
	}
	return nil
}

// closeSecretElsewhere takes a group as secret that another source knows as secret under the same id, unless the file
// says that it is not.
func (t *translator) closeSecretElsewhere(ctx context.Context) error {
	others, err := t.otherSources(ctx, t.reader.Store)
	if err != nil {
		return err
	}
	for _, other := range others {
		elsewhere, ids, keys := newKeys(other, t.namer), map[graph.Key]string{}, []graph.Key{}
		for id, of := range t.first.groups {
			if key := elsewhere.community(id); !of.isOpen && !of.secret {
				ids[key], keys = id, append(keys, key)
			}
		}
		found, err := t.reader.Store.Facts(ctx, graph.Brief, keys...)
		if err != nil {
			return fmt.Errorf("read which groups of %q are secret: %w", other, err)
		}
		for _, fact := range found {
			if id := ids[fact.Key]; graph.As[graph.Community](fact).Secret && t.first.groups[id].described() {
				t.first.groups[id].secret = true
				t.sink.Warn(fmt.Sprintf("the group %q is taken as secret, since it is secret in the source %q", id, other))
			}
		}
	}
	return nil
}

// otherSources returns the sources of activity in a store, but for this one.
func (k keys) otherSources(ctx context.Context, store graph.Reader) ([]string, error) {
	others := map[string]bool{}
	_, err := store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		account, isAccount := fact.Value.(graph.Account)
		if !isAccount || account.Attribute == accountAttribute {
			others[fact.Origin] = true
		}
		return nil
	}, graph.KindAccount, graph.KindCommunity)
	delete(others, k.source)
	if err != nil {
		return nil, fmt.Errorf("read which sources are known: %w", err)
	}
	return slices.Sorted(maps.Keys(others)), nil
}

// count returns how much of a sample the store knows by these keys: posts of the same id and time, other things of
// the same id.
func (k keys) count(ctx context.Context, store graph.Reader, of sample) (found int, err error) {
	posted, all := map[graph.Key]time.Time{}, []graph.Key{}
	for _, post := range of.posts {
		key := k.contribution(post.id)
		posted[key], all = post.at, append(all, key)
	}
	for _, id := range of.mentioned {
		all = append(all, k.contribution(id))
	}
	for _, id := range of.groups {
		all = append(all, k.community(id))
	}
	facts, err := store.Facts(ctx, graph.Brief, all...)
	if err != nil {
		return 0, fmt.Errorf("read what is known from other sources: %w", err)
	}
	for _, fact := range facts {
		if at, dated := posted[fact.Key]; !dated || at.Equal(graph.As[graph.Contribution](fact).PublishedAt) {
			found++
		}
	}
	return found, nil
}

// sample returns some of what the file holds.
func (t *translator) sample() sample {
	out := t.first.sample
	for _, id := range slices.Sorted(maps.Keys(t.first.groups)) {
		if _, stored := t.stored.nodes[t.community(id)]; !stored && len(out.groups) < sampleSize {
			out.groups = append(out.groups, id)
		}
	}
	for id, c := range t.first.contributions {
		if _, stored := t.stored.nodes[t.contribution(id)]; c.line == 0 && !stored {
			out.mentioned = append(out.mentioned, id)
		}
	}
	slices.Sort(out.mentioned)
	out.mentioned = out.mentioned[:min(len(out.mentioned), sampleSize)]
	return out
}
