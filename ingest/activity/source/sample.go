package source

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// Sample is some of what a source holds, to see whether it is known from another source.
type Sample struct {
	posts     []samplePost
	Groups    []string
	Mentioned []string // contributions that the file refers to and does not create, and the store does not know
}

type samplePost struct {
	id string
	at time.Time
}

// SampleSize is how many posts, groups and mentions are compared, each.
const SampleSize = 200

// Add keeps a post, until there are enough.
func (s *Sample) Add(id string, at time.Time) {
	if len(s.posts) < SampleSize {
		s.posts = append(s.posts, samplePost{id, at})
	}
}

// WarnOfOtherSources warns where the store knows the same ids from another source: under another name, what is
// the same counts twice, and a secret group is not the one that is stored.
func (k Keys) WarnOfOtherSources(ctx context.Context, store graph.Reader, sink ingest.Sink, of Sample) error {
	others, err := k.OtherSources(ctx, store)
	if err != nil {
		return err
	}
	for _, other := range others {
		found, err := NewKeys(other, k.Namer).count(ctx, store, of)
		if err != nil {
			return err
		}
		if found > 0 {
			sink.Warn(fmt.Sprintf("%d of %d ids are known from source %q: if this is the same system, import with --source %q, "+
				"or what is the same counts twice", found, len(of.posts)+len(of.Groups)+len(of.Mentioned), other, other))
		}
	}
	return nil
}

// OtherSources returns the sources of activity in a store, but for this one.
func (k Keys) OtherSources(ctx context.Context, store graph.Reader) ([]string, error) {
	others := map[string]bool{}
	_, err := store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		account, isAccount := fact.Value.(graph.Account)
		if !isAccount || account.Attribute == accountAttribute {
			others[fact.Origin] = true
		}
		return nil
	}, graph.KindAccount, graph.KindCommunity)
	delete(others, k.Source)
	if err != nil {
		return nil, fmt.Errorf("read which sources are known: %w", err)
	}
	return slices.Sorted(maps.Keys(others)), nil
}

// count returns how much of a sample the store knows by these keys: posts of the same id and time, other things of
// the same id.
func (k Keys) count(ctx context.Context, store graph.Reader, of Sample) (found int, err error) {
	posted, all := map[graph.Key]time.Time{}, []graph.Key{}
	for _, post := range of.posts {
		key := k.Contribution(post.id)
		posted[key], all = post.at, append(all, key)
	}
	for _, id := range of.Mentioned {
		all = append(all, k.Contribution(id))
	}
	for _, id := range of.Groups {
		all = append(all, k.Community(id))
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
