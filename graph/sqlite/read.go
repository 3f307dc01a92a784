package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Facts implements graph.Reader.
func (s *Store) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	var records []graph.Record
	err := s.read(ctx, s.reads, func(at snapshot) (err error) {
		records, err = at.records(ctx, detail, sortedKeys(keys))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read %d facts: %w", len(keys), err)
	}
	return facts(records)
}

// Edges implements graph.Reader.
func (s *Store) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	wanted, any := s.kinds.numbers(kinds)
	if !any {
		return nil, ctx.Err()
	}
	var records []graph.Record
	err := s.read(ctx, s.reads, func(at snapshot) (err error) {
		records, err = at.edgeRecords(ctx, sortedKeys(nodes), direction, wanted)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the edges of %d nodes: %w", len(nodes), err)
	}
	return facts(records)
}

// read calls do with a snapshot, which is valid until do returns.
func (s *Store) read(ctx context.Context, db *sql.DB, do func(snapshot) error) error {
	leave, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return contextError(ctx, err)
	}
	err = do(snapshot{tx, s.kinds})
	if undone := tx.Rollback(); !errors.Is(undone, sql.ErrTxDone) {
		err = errors.Join(err, undone)
	}
	return contextError(ctx, err)
}

// contextError returns the context's error where that is the cause, else what explain returns.
func contextError(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return explain(err)
}

// records returns the facts that exist, in key order.
func (s snapshot) records(ctx context.Context, detail graph.Detail, keys []graph.Key) ([]graph.Record, error) {
	nodes, edges := splitKeys(keys)
	found := make([]graph.Record, 0, len(keys))
	err := s.nodes(ctx, detail, nodes, func(node nodeRecord) { found = append(found, node.Record) })
	if err != nil || len(edges) == 0 {
		return inKeyOrder(found), err
	}
	numbers, err := s.nodeIDs(ctx, ends(edges))
	if err != nil {
		return nil, err
	}
	located := s.locate(edges, numbers)
	err = s.edges(ctx, detail, located, func(id edgeID, record graph.Record) {
		record.Key = located.key(id)
		found = append(found, record)
	})
	return inKeyOrder(found), err
}

// edgeRecords returns the edges at the nodes in one direction, in key order.
func (s snapshot) edgeRecords(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds []int64) ([]graph.Record, error) {
	nodes, _ = splitKeys(nodes)
	numbers, err := s.nodeIDs(ctx, nodes)
	if err != nil {
		return nil, err
	}
	keys := make(map[int64]graph.Key, len(numbers))
	for key, n := range numbers {
		keys[n] = key
	}
	ids := slices.Sorted(maps.Keys(keys))
	_, found, err := s.keyedEdgesOf(ctx, ids, direction, kinds, keys)
	return inKeyOrder(found), err
}

// keyedEdgesOf returns the edges at nodes in one direction, with the keys of their records. It adds the
// keys of the nodes at their other ends to those that are known.
func (s snapshot) keyedEdgesOf(ctx context.Context, nodes []int64, direction graph.Direction, kinds []int64, keys map[int64]graph.Key) (ids []edgeID, records []graph.Record, err error) {
	err = s.edgesOf(ctx, nodes, direction, kinds, func(id edgeID, record graph.Record) {
		ids, records = append(ids, id), append(records, record)
	})
	if err != nil {
		return nil, nil, err
	}
	return ids, records, s.setKeys(ctx, ids, records, keys)
}

// setKeys sets the keys of the records of edges; keys are those of nodes that are already known.
func (s snapshot) setKeys(ctx context.Context, ids []edgeID, records []graph.Record, keys map[int64]graph.Key) error {
	var unknown []int64
	for _, id := range ids {
		for _, end := range []int64{id.src, id.dst} {
			if _, known := keys[end]; !known {
				unknown = append(unknown, end)
			}
		}
	}
	slices.Sort(unknown)
	if err := s.nodeKeys(ctx, slices.Compact(unknown), keys); err != nil {
		return err
	}
	for i, id := range ids {
		kind, err := s.kinds.of(id.kind)
		if err != nil {
			return err
		}
		records[i].Key = graph.EdgeKey(keys[id.src], kind, id.tag, keys[id.dst])
	}
	return nil
}

func facts(records []graph.Record) ([]graph.Fact, error) {
	found := make([]graph.Fact, len(records))
	for i, record := range records {
		fact, err := record.Fact()
		if err != nil {
			return nil, err
		}
		found[i] = fact
	}
	return found, nil
}

func ends(edges []graph.Key) []graph.Key {
	nodes := make([]graph.Key, 0, 2*len(edges))
	for _, edge := range edges {
		from, to := edge.Ends()
		nodes = append(nodes, from, to)
	}
	slices.Sort(nodes)
	return slices.Compact(nodes)
}

func inKeyOrder(records []graph.Record) []graph.Record {
	slices.SortFunc(records, func(a, b graph.Record) int { return strings.Compare(string(a.Key), string(b.Key)) })
	return records
}

// sortedKeys returns a sorted copy, each key once: the keys are the caller's.
func sortedKeys(keys []graph.Key) []graph.Key {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return slices.Compact(keys)
}
