package taxonomy

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// stored is what earlier runs left of a scheme.
type stored struct {
	values map[graph.Key]graph.Value // of concepts and roles
	edges  []graph.Key
}

func (c *collected) readStored(ctx context.Context, store graph.Reader) (stored, error) {
	all := stored{values: map[graph.Key]graph.Value{}}
	_, err := store.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Scheme:
			if fact.Key.ID() == c.id {
				c.scheme.Version = cmp.Or(c.scheme.Version, value.Version)
			}
		case graph.Concept:
			if value.InScheme == c.id {
				all.values[fact.Key] = value
			}
		case graph.Role:
			if value.InScheme == c.id {
				all.values[fact.Key] = value
			}
		default:
			all.edges = append(all.edges, fact.Key)
		}
		return nil
	}, graph.KindScheme, graph.KindConcept, graph.KindRole, graph.KindBroader, graph.KindRelated, graph.KindExactMatch, graph.KindCallsFor, graph.KindLeadsTo)
	if err != nil {
		return all, fmt.Errorf("read what is known of %s: %w", c.id, err)
	}
	all.edges = slices.DeleteFunc(all.edges, func(key graph.Key) bool {
		from, _ := key.Ends()
		return all.values[from] == nil
	})
	return all, nil
}

// emitRemovals takes back the edges that the scheme has no more, and marks concepts and roles that it has no more.
func (c *collected) emitRemovals(stored stored, sink ingest.Sink) error {
	var removes []ingest.Removal
	for _, key := range stored.edges {
		if c.complete[key.Kind()] {
			removes = append(removes, ingest.Removal{Key: key})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(stored.values)) {
		if c.complete[key.Kind()] && c.concepts[key] == nil && c.roles[key] == nil && c.readAllOf(stored.values[key]) {
			removes = append(removes, ingest.Removal{Key: key, If: isCurrent, Change: deprecated})
		}
	}
	if len(removes) == 0 {
		return nil
	}
	return sink.Emit(ingest.Statement{Removes: removes})
}

// readAllOf reports whether this run read every language that a stored value has labels in: in the others it may still
// be there.
func (c *collected) readAllOf(value graph.Value) bool {
	var labels graph.Labels
	switch value := value.(type) {
	case graph.Concept:
		labels = value.Labels()
	case graph.Role:
		labels = value.Labels()
	}
	return !slices.ContainsFunc(labels.PrefLabel, func(label graph.Literal) bool { return !c.languages[label.Language()] })
}

func isCurrent(fact graph.Fact) bool {
	return !graph.As[graph.Concept](fact).Deprecated && !graph.As[graph.Role](fact).Deprecated
}

func deprecated(value graph.Value) graph.Value {
	switch value := value.(type) {
	case graph.Concept:
		value.Deprecated = true
		return value
	case graph.Role:
		value.Deprecated = true
		return value
	}
	return value
}
