package sqlite

import (
	"context"
	"fmt"

	"github.com/sachant/sachant/graph"
)

// Load implements graph.Loader: each table is read from end to end.
func (s *Store) Load(ctx context.Context, into graph.Loading) (int64, error) {
	var revision int64
	err := s.read(ctx, s.scans, func(at snapshot) (err error) {
		if revision, err = at.head(ctx); err != nil {
			return err
		}
		return at.handOut(ctx, into)
	})
	if err != nil {
		return 0, fmt.Errorf("load: %w", err)
	}
	return revision, nil
}

func (s snapshot) handOut(ctx context.Context, into graph.Loading) error {
	var names []graph.Key
	err := s.rows(ctx, "SELECT n, key FROM node ORDER BY key", 2, func(row row) error {
		number, key := row.number(0), graph.Key(row.text(1))
		for int64(len(names)) <= number {
			names = append(names, "")
		}
		names[number] = key
		return into.Name(number, key)
	})
	if err != nil {
		return fmt.Errorf("read the keys of nodes: %w", err)
	}
	err = s.rows(ctx, "SELECT n, origin, revision, at, value FROM node", 5, func(row row) error {
		number := row.number(0)
		fact, err := row.fact(1, names[number].Kind())
		if err != nil {
			return fmt.Errorf("%q: %w", names[number], err)
		}
		fact.Key = names[number]
		return into.Node(number, fact)
	})
	if err != nil {
		return fmt.Errorf("read nodes: %w", err)
	}
	err = s.rows(ctx, "SELECT src, kind, dst, tag, origin, revision, at, value FROM edge", 8, func(row row) error {
		fact, err := row.fact(4, s.kinds.name[row.number(1)])
		if err != nil {
			return fmt.Errorf("an edge from node %d: %w", row.number(0), err)
		}
		return into.Edge(row.number(0), row.number(2), row.text(3), fact)
	})
	if err != nil {
		return fmt.Errorf("read edges: %w", err)
	}
	return nil
}

// row is a row as the driver gives it: the tables are strict, so a column has one type.
type row []any

func (r row) number(column int) int64 {
	number, _ := r[column].(int64)
	return number
}

func (r row) text(column int) string {
	text, _ := r[column].(string)
	return text
}

// fact is made of the columns origin, revision, at and value, which begin at a column.
func (r row) fact(column int, kind graph.Kind) (graph.Fact, error) {
	value, err := graph.DecodeBrief(kind, []byte(r.text(column+3)))
	return graph.Fact{Origin: r.text(column), Revision: r.number(column + 1), At: fromMillis(r.number(column + 2)), Value: value}, err
}

// readAhead is how many rows are read while as many are taken.
const readAhead = 1_000

// rows hands the rows of a query to take, and reads ahead of it. A row is good until take returns.
func (s snapshot) rows(ctx context.Context, query string, columns int, take func(row) error, values ...any) error {
	return ahead(ctx,
		func(ctx context.Context, parts chan<- []any) error {
			return s.inParts(ctx, query, values, columns, parts)
		},
		func(parts <-chan []any) error { return takeAll(parts, columns, take) })
}

func takeAll(parts <-chan []any, columns int, take func(row) error) error {
	for part := range parts {
		for ; len(part) > 0; part = part[columns:] {
			if err := take(part[:columns]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s snapshot) inParts(ctx context.Context, query string, values []any, columns int, parts chan<- []any) error {
	rows, err := s.QueryContext(ctx, query, values...)
	if err != nil {
		return err
	}
	part, into := make([]any, 0, readAhead*columns), make([]any, columns)
	send := func() error {
		select {
		case parts <- part:
			part = make([]any, 0, readAhead*columns)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err = each(rows, func() error {
		start := len(part)
		part = part[:start+columns]
		for i := range into {
			into[i] = &part[start+i]
		}
		if err := rows.Scan(into...); err != nil || len(part) < cap(part) {
			return err
		}
		return send()
	})
	if err != nil {
		return err
	}
	return send()
}
