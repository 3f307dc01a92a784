package neo4j

import (
	"context"
	"errors"
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
		do := v.inParts
		if write.joins {
			do = v.join
		}
		if err := do(ctx, write.query, write.rows); err != nil {
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

// errNotAsKnown: an end of an edge that is to be made is not there, though we know of it.
var errNotAsKnown = errors.New("the ends of an edge are gone; they were removed outside Sachant")

// join makes new edges, each of them or none.
func (v view) join(ctx context.Context, query string, rows []any) error {
	for part := range slices.Chunk(rows, together) {
		made, err := v.joins(ctx, query, part)
		if err == nil && made != len(part) {
			err = errNotAsKnown
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// write is the rows of one statement.
type write struct {
	kind  graph.Kind
	query string
	rows  []any
	joins bool // whether it makes edges
}

// writes are the statements that put records, in the order of kinds: nodes come first.
func (v view) writes(records []graph.Record, have graph.Have, at head) ([]write, error) {
	made := map[string]*write{}
	var inOrder []*write
	for _, record := range records {
		shape := v.shapes.byKind[record.Key.Kind()]
		query, row, err := shape.write(record, have, at)
		if err != nil {
			return nil, fmt.Errorf("fact %q: %w", record.Key, err)
		}
		if made[query] == nil {
			_, isThere := have.Records[record.Key]
			made[query] = &write{kind: shape.kind, query: query, joins: shape.kind.IsEdge() && !isThere}
			inOrder = append(inOrder, made[query])
		}
		made[query].rows = append(made[query].rows, row)
	}
	slices.SortStableFunc(inOrder, func(a, b *write) int {
		return slices.Index(v.shapes.kinds, a.kind) - slices.Index(v.shapes.kinds, b.kind)
	})
	writes := make([]write, len(inOrder))
	for i, one := range inOrder {
		writes[i] = *one
	}
	return writes, nil
}

// write is the statement and the row that put a record.
func (s *shape) write(record graph.Record, have graph.Have, at head) (query string, row any, err error) {
	fact, err := record.Fact()
	if err != nil {
		return "", nil, err
	}
	properties, err := s.properties(fact.Value)
	if err != nil {
		return "", nil, err
	}
	_, isThere := have.Records[record.Key]
	properties[originProperty] = record.Origin
	properties[revisionProperty] = at.revision
	properties[timeProperty] = native(at.at)
	if s.kind.IsEdge() {
		return s.writeEdge(record.Key, properties, isThere)
	}
	properties[keyProperty] = string(record.Key)
	if isThere {
		return s.changeNodes(s.roles.of(properties)), properties, nil
	}
	return s.createNodes(s.roles.of(properties)), properties, nil
}

func (s *shape) writeEdge(key graph.Key, properties map[string]any, isThere bool) (string, any, error) {
	if tag := key.Tag(); tag != "" {
		properties[tagProperty] = tag
	}
	row := append(endsOf(key), properties)
	if isThere {
		return s.changeEdges(), row, nil
	}
	return s.createEdges(), row, nil
}
