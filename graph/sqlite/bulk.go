package sqlite

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// ReadBulk implements graph.BulkReader. Each table is read from end to end.
func (s *Store) ReadBulk(ctx context.Context, detail graph.Detail, origin string, sink graph.BulkSink) (int64, error) {
	var revision int64
	err := s.read(ctx, s.scans, func(at snapshot) (err error) {
		if revision, err = at.head(ctx); err != nil {
			return err
		}
		return at.readBulk(ctx, detail, origin, sink)
	})
	if err != nil {
		return 0, fmt.Errorf("read all records: %w", err)
	}
	return revision, nil
}

func (s snapshot) readBulk(ctx context.Context, detail graph.Detail, origin string, sink graph.BulkSink) error {
	err := s.rows(ctx, "SELECT n, key FROM node ORDER BY key", 2, func(row row) error {
		return sink.NodeKey(row.number(0), graph.Key(row.text(1)))
	})
	if err != nil {
		return fmt.Errorf("the keys of nodes: %w", err)
	}
	nodes := "SELECT n, origin, revision, at, value, NULL FROM node WHERE ?1 IN ('', origin)"
	if detail == graph.Whole {
		nodes = `SELECT node.n, node.origin, node.revision, node.at, node.value, long.value
			FROM node LEFT JOIN long ON long.n = node.n WHERE ?1 IN ('', node.origin) ORDER BY node.n`
	}
	err = s.rows(ctx, nodes, 6, func(row row) error { return sink.Node(row.number(0), row.record(1)) }, origin)
	if err != nil {
		return fmt.Errorf("nodes: %w", err)
	}
	edges := "SELECT src, kind, dst, tag, origin, revision, at, value, " + longColumn(detail) + " FROM edge WHERE ?1 IN ('', origin)"
	err = s.rows(ctx, edges, 9, func(row row) error {
		kind, err := s.kinds.of(row.number(1))
		if err != nil {
			return err
		}
		return sink.Edge(row.number(0), row.number(2), kind, row.text(3), row.record(4))
	}, origin)
	if err != nil {
		return fmt.Errorf("edges: %w", err)
	}
	return nil
}

// row is a row as the driver returns it: the tables are strict, so a column has one type.
type row []any

func (r row) number(column int) int64 {
	number, _ := r[column].(int64)
	return number
}

func (r row) text(column int) string {
	text, _ := r[column].(string)
	return text
}

// bytes copies a text column; nil where it is NULL.
func (r row) bytes(column int) []byte {
	text, ok := r[column].(string)
	if !ok {
		return nil
	}
	return []byte(text)
}

// record decodes the columns origin, revision, at, value and long, which begin at the given one.
func (r row) record(column int) graph.Record {
	return graph.Record{
		Origin: r.text(column), Revision: r.number(column + 1), At: fromMillis(r.number(column + 2)),
		Brief: r.bytes(column + 3), Long: r.bytes(column + 4),
	}
}

// rowsPerPart is how many rows are read while as many are used.
const rowsPerPart = 1_000

// rows calls use with each row of a query, and reads ahead of it. A row is valid until use returns.
func (s snapshot) rows(ctx context.Context, query string, columns int, use func(row) error, values ...any) error {
	read := func(ctx context.Context, send func([]any) error) error {
		return s.inParts(ctx, query, values, columns, send)
	}
	return readAhead(ctx, read, func(part []any) error {
		for row := range slices.Chunk(part, columns) {
			if err := use(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// inParts sends the rows of a query, many in one slice.
func (s snapshot) inParts(ctx context.Context, query string, values []any, columns int, send func([]any) error) error {
	rows, err := s.QueryContext(ctx, query, values...)
	if err != nil {
		return err
	}
	part, into := make([]any, 0, rowsPerPart*columns), make([]any, columns)
	err = each(rows, func() error {
		start := len(part)
		part = part[:start+columns]
		for i := range into {
			into[i] = &part[start+i]
		}
		if err := rows.Scan(into...); err != nil || len(part) < cap(part) {
			return err
		}
		full := part
		part = make([]any, 0, rowsPerPart*columns)
		return send(full)
	})
	if err != nil {
		return err
	}
	return send(part)
}
