package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// apply writes an effect: what goes first, edges before their nodes, then what comes, nodes
// before their edges.
func (s *Store) apply(ctx context.Context, effect graph.Effect, there there, at moment) error {
	if err := s.writer.remove(ctx, effect.Delete, there); err != nil {
		return err
	}
	if err := s.writer.putNodes(ctx, effect.Put, there, at); err != nil {
		return err
	}
	return s.putEdges(ctx, effect.Put, there, at)
}

func (w *writer) remove(ctx context.Context, keys []graph.Key, there there) error {
	var nodes []int64
	for _, key := range keys {
		if !key.IsEdge() {
			nodes = append(nodes, there.numbers[key])
			continue
		}
		id := there.edges[key]
		err := w.exec(ctx, "DELETE FROM edge WHERE src = ? AND kind = ? AND dst = ? AND tag = ?", id.src, id.kind, id.dst, id.tag)
		if err != nil {
			return fmt.Errorf("delete %q: %w", key, err)
		}
	}
	for _, n := range nodes {
		if err := w.removeNode(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) removeNode(ctx context.Context, n int64) error {
	if err := w.exec(ctx, "DELETE FROM long WHERE n = ?", n); err != nil {
		return fmt.Errorf("delete a long text: %w", err)
	}
	if err := w.exec(ctx, "DELETE FROM node WHERE n = ?", n); err != nil {
		return fmt.Errorf("delete a node: %w", err)
	}
	return nil
}

// putNodes writes the nodes among the records, and adds the numbers of new ones to there.
func (w *writer) putNodes(ctx context.Context, records []graph.Record, there there, at moment) error {
	var next int64
	if err := w.QueryRowContext(ctx, "SELECT coalesce(max(n), 0) + 1 FROM node").Scan(&next); err != nil {
		return fmt.Errorf("number new nodes: %w", err)
	}
	nodes := insertion{writer: w, table: "node", columns: 6}
	longs := insertion{writer: w, table: "long", columns: 2}
	for _, record := range records {
		if record.Key.IsEdge() {
			continue
		}
		n, isOld := there.numbers[record.Key]
		if !isOld {
			n, next = next, next+1
			there.numbers[record.Key] = n
		}
		nodes.add(n, string(record.Key), record.Origin, at.revision, at.at, string(record.Brief))
		if isOld && len(record.Long) == 0 {
			if err := w.exec(ctx, "DELETE FROM long WHERE n = ?", n); err != nil {
				return fmt.Errorf("delete the long text of %q: %w", record.Key, err)
			}
		}
		if len(record.Long) > 0 {
			longs.add(n, string(record.Long))
		}
	}
	nodes.conflict = `ON CONFLICT (n) DO UPDATE SET
		origin = excluded.origin, revision = excluded.revision, at = excluded.at, value = excluded.value`
	if err := nodes.run(ctx); err != nil {
		return err
	}
	longs.conflict = "ON CONFLICT (n) DO UPDATE SET value = excluded.value"
	return longs.run(ctx)
}

type placed struct {
	edgeID
	graph.Record
}

func (s *Store) putEdges(ctx context.Context, records []graph.Record, there there, at moment) error {
	edges := make([]placed, 0, len(records))
	for _, record := range records {
		if !record.Key.IsEdge() {
			continue
		}
		from, to := record.Key.Ends()
		id := edgeID{there.numbers[from], s.kinds.number[record.Key.Kind()], there.numbers[to], record.Key.Tag()}
		edges = append(edges, placed{id, record})
	}
	slices.SortFunc(edges, func(a, b placed) int { return a.compare(b.edgeID) })
	rows := insertion{writer: s.writer, table: "edge", columns: 9, conflict: `ON CONFLICT (src, kind, dst, tag) DO UPDATE SET
		origin = excluded.origin, revision = excluded.revision, at = excluded.at, value = excluded.value, long = excluded.long`}
	for _, edge := range edges {
		rows.add(edge.src, edge.kind, edge.dst, edge.tag, edge.Origin, at.revision, at.at, string(edge.Brief), text(edge.Long))
	}
	return rows.run(ctx)
}

func text(long []byte) any {
	if len(long) == 0 {
		return nil
	}
	return string(long)
}

// insertion writes many rows with few statements.
type insertion struct {
	writer   *writer
	table    string
	columns  int
	conflict string
	values   []any
}

// together is how many rows one statement writes.
const together = 200

func (i *insertion) add(values ...any) { i.values = append(i.values, values...) }

func (i *insertion) run(ctx context.Context) error {
	many, one := i.query(together), i.query(1)
	for part := range slices.Chunk(i.values, together*i.columns) {
		if len(part) == together*i.columns {
			if err := i.insert(ctx, many, part); err != nil {
				return err
			}
			continue
		}
		for row := range slices.Chunk(part, i.columns) {
			if err := i.insert(ctx, one, row); err != nil {
				return err
			}
		}
	}
	return nil
}

func (i *insertion) query(rows int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", i.columns), ",") + "),"
	return "INSERT INTO " + i.table + " VALUES " + strings.TrimSuffix(strings.Repeat(row, rows), ",") + " " + i.conflict
}

func (i *insertion) insert(ctx context.Context, query string, values []any) error {
	if err := i.writer.exec(ctx, query, values...); err != nil {
		return fmt.Errorf("write to table %s: %w", i.table, err)
	}
	return nil
}
