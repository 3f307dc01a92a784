package neo4j

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// apply writes an effect: first deletions, edges before their nodes; then the facts that are put, nodes
// before their edges. Rows are in key order.
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
	nodes, edges := v.byKind(keys)
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
	for part := range slices.Chunk(rows, rowsPerStatement) {
		if err := v.run(ctx, query, map[string]any{"rows": part}); err != nil {
			return err
		}
	}
	return nil
}

// write is what one statement writes: rows, or new edges.
type write struct {
	*mapping
	query        string
	rows         []any
	createsEdges bool // whether the rows make edges
	edges        []newEdge
}

func (v view) do(ctx context.Context, write *write, at head) error {
	switch {
	case len(write.edges) > 0:
		return v.createEdges(ctx, write.mapping, write.edges, at)
	case write.createsEdges:
		return v.createEdgesByRow(ctx, write.query, write.rows)
	}
	return v.inParts(ctx, write.query, write.rows)
}

// writes returns the statements that put records, in the order of kinds: nodes first.
func (v view) writes(records []graph.Record, have graph.Have, at head) ([]*write, error) {
	made := map[string]*write{}
	var inOrder []*write
	for _, record := range records {
		mapping := v.mappings.byKind[record.Key.Kind()]
		_, isThere := have.Records[record.Key]
		one, err := mapping.write(record, isThere, at)
		if err != nil {
			return nil, fmt.Errorf("fact %q: %w", record.Key, err)
		}
		same := string(mapping.kind) + " " + one.query
		if made[same] == nil {
			made[same] = &write{mapping: mapping, query: one.query, createsEdges: one.createsEdges}
			inOrder = append(inOrder, made[same])
		}
		made[same].rows = append(made[same].rows, one.rows...)
		made[same].edges = append(made[same].edges, one.edges...)
	}
	slices.SortStableFunc(inOrder, func(a, b *write) int {
		return slices.Index(v.mappings.kinds, a.kind) - slices.Index(v.mappings.kinds, b.kind)
	})
	return inOrder, nil
}

// write returns what puts one record.
func (s *mapping) write(record graph.Record, isThere bool, at head) (write, error) {
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

func (s *mapping) writeEdge(key graph.Key, properties map[string]any, isThere bool) write {
	if tag := key.Tag(); tag != "" {
		properties[tagProperty] = tag
	}
	row := append(endsOf(key), properties)
	if isThere {
		return write{query: s.changeEdges(), rows: []any{row}}
	}
	return write{query: s.createEdges(), rows: []any{row}, createsEdges: true}
}

// New edges are most of what an import writes, so they have a way of their own. What each holds
// goes in columns, not under names that the server would have to look up for every edge; and
// those that meet in one node go together, so that the server finds that node once.

// newEdge is one to be made, of the mapping's columns.
type newEdge struct {
	from, to string
	columns  []any // origin, tag, and what the mapping's own columns hold
}

// newEdge takes apart what an edge holds; ok is false where that does not fit columns.
func (s *mapping) newEdge(record graph.Record, properties map[string]any) (edge newEdge, ok bool) {
	from, to := record.Key.Ends()
	edge = newEdge{string(from), string(to), make([]any, 2, 2+len(s.columns))}
	edge.columns[0] = record.Origin
	if tag := record.Key.Tag(); tag != "" {
		edge.columns[1] = tag
	}
	held := 0
	for _, name := range s.columns {
		value := properties[name]
		if edge.columns = append(edge.columns, value); value != nil {
			held++
		}
	}
	return edge, held == len(properties)
}

// createEdges makes new edges, each of them or none.
func (v view) createEdges(ctx context.Context, mapping *mapping, edges []newEdge, at head) error {
	for part := range slices.Chunk(edges, rowsPerStatement) {
		into := sharesTargets(part)
		err := v.createAll(ctx, mapping.joinEdges(into), len(part), map[string]any{
			"groups": groupEdges(part, into), "revision": at.revision, "at": native(at.at),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// createEdgesByRow makes new edges of rows of from, to, tag and properties.
func (v view) createEdgesByRow(ctx context.Context, query string, rows []any) error {
	for part := range slices.Chunk(rows, rowsPerStatement) {
		if err := v.createAll(ctx, query, len(part), map[string]any{"rows": part}); err != nil {
			return err
		}
	}
	return nil
}

// errEndsGone: an end of a new edge no longer exists, though it was there when the transaction began.
var errEndsGone = errors.New("the ends of an edge are gone; they were removed outside Sachant")

func (v view) createAll(ctx context.Context, query string, wanted int, parameters map[string]any) error {
	made, err := v.createRelationships(ctx, query, parameters)
	if err == nil && made != wanted {
		err = errEndsGone
	}
	return err
}

// sharesTargets reports whether edges lead to fewer nodes than they leave.
func sharesTargets(edges []newEdge) bool {
	from, to := map[string]bool{}, map[string]bool{}
	for _, edge := range edges {
		from[edge.from], to[edge.to] = true, true
	}
	return len(to) < len(from)
}

// groupEdges are the edges by the node at which they meet: that node, and of each edge the other
// node and what it holds.
func groupEdges(edges []newEdge, into bool) []any {
	at := map[string]int{}
	var nodes []string
	var rows [][]any
	for _, edge := range edges {
		node, other := edge.from, edge.to
		if into {
			node, other = other, node
		}
		place, known := at[node]
		if !known {
			place = len(nodes)
			at[node], nodes, rows = place, append(nodes, node), append(rows, nil)
		}
		rows[place] = append(rows[place], append([]any{other}, edge.columns...))
	}
	groups := make([]any, len(nodes))
	for i, node := range nodes {
		groups[i] = []any{node, rows[i]}
	}
	return groups
}

// joinEdges is the statement that makes edges that meet in nodes.
func (s *mapping) joinEdges(into bool) string {
	node, other := s.ends()
	pattern := "(n)-[:%s {%s}]->(m)"
	if into {
		node, other = other, node
		pattern = "(n)<-[:%s {%s}]-(m)"
	}
	held := []string{"origin: row[1]", "tag: row[2]", "revision: $revision", "committedAt: $at"}
	for i, name := range s.columns {
		held = append(held, fmt.Sprintf("%s: row[%d]", name, i+3))
	}
	return "UNWIND $groups AS group " + seek("n", node, "group[0]") + " UNWIND group[1] AS row " + seek("m", other, "row[0]") +
		" CREATE " + fmt.Sprintf(pattern, s.name, strings.Join(held, ", "))
}
