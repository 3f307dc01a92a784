package activity

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/activity/source"
)

// closeSecretElsewhere takes a group as secret that another source knows as secret under the same id, unless the file
// says that it is not.
func (t *translator) closeSecretElsewhere(ctx context.Context) error {
	others, err := t.OtherSources(ctx, t.reader.Store)
	if err != nil {
		return err
	}
	for _, other := range others {
		elsewhere, ids, keys := source.NewKeys(other, t.Namer), map[graph.Key]string{}, []graph.Key{}
		for id, of := range t.first.groups {
			if key := elsewhere.Community(id); !of.isOpen && !of.secret {
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

// sample returns some of what the file holds.
func (t *translator) sample() source.Sample {
	out := t.first.sample
	for _, id := range slices.Sorted(maps.Keys(t.first.groups)) {
		if _, stored := t.stored.nodes[t.Community(id)]; !stored && len(out.Groups) < source.SampleSize {
			out.Groups = append(out.Groups, id)
		}
	}
	for id, c := range t.first.contributions {
		if _, stored := t.stored.nodes[t.Contribution(id)]; c.line == 0 && !stored {
			out.Mentioned = append(out.Mentioned, id)
		}
	}
	slices.Sort(out.Mentioned)
	out.Mentioned = out.Mentioned[:min(len(out.Mentioned), source.SampleSize)]
	return out
}
