package neo4j

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
)

// rowsPerStatement is how many rows or keys one statement takes.
const rowsPerStatement = 10_000

// Facts implements graph.Reader. Neo4j may show a part of a commit that is just being applied; for facts
// of one revision, follow the log as the replica does, or scan.
func (s *Store) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	var found []graph.Fact
	err := s.read(ctx, func(ctx context.Context, tx transaction) error {
		existing, err := s.existing(ctx, tx, keys)
		if err != nil {
			return err
		}
		found = make([]graph.Fact, 0, len(existing))
		return s.view(tx).facts(ctx, detail, existing, func(fact graph.Fact) { found = append(found, fact) })
	})
	if err != nil {
		return nil, fmt.Errorf("read %d facts: %w", len(keys), err)
	}
	return inKeyOrder(found), nil
}

// fewKeys is the number of keys up to which a read does not look at the head of the log first.
const fewKeys = 100

// existing leaves out keys that are known to have no fact.
func (s *Store) existing(ctx context.Context, tx transaction, keys []graph.Key) ([]graph.Key, error) {
	if len(keys) <= fewKeys || !s.writer.knows() {
		return keys, nil
	}
	head, err := readHead(ctx, tx)
	if err != nil {
		return nil, err
	}
	return s.writer.existing(head, keys), nil
}

// Edges implements graph.Reader.
func (s *Store) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	var found []graph.Fact
	err := s.read(ctx, func(ctx context.Context, tx transaction) error {
		found = nil
		return s.view(tx).edges(ctx, nodes, direction, kinds, func(fact graph.Fact) { found = append(found, fact) })
	})
	if err != nil {
		return nil, fmt.Errorf("read the edges of %d nodes: %w", len(nodes), err)
	}
	return inKeyOrder(found), nil
}

// view reads the graph in a transaction.
type view struct {
	transaction
	mappings mappings
}

func (s *Store) view(tx transaction) view { return view{tx, s.mappings} }

// facts visits the facts that exist, each once, in no order.
func (v view) facts(ctx context.Context, detail graph.Detail, keys []graph.Key, visit func(graph.Fact)) error {
	nodes, edges := v.byKind(keys)
	for _, group := range nodes {
		if err := v.nodes(ctx, group, detail, visit); err != nil {
			return err
		}
	}
	for _, group := range edges {
		if err := v.edgesByKey(ctx, group, detail, visit); err != nil {
			return err
		}
	}
	return nil
}

// keyGroup is keys of one kind, sorted.
type keyGroup struct {
	*mapping
	keys []graph.Key
}

// byKind groups keys by kind, each once, and leaves out keys that no fact can have.
func (v view) byKind(keys []graph.Key) (nodes, edges []keyGroup) {
	found := map[graph.Kind][]graph.Key{}
	for _, key := range keys {
		if key.Check() == nil {
			found[key.Kind()] = append(found[key.Kind()], key)
		}
	}
	for _, kind := range v.mappings.kinds {
		if len(found[kind]) == 0 {
			continue
		}
		slices.Sort(found[kind])
		made := keyGroup{v.mappings.byKind[kind], slices.Compact(found[kind])}
		if kind.IsEdge() {
			edges = append(edges, made)
		} else {
			nodes = append(nodes, made)
		}
	}
	return nodes, edges
}

func (v view) nodes(ctx context.Context, of keyGroup, detail graph.Detail, visit func(graph.Fact)) error {
	query := of.nodesByKey(detail)
	for part := range slices.Chunk(of.keys, rowsPerStatement) {
		err := v.items(ctx, query, map[string]any{"keys": texts(part)}, func(item any) error {
			fact, err := of.node(item, detail)
			if err == nil {
				visit(fact)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("read nodes of kind %s: %w", of.kind, err)
		}
	}
	return nil
}

func (v view) edgesByKey(ctx context.Context, of keyGroup, detail graph.Detail, visit func(graph.Fact)) error {
	query := of.edgesByKey()
	for part := range slices.Chunk(of.keys, rowsPerStatement) {
		rows := make([]any, len(part))
		for i, key := range part {
			rows[i] = endsOf(key)
		}
		visitRow := v.visitEdge(detail, visit)
		if err := v.items(ctx, query, map[string]any{"rows": rows}, func(item any) error { return visitRow(columns(item)) }); err != nil {
			return fmt.Errorf("read edges of kind %s: %w", of.kind, err)
		}
	}
	return nil
}

// edges visits the edges at the nodes, each once.
func (v view) edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds []graph.Kind, visit func(graph.Fact)) error {
	groups, _ := v.byKind(nodes)
	for _, group := range groups {
		types := v.mappings.types(group.kind, direction, kinds)
		if len(types) == 0 {
			continue
		}
		query := edgesAt(group.kind, direction, types)
		for part := range slices.Chunk(group.keys, rowsPerStatement) {
			if err := v.each(ctx, query, map[string]any{"keys": texts(part)}, v.visitEdge(graph.Whole, visit)); err != nil {
				return fmt.Errorf("read edges at nodes of kind %s: %w", group.kind, err)
			}
		}
	}
	return nil
}

// visitEdge returns a function that visits the edge in a row of from, to, type and properties.
func (v view) visitEdge(detail graph.Detail, visit func(graph.Fact)) func([]any) error {
	return func(row []any) error {
		name, _ := row[2].(string)
		mapping := v.mappings.byName[name]
		if mapping == nil {
			return fmt.Errorf("%w: relationships of type %s are none of ours", graph.ErrInvalid, name)
		}
		fact, err := mapping.edge(row, detail)
		if err == nil {
			visit(fact)
		}
		return err
	}
}

// columns returns the values of a row that came as an item of a list.
func columns(item any) []any {
	row, _ := item.([]any)
	return row
}

func (s *mapping) node(found any, detail graph.Detail) (graph.Fact, error) {
	properties, _ := found.(map[string]any)
	key, _ := properties[keyProperty].(string)
	return s.fact(graph.Key(key), properties, detail)
}

func (s *mapping) edge(row []any, detail graph.Detail) (graph.Fact, error) {
	from, _ := row[0].(string)
	to, _ := row[1].(string)
	properties, _ := row[3].(map[string]any)
	tag, _ := properties[tagProperty].(string)
	return s.fact(graph.EdgeKey(graph.Key(from), s.kind, tag, graph.Key(to)), properties, detail)
}

func (s *mapping) fact(key graph.Key, properties map[string]any, detail graph.Detail) (graph.Fact, error) {
	value, err := s.restore(properties, detail)
	if err != nil {
		return graph.Fact{}, fmt.Errorf("fact %q: %w", key, err)
	}
	fact := graph.Fact{Key: key, Value: value}
	fact.Origin, _ = properties[originProperty].(string)
	fact.Revision, _ = properties[revisionProperty].(int64)
	at, _ := properties[timeProperty].(time.Time)
	fact.At = at.UTC()
	return fact, nil
}

// endsOf returns the row by which a relationship is found: from, to, tag.
func endsOf(key graph.Key) []any {
	from, to := key.Ends()
	return []any{string(from), string(to), key.Tag()}
}

func texts(keys []graph.Key) []string {
	made := make([]string, len(keys))
	for i, key := range keys {
		made[i] = string(key)
	}
	return made
}

func inKeyOrder(facts []graph.Fact) []graph.Fact {
	slices.SortFunc(facts, func(a, b graph.Fact) int { return strings.Compare(string(a.Key), string(b.Key)) })
	return facts
}
