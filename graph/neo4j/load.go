package neo4j

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// knowledge tells which of the keys facts have, where that is known.
type knowledge func(keys []graph.Key) (there []graph.Key, known bool)

// load reads what the effect of a transaction depends on: what is put as a whole; of other
// nodes, ends of edges mostly, only whether they are there. What is known it does not ask for.
func (v view) load(ctx context.Context, tx graph.Tx, needs graph.Needs, knows knowledge) (graph.Have, error) {
	have := graph.Have{Records: make(map[graph.Key]graph.Record, len(needs.Keys))}
	whole, present := wholeOrPresent(tx, needs.Keys)
	whole, present = unknown(tx, whole, present, have, knows)
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

// unknown are those of the keys that have to be read. Of nodes that are but ends of edges, it is
// enough to know that they are there.
func unknown(tx graph.Tx, whole, present []graph.Key, have graph.Have, knows knowledge) (unknownWhole, unknownPresent []graph.Key) {
	there, known := knows(whole)
	if !known {
		return whole, present
	}
	ends, known := knows(present)
	if !known {
		return whole, present
	}
	named := make(map[graph.Key]bool, len(tx.Delete)+len(tx.If))
	for _, key := range tx.Delete {
		named[key] = true
	}
	for _, condition := range tx.If {
		named[condition.Key] = true
	}
	for _, end := range ends {
		if named[end] {
			unknownPresent = append(unknownPresent, end)
		} else {
			have.Records[end] = graph.Record{Key: end}
		}
	}
	return there, unknownPresent
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
