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
	nodes := w.insertions("node", 6, `ON CONFLICT (n) DO UPDATE SET
		origin = excluded.origin, revision = excluded.revision, at = excluded.at, value = excluded.value`)
	longs := w.insertions("long", 2, "ON CONFLICT (n) DO UPDATE SET value = excluded.value")
	for _, record := range records {
		if record.Key.IsEdge() {
			continue
		}
		n, isOld := there.numbers[record.Key]
		if !isOld {
			n, next = next, next+1
			there.numbers[record.Key] = n
		}
		err := nodes.of(isOld).add(ctx, n, string(record.Key), record.Origin, at.revision, at.at, string(record.Brief))
		if err != nil {
			return err
		}
		if isOld && len(record.Long) == 0 {
			if err := w.exec(ctx, "DELETE FROM long WHERE n = ?", n); err != nil {
				return fmt.Errorf("delete the long text of %q: %w", record.Key, err)
			}
		}
		if len(record.Long) > 0 {
			if err := longs.of(isOld).add(ctx, n, string(record.Long)); err != nil {
				return err
			}
		}
	}
	if err := nodes.end(ctx); err != nil {
		return err
	}
	return longs.end(ctx)
}

type placed struct {
	edgeID
	graph.Record
}

func (s *Store) putEdges(ctx context.Context, records []graph.Record, there there, at moment) error {
	edges, err := s.place(records, there)
	if err != nil {
		return err
	}
	rows := s.writer.insertions("edge", 9, `ON CONFLICT (src, kind, dst, tag) DO UPDATE SET
		origin = excluded.origin, revision = excluded.revision, at = excluded.at, value = excluded.value, long = excluded.long`)
	for _, edge := range edges {
		_, isOld := there.edges[edge.Key]
		err := rows.of(isOld).add(ctx, edge.src, edge.kind, edge.dst, edge.tag, edge.Origin, at.revision, at.at, string(edge.Brief), text(edge.Long))
		if err != nil {
			return err
		}
	}
	return rows.end(ctx)
}

// place finds where the file is to keep the edges among the records, in the order of their table.
// It is what keeps an edge from referring to nothing, since SQLite is not asked to look.
func (s *Store) place(records []graph.Record, there there) ([]placed, error) {
	edges := make([]placed, 0, len(records))
	for _, record := range records {
		if !record.Key.IsEdge() {
			continue
		}
		from, to := record.Key.Ends()
		id := edgeID{there.numbers[from], s.kinds.number[record.Key.Kind()], there.numbers[to], record.Key.Tag()}
		if id.src == 0 || id.kind == 0 || id.dst == 0 {
			return nil, fmt.Errorf("write %q: one of its ends, or its kind, has no number", record.Key)
		}
		edges = append(edges, placed{id, record})
	}
	slices.SortFunc(edges, func(a, b placed) int { return a.compare(b.edgeID) })
	return edges, nil
}

func text(long []byte) any {
	if len(long) == 0 {
		return nil
	}
	return string(long)
}

// insertions write the new rows of a table, and those that take the place of others. That a row is
// new is known before, so no statement has to be undone halfway: where it is not, the whole
// transaction is given up ("OR ROLLBACK"), and SQLite keeps no journal of each statement, which
// for rows all over a table would copy every page that it touches.
type insertions struct{ fresh, changed insertion }

func (w *writer) insertions(table string, columns int, conflict string) *insertions {
	return &insertions{
		fresh:   insertion{writer: w, table: table, columns: columns, otherwise: "OR ROLLBACK"},
		changed: insertion{writer: w, table: table, columns: columns, conflict: conflict},
	}
}

func (i *insertions) of(isOld bool) *insertion {
	if isOld {
		return &i.changed
	}
	return &i.fresh
}

// end writes what is left of both.
func (i *insertions) end(ctx context.Context) error {
	if err := i.changed.end(ctx); err != nil {
		return err
	}
	return i.fresh.end(ctx)
}

// insertion writes many rows with few statements.
type insertion struct {
	writer              *writer
	table               string
	columns             int
	otherwise, conflict string // what SQLite is to do with a row that is there already
	values              []any  // of rows that are not written yet
}

// together is how many rows one statement writes.
const together = 200

func (i *insertion) add(ctx context.Context, values ...any) error {
	i.values = append(i.values, values...)
	if len(i.values) < together*i.columns {
		return nil
	}
	err := i.insert(ctx, i.query(together), i.values)
	i.values = i.values[:0]
	return err
}

func (i *insertion) end(ctx context.Context) error {
	for row := range slices.Chunk(i.values, i.columns) {
		if err := i.insert(ctx, i.query(1), row); err != nil {
			return err
		}
	}
	return nil
}

func (i *insertion) query(rows int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", i.columns), ",") + "),"
	return "INSERT " + i.otherwise + " INTO " + i.table + " VALUES " + strings.TrimSuffix(strings.Repeat(row, rows), ",") + " " + i.conflict
}

func (i *insertion) insert(ctx context.Context, query string, values []any) error {
	err := i.writer.exec(ctx, query, values...)
	if err != nil && i.otherwise != "" && isThere(err) {
		err = fmt.Errorf("%w: what was to be new is there already: %w", graph.ErrConflict, err)
	}
	if err != nil {
		return fmt.Errorf("write to table %s: %w", i.table, err)
	}
	return nil
}
