package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// apply writes an effect: first deletions, edges before their nodes; then the facts that are put, nodes
// before their edges.
func (s *Store) apply(ctx context.Context, effect graph.Effect, there loaded, at moment) error {
	if err := s.writer.remove(ctx, effect.Delete, there); err != nil {
		return err
	}
	if err := s.writer.putNodes(ctx, effect.Put, there, at); err != nil {
		return err
	}
	return s.putEdges(ctx, effect.Put, there, at)
}

func (w *writer) remove(ctx context.Context, keys []graph.Key, there loaded) error {
	var nodes []int64
	for _, key := range keys {
		if !key.IsEdge() {
			nodes = append(nodes, there.nodeIDs[key])
			continue
		}
		id := there.edgeIDs[key]
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

// putNodes writes the nodes among the records, and adds the numbers of new ones to those loaded.
func (w *writer) putNodes(ctx context.Context, records []graph.Record, there loaded, at moment) error {
	var next int64
	if err := w.QueryRowContext(ctx, "SELECT coalesce(max(n), 0) + 1 FROM node").Scan(&next); err != nil {
		return fmt.Errorf("number new nodes: %w", err)
	}
	nodes := w.upserts("node", 6, `ON CONFLICT (n) DO UPDATE SET
		origin = excluded.origin, revision = excluded.revision, at = excluded.at, value = excluded.value`)
	longs := w.upserts("long", 2, "ON CONFLICT (n) DO UPDATE SET value = excluded.value")
	for _, record := range records {
		if record.Key.IsEdge() {
			continue
		}
		n, isOld := there.nodeIDs[record.Key]
		if !isOld {
			n, next = next, next+1
			there.nodeIDs[record.Key] = n
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

type locatedRecord struct {
	edgeID
	graph.Record
}

func (s *Store) putEdges(ctx context.Context, records []graph.Record, there loaded, at moment) error {
	edges, err := s.locateRecords(records, there)
	if err != nil {
		return err
	}
	rows := s.writer.upserts("edge", 9, `ON CONFLICT (src, kind, dst, tag) DO UPDATE SET
		origin = excluded.origin, revision = excluded.revision, at = excluded.at, value = excluded.value, long = excluded.long`)
	for _, edge := range edges {
		_, isOld := there.edgeIDs[edge.Key]
		err := rows.of(isOld).add(ctx, edge.src, edge.kind, edge.dst, edge.tag, edge.Origin, at.revision, at.at, string(edge.Brief), text(edge.Long))
		if err != nil {
			return err
		}
	}
	return rows.end(ctx)
}

// locateRecords returns the edges among the records with their place in the file, in the order of their
// table. It refuses an edge that refers to nothing, which SQLite is not asked to check.
func (s *Store) locateRecords(records []graph.Record, there loaded) ([]locatedRecord, error) {
	edges := make([]locatedRecord, 0, len(records))
	for _, record := range records {
		if !record.Key.IsEdge() {
			continue
		}
		from, to := record.Key.Ends()
		id := edgeID{there.nodeIDs[from], s.kinds.number[record.Key.Kind()], there.nodeIDs[to], record.Key.Tag()}
		if id.src == 0 || id.kind == 0 || id.dst == 0 {
			return nil, fmt.Errorf("write %q: one of its ends, or its kind, has no number", record.Key)
		}
		edges = append(edges, locatedRecord{id, record})
	}
	slices.SortFunc(edges, func(a, b locatedRecord) int { return a.compare(b.edgeID) })
	return edges, nil
}

func text(long []byte) any {
	if len(long) == 0 {
		return nil
	}
	return string(long)
}

// upserts writes rows of a table that are new, and rows that replace others. Which is which is known, so
// a new row that exists after all rolls the whole transaction back ("OR ROLLBACK"): SQLite then keeps
// no journal of each statement, for which it would copy every page that the rows touch.
type upserts struct{ fresh, changed insert }

func (w *writer) upserts(table string, columns int, conflict string) *upserts {
	return &upserts{
		fresh:   insert{writer: w, table: table, columns: columns, otherwise: "OR ROLLBACK"},
		changed: insert{writer: w, table: table, columns: columns, conflict: conflict},
	}
}

func (i *upserts) of(isOld bool) *insert {
	if isOld {
		return &i.changed
	}
	return &i.fresh
}

// end writes the rows that are left of both.
func (i *upserts) end(ctx context.Context) error {
	if err := i.changed.end(ctx); err != nil {
		return err
	}
	return i.fresh.end(ctx)
}

// insert collects rows, and writes many with one statement.
type insert struct {
	writer              *writer
	table               string
	columns             int
	otherwise, conflict string // clauses for a row that exists
	values              []any  // of the rows not written yet
}

// rowsPerStatement is how many rows one statement writes.
const rowsPerStatement = 200

func (i *insert) add(ctx context.Context, values ...any) error {
	i.values = append(i.values, values...)
	if len(i.values) < rowsPerStatement*i.columns {
		return nil
	}
	err := i.insert(ctx, i.query(rowsPerStatement), i.values)
	i.values = i.values[:0]
	return err
}

func (i *insert) end(ctx context.Context) error {
	for row := range slices.Chunk(i.values, i.columns) {
		if err := i.insert(ctx, i.query(1), row); err != nil {
			return err
		}
	}
	return nil
}

func (i *insert) query(rows int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", i.columns), ",") + "),"
	return "INSERT " + i.otherwise + " INTO " + i.table + " VALUES " + strings.TrimSuffix(strings.Repeat(row, rows), ",") + " " + i.conflict
}

func (i *insert) insert(ctx context.Context, query string, values []any) error {
	err := i.writer.exec(ctx, query, values...)
	if err != nil && i.otherwise != "" && isDuplicate(err) {
		err = fmt.Errorf("%w: what was to be new is there already: %w", graph.ErrConflict, err)
	}
	if err != nil {
		return fmt.Errorf("write to table %s: %w", i.table, err)
	}
	return nil
}
