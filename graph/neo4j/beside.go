package neo4j

import (
	"context"
	"fmt"
	"slices"
)

// Query runs one statement about what servers share beside the graph, such as leases, and returns its rows. After a
// transient error it runs it again, so the statement must do no harm twice. Labels of such nodes are no kinds of
// facts: no export, index, log or copy of the graph holds them.
func (s *Store) Query(ctx context.Context, statement string, parameters map[string]any) (rows [][]any, err error) {
	err = s.write(ctx, func(ctx context.Context, tx transaction) error {
		rows = nil
		return tx.each(ctx, statement, parameters, func(row []any) error {
			rows = append(rows, slices.Clone(row))
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("ask the server beside the graph: %w", err)
	}
	return rows, nil
}
