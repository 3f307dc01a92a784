package neo4j

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// New edges are most of what an import writes, so they have a way of their own. What each holds
// goes in columns, not under names that the server would have to look up for every edge; and
// those that meet in one node go together, so that the server finds that node once.

// newEdge is one to be made, of the shape's columns.
type newEdge struct {
	from, to string
	columns  []any // origin, tag, and what the shape's own columns hold
}

// newEdge takes apart what an edge holds; ok is false where that does not fit columns.
func (s *shape) newEdge(record graph.Record, properties map[string]any) (edge newEdge, ok bool) {
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

// join makes new edges, each of them or none.
func (v view) join(ctx context.Context, shape *shape, edges []newEdge, at head) error {
	for part := range slices.Chunk(edges, together) {
		into := meetAtEnd(part)
		err := v.joinAll(ctx, shape.joinEdges(into), len(part), map[string]any{
			"groups": grouped(part, into), "revision": at.revision, "at": native(at.at),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// joinLoosely makes new edges of rows of from, to, tag and properties.
func (v view) joinLoosely(ctx context.Context, query string, rows []any) error {
	for part := range slices.Chunk(rows, together) {
		if err := v.joinAll(ctx, query, len(part), map[string]any{"rows": part}); err != nil {
			return err
		}
	}
	return nil
}

// errEndsGone: an end of a new edge no longer exists, though it was there when the transaction began.
var errEndsGone = errors.New("the ends of an edge are gone; they were removed outside Sachant")

func (v view) joinAll(ctx context.Context, query string, wanted int, parameters map[string]any) error {
	made, err := v.joins(ctx, query, parameters)
	if err == nil && made != wanted {
		err = errEndsGone
	}
	return err
}

// meetAtEnd reports whether edges lead to fewer nodes than they leave.
func meetAtEnd(edges []newEdge) bool {
	from, to := map[string]bool{}, map[string]bool{}
	for _, edge := range edges {
		from[edge.from], to[edge.to] = true, true
	}
	return len(to) < len(from)
}

// grouped are the edges by the node at which they meet: that node, and of each edge the other
// node and what it holds.
func grouped(edges []newEdge, into bool) []any {
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
func (s *shape) joinEdges(into bool) string {
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
