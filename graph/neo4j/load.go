package neo4j

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// load reads what the effect of a transaction depends on: edges and the facts that are put, whole; of
// other nodes, which are mostly ends of edges, only whether they exist and since which revision.
// existing leaves out keys that are known to have no fact.
func (v view) load(ctx context.Context, tx graph.Tx, existing func([]graph.Key) []graph.Key) (graph.Have, error) {
	needs := tx.Needs()
	have := graph.Have{Records: make(map[graph.Key]graph.Record, len(needs.Keys))}
	whole, present := wholeOrPresent(tx, existing(needs.Keys))
	if err := v.loadWhole(ctx, whole, have); err != nil {
		return have, err
	}
	if err := v.loadPresence(ctx, present, have); err != nil {
		return have, err
	}
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		err := v.edges(ctx, needs.EdgesOf, direction, nil, func(fact graph.Fact) { have.Edges = append(have.Edges, fact.Key) })
		if err != nil {
			return have, err
		}
	}
	return have, nil
}

// wholeOrPresent splits the keys. Edges are read whole: nothing in them is long.
func wholeOrPresent(tx graph.Tx, keys []graph.Key) (whole, present []graph.Key) {
	put := make(map[graph.Key]bool, len(tx.Put))
	for _, fact := range tx.Put {
		put[fact.Key] = true
	}
	present = slices.Clone(keys)
	present = slices.DeleteFunc(present, func(key graph.Key) bool {
		isWhole := put[key] || key.IsEdge()
		if isWhole {
			whole = append(whole, key)
		}
		return isWhole
	})
	return whole, present
}

func (v view) loadWhole(ctx context.Context, keys []graph.Key, have graph.Have) error {
	var failed error
	err := v.facts(ctx, graph.Whole, keys, func(fact graph.Fact) {
		record, err := fact.Record()
		if err != nil && failed == nil {
			failed = err
		}
		have.Records[record.Key] = record
	})
	if err != nil {
		return err
	}
	return failed
}

func (v view) loadPresence(ctx context.Context, keys []graph.Key, have graph.Have) error {
	nodes, _ := v.byShape(keys)
	for _, of := range nodes {
		query := of.presence()
		for part := range slices.Chunk(of.keys, together) {
			err := v.items(ctx, query, map[string]any{"keys": texts(part)}, func(item any) error {
				row := columns(item)
				key, _ := row[0].(string)
				have.Records[graph.Key(key)] = graph.Record{Key: graph.Key(key), Revision: integer(row[1])}
				return nil
			})
			if err != nil {
				return fmt.Errorf("look for nodes of kind %s: %w", of.kind, err)
			}
		}
	}
	return nil
}

func integer(value any) int64 {
	number, _ := value.(int64)
	return number
}
