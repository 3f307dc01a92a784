package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// snapshot reads the graph as of one revision: inside one transaction.
type snapshot struct {
	querier
	kinds kinds
}

// nodeRecord is the record of a node, and its number.
type nodeRecord struct {
	graph.Record
	n int64
}

const (
	selectNodesBrief = `SELECT node.n, node.key, node.origin, node.revision, node.at, node.value, NULL
		FROM json_each(?) AS want CROSS JOIN node ON node.key = want.value`
	selectNodesWhole = `SELECT node.n, node.key, node.origin, node.revision, node.at, node.value, long.value
		FROM json_each(?) AS want CROSS JOIN node ON node.key = want.value LEFT JOIN long ON long.n = node.n`
	selectEdges = `SELECT edge.src, edge.kind, edge.dst, edge.tag, edge.origin, edge.revision, edge.at, edge.value, %s
		FROM json_each(?) AS want CROSS JOIN edge ON edge.src = want.value ->> 0
		AND edge.kind = want.value ->> 1 AND edge.dst = want.value ->> 2 AND edge.tag = want.value ->> 3`
	selectNodeIDs  = `SELECT node.n, node.key FROM json_each(?) AS want CROSS JOIN node ON node.key = want.value`
	selectNodeKeys = `SELECT node.n, node.key FROM json_each(?) AS want CROSS JOIN node ON node.n = want.value`
)

// splitKeys separates nodes from edges, and leaves out keys that no fact can have.
func splitKeys(keys []graph.Key) (nodes, edges []graph.Key) {
	for _, key := range keys {
		switch {
		case key.Check() != nil:
		case key.IsEdge():
			edges = append(edges, key)
		default:
			nodes = append(nodes, key)
		}
	}
	return nodes, edges
}

// nodes visits the nodes that exist.
func (s snapshot) nodes(ctx context.Context, detail graph.Detail, keys []graph.Key, visit func(nodeRecord)) error {
	query := selectNodesBrief
	if detail == graph.Whole {
		query = selectNodesWhole
	}
	return inBatches(keys, func(part []graph.Key) error {
		rows, err := s.QueryContext(ctx, query, keyList(part))
		if err != nil {
			return fmt.Errorf("read nodes: %w", err)
		}
		return each(rows, func() error { return scanNode(rows, visit) })
	})
}

// edges visits the edges that exist. The keys of records are left to the caller.
func (s snapshot) edges(ctx context.Context, detail graph.Detail, wanted located, visit func(edgeID, graph.Record)) error {
	query := fmt.Sprintf(selectEdges, longColumn(detail))
	return inBatches(wanted, func(part []locatedEdge) error {
		rows, err := s.QueryContext(ctx, query, edgeList(part))
		if err != nil {
			return fmt.Errorf("read edges: %w", err)
		}
		return each(rows, func() error { return scanEdge(rows, visit) })
	})
}

func scanNode(rows *sql.Rows, visit func(nodeRecord)) error {
	var found nodeRecord
	var at int64
	err := rows.Scan(&found.n, &found.Key, &found.Origin, &found.Revision, &at, &found.Brief, &found.Long)
	if err != nil {
		return err
	}
	found.At = fromMillis(at)
	visit(found)
	return nil
}

func scanEdge(rows *sql.Rows, visit func(edgeID, graph.Record)) error {
	var id edgeID
	var found graph.Record
	var at int64
	err := rows.Scan(&id.src, &id.kind, &id.dst, &id.tag, &found.Origin, &found.Revision, &at, &found.Brief, &found.Long)
	if err != nil {
		return err
	}
	found.At = fromMillis(at)
	visit(id, found)
	return nil
}

func longColumn(detail graph.Detail) string {
	if detail == graph.Whole {
		return "edge.long"
	}
	return "NULL"
}

// nodeIDs returns the numbers of the nodes that exist.
func (s snapshot) nodeIDs(ctx context.Context, keys []graph.Key) (map[graph.Key]int64, error) {
	found := make(map[graph.Key]int64, len(keys))
	err := inBatches(keys, func(part []graph.Key) error {
		return s.pairs(ctx, selectNodeIDs, keyList(part), func(n int64, key string) { found[graph.Key(key)] = n })
	})
	return found, err
}

// nodeKeys adds the keys of nodes to a map.
func (s snapshot) nodeKeys(ctx context.Context, numbers []int64, into map[int64]graph.Key) error {
	return inBatches(numbers, func(part []int64) error {
		return s.pairs(ctx, selectNodeKeys, idList(part), func(n int64, key string) { into[n] = graph.Key(key) })
	})
}

func (s snapshot) pairs(ctx context.Context, query, list string, visit func(n int64, text string)) error {
	rows, err := s.QueryContext(ctx, query, list)
	if err != nil {
		return fmt.Errorf("look up nodes: %w", err)
	}
	return each(rows, func() error {
		var n int64
		var text string
		if err := rows.Scan(&n, &text); err != nil {
			return err
		}
		visit(n, text)
		return nil
	})
}

// located holds edges in the order of their table, with their keys.
type located []locatedEdge

type locatedEdge struct {
	edgeID
	key graph.Key
}

// key returns the key of an edge, "" where it is not among them.
func (l located) key(id edgeID) graph.Key {
	i, found := slices.BinarySearchFunc(l, id, func(edge locatedEdge, id edgeID) int { return edge.compare(id) })
	if !found {
		return ""
	}
	return l[i].key
}

// locate returns those of the edges whose ends have a number, in any of the maps.
func (s snapshot) locate(edges []graph.Key, numbers ...map[graph.Key]int64) located {
	found := make(located, 0, len(edges))
	number := func(node graph.Key) (n int64) {
		for _, some := range numbers {
			n = max(n, some[node])
		}
		return n
	}
	for _, key := range edges {
		from, to := key.Ends()
		id := edgeID{number(from), s.kinds.number[key.Kind()], number(to), key.Tag()}
		if id.src != 0 && id.kind != 0 && id.dst != 0 {
			found = append(found, locatedEdge{id, key})
		}
	}
	slices.SortFunc(found, func(a, b locatedEdge) int { return a.compare(b.edgeID) })
	return found
}

// edgesOf visits the edges at nodes in one direction, of every kind where none is given. The keys of
// records are left to the caller.
func (s snapshot) edgesOf(ctx context.Context, numbers []int64, direction graph.Direction, kinds []int64, visit func(edgeID, graph.Record)) error {
	query := edgesOfQuery(direction, len(kinds) > 0)
	return inBatches(numbers, func(part []int64) error {
		rows, err := s.QueryContext(ctx, query, idList(part), idList(kinds))
		if err != nil {
			return fmt.Errorf("read edges: %w", err)
		}
		return each(rows, func() error { return scanEdge(rows, visit) })
	})
}

func edgesOfQuery(direction graph.Direction, someKinds bool) string {
	near := "src"
	if direction == graph.Into {
		near = "dst"
	}
	query := `SELECT edge.src, edge.kind, edge.dst, edge.tag, edge.origin, edge.revision, edge.at, edge.value, edge.long
		FROM json_each(?1) AS want CROSS JOIN edge ON edge.` + near + ` = want.value`
	if someKinds {
		query += ` AND edge.kind IN (SELECT value FROM json_each(?2))`
	} else {
		query += ` AND ?2 = '[]'`
	}
	return query
}
