package neo4j

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// apply writes an effect: what goes first, edges before their nodes, then what comes, nodes
// before their edges. Rows go in key order.
func (v view) apply(ctx context.Context, effect graph.Effect, have graph.Have, at head) error {
	if err := v.remove(ctx, effect.Delete); err != nil {
		return err
	}
	writes, err := v.writes(effect.Put, have, at)
	if err != nil {
		return err
	}
	for _, write := range writes {
		if err := v.do(ctx, write, at); err != nil {
			return fmt.Errorf("write facts of kind %s: %w", write.kind, err)
		}
	}
	return nil
}

func (v view) remove(ctx context.Context, keys []graph.Key) error {
	nodes, edges := v.byShape(keys)
	for _, group := range edges {
		rows := make([]any, len(group.keys))
		for i, key := range group.keys {
			rows[i] = endsOf(key)
		}
		if err := v.inParts(ctx, group.deleteEdges(), rows); err != nil {
			return fmt.Errorf("delete edges of kind %s: %w", group.kind, err)
		}
	}
	for _, group := range nodes {
		rows := make([]any, len(group.keys))
		for i, key := range group.keys {
			rows[i] = string(key)
		}
		if err := v.inParts(ctx, group.deleteNodes(), rows); err != nil {
			return fmt.Errorf("delete nodes of kind %s: %w", group.kind, err)
		}
	}
	return nil
}

func (v view) inParts(ctx context.Context, query string, rows []any) error {
	for part := range slices.Chunk(rows, together) {
		if err := v.run(ctx, query, map[string]any{"rows": part}); err != nil {
			return err
		}
	}
	return nil
}

// write is what one statement puts: rows, or new edges.
type write struct {
	*shape
	query string
	rows  []any
	joins bool // whether the rows make edges
	edges []newEdge
}

func (v view) do(ctx context.Context, write *write, at head) error {
	switch {
	case len(write.edges) > 0:
		return v.join(ctx, write.shape, write.edges, at)
	case write.joins:
		return v.joinLoosely(ctx, write.query, write.rows)
	}
	return v.inParts(ctx, write.query, write.rows)
}

// writes are the statements that put records, in the order of kinds: nodes come first.
func (v view) writes(records []graph.Record, have graph.Have, at head) ([]*write, error) {
	made := map[string]*write{}
	var inOrder []*write
	for _, record := range records {
		shape := v.shapes.byKind[record.Key.Kind()]
		_, isThere := have.Records[record.Key]
		one, err := shape.write(record, isThere, at)
		if err != nil {
			return nil, fmt.Errorf("fact %q: %w", record.Key, err)
		}
		same := string(shape.kind) + " " + one.query
		if made[same] == nil {
			made[same] = &write{shape: shape, query: one.query, joins: one.joins}
			inOrder = append(inOrder, made[same])
		}
		made[same].rows = append(made[same].rows, one.rows...)
		made[same].edges = append(made[same].edges, one.edges...)
	}
	slices.SortStableFunc(inOrder, func(a, b *write) int {
		return slices.Index(v.shapes.kinds, a.kind) - slices.Index(v.shapes.kinds, b.kind)
	})
	return inOrder, nil
}

// write is what puts one record.
func (s *shape) write(record graph.Record, isThere bool, at head) (write, error) {
	fact, err := record.Fact()
	if err != nil {
		return write{}, err
	}
	properties, err := s.properties(fact.Value)
	if err != nil {
		return write{}, err
	}
	if s.kind.IsEdge() && !isThere {
		if edge, fits := s.newEdge(record, properties); fits {
			return write{edges: []newEdge{edge}}, nil
		}
	}
	properties[originProperty] = record.Origin
	properties[revisionProperty] = at.revision
	properties[timeProperty] = native(at.at)
	if s.kind.IsEdge() {
		return s.writeEdge(record.Key, properties, isThere), nil
	}
	properties[keyProperty] = string(record.Key)
	query := s.createNodes(s.roles.of(properties))
	if isThere {
		query = s.changeNodes(s.roles.of(properties))
	}
	return write{query: query, rows: []any{properties}}, nil
}

func (s *shape) writeEdge(key graph.Key, properties map[string]any, isThere bool) write {
	if tag := key.Tag(); tag != "" {
		properties[tagProperty] = tag
	}
	row := append(endsOf(key), properties)
	if isThere {
		return write{query: s.changeEdges(), rows: []any{row}}
	}
	return write{query: s.createEdges(), rows: []any{row}, joins: true}
}
