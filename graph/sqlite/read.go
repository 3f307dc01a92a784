package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Facts implements graph.Reader.
func (s *Store) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	var records []graph.Record
	err := s.read(ctx, s.reads, func(at snapshot) (err error) {
		records, err = at.records(ctx, detail, unique(keys))
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
		records, err = at.recordsAt(ctx, unique(nodes), direction, wanted)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the edges of %d nodes: %w", len(nodes), err)
	}
	return facts(records)
}

// read gives a snapshot to do, which must not keep it.
func (s *Store) read(ctx context.Context, db *sql.DB, do func(snapshot) error) error {
	leave, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return cause(ctx, err)
	}
	err = do(snapshot{tx, s.kinds})
	if undone := tx.Rollback(); !errors.Is(undone, sql.ErrTxDone) {
		err = errors.Join(err, undone)
	}
	return cause(ctx, err)
}

// cause is the context's error where that is why something failed; else it says what to do.
func cause(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return explained(err)
}

// records are those of the keys that exist, in key order.
func (s snapshot) records(ctx context.Context, detail graph.Detail, keys []graph.Key) ([]graph.Record, error) {
	nodes, edges := sorted(keys)
	found := make([]graph.Record, 0, len(keys))
	err := s.nodes(ctx, detail, nodes, func(node numbered) { found = append(found, node.Record) })
	if err != nil || len(edges) == 0 {
		return inKeyOrder(found), err
	}
	numbers, err := s.numbers(ctx, ends(edges))
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

// recordsAt are the edges at the nodes in one direction, in key order.
func (s snapshot) recordsAt(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds []int64) ([]graph.Record, error) {
	nodes, _ = sorted(nodes)
	numbers, err := s.numbers(ctx, nodes)
	if err != nil {
		return nil, err
	}
	names := make(map[int64]graph.Key, len(numbers))
	near := make([]int64, 0, len(numbers))
	for key, n := range numbers {
		names[n] = key
		near = append(near, n)
	}
	slices.Sort(near)
	var ids []edgeID
	var found []graph.Record
	err = s.edgesOf(ctx, near, direction, kinds, func(id edgeID, record graph.Record) {
		ids, found = append(ids, id), append(found, record)
	})
	if err != nil {
		return nil, err
	}
	if err := s.name(ctx, ids, found, names); err != nil {
		return nil, err
	}
	return inKeyOrder(found), nil
}

// name gives records of edges their keys; names are the keys already known.
func (s snapshot) name(ctx context.Context, ids []edgeID, records []graph.Record, names map[int64]graph.Key) error {
	var unknown []int64
	for _, id := range ids {
		for _, end := range []int64{id.src, id.dst} {
			if _, known := names[end]; !known {
				unknown = append(unknown, end)
			}
		}
	}
	slices.Sort(unknown)
	if err := s.names(ctx, slices.Compact(unknown), names); err != nil {
		return err
	}
	for i, id := range ids {
		kind, err := s.kinds.of(id.kind)
		if err != nil {
			return err
		}
		records[i].Key = graph.EdgeKey(names[id.src], kind, id.tag, names[id.dst])
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

// unique sorts a copy: the keys are the caller's.
func unique(keys []graph.Key) []graph.Key {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return slices.Compact(keys)
}
