package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Scan implements graph.Reader. It holds a snapshot until it is done, so visitors may read or commit.
func (s *Store) Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (int64, error) {
	var revision int64
	err := s.read(ctx, s.scans, func(at snapshot) (err error) {
		if revision, err = at.head(ctx); err != nil {
			return err
		}
		return at.scan(ctx, detail, visit, kinds)
	})
	if err != nil {
		return 0, fmt.Errorf("scan: %w", err)
	}
	return revision, nil
}

// Head implements graph.Store.
func (s *Store) Head(ctx context.Context) (revision int64, err error) {
	err = s.read(ctx, s.reads, func(at snapshot) (err error) {
		revision, err = at.head(ctx)
		return err
	})
	return revision, err
}

func (s snapshot) head(ctx context.Context) (head int64, err error) {
	if err := s.QueryRowContext(ctx, "SELECT head FROM state").Scan(&head); err != nil {
		return 0, fmt.Errorf("read the head of the log: %w", err)
	}
	return head, nil
}

// region is the nodes of one kind and the edges that leave them: as their keys begin with the
// kind, and an edge's with its node's, regions follow one another in key order.
type region struct {
	kind  graph.Kind
	nodes bool    // whether the nodes are wanted
	edges []int64 // the kinds of edges that are wanted
}

func (s snapshot) regions(wanted []graph.Kind) []region {
	if len(wanted) == 0 {
		wanted = graph.Kinds()
	}
	found := map[graph.Kind]*region{}
	for _, kind := range wanted {
		at := kind
		if kind.IsEdge() {
			at, _ = kind.Ends()
		}
		if found[at] == nil {
			found[at] = &region{kind: at}
		}
		if number, isEdge := s.kinds.number[kind]; isEdge {
			found[at].edges = append(found[at].edges, number)
		} else {
			found[at].nodes = true
		}
	}
	regions := make([]region, 0, len(found))
	for _, at := range found {
		regions = append(regions, *at)
	}
	slices.SortFunc(regions, func(a, b region) int { return cmp.Compare(a.kind+"/", b.kind+"/") })
	return regions
}

// scan decodes and visits one part while the next is read: the two take about as long.
func (s snapshot) scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds []graph.Kind) error {
	read := func(ctx context.Context, send func([]graph.Record) error) error {
		for _, at := range s.regions(kinds) {
			if err := s.scanRegion(ctx, at, detail, send); err != nil {
				return err
			}
		}
		return nil
	}
	return readAhead(ctx, read, func(records []graph.Record) error {
		for _, record := range records {
			if err := visitRecord(ctx, record, visit); err != nil {
				return err
			}
		}
		return nil
	})
}

const (
	// nodesPerPart is how many nodes, with their edges, a scan reads at a time.
	nodesPerPart = 500
	// mostCachedKeys bounds how many keys of nodes a scan keeps, as the same ones are at the
	// ends of many edges.
	mostCachedKeys = 500_000
)

func (s snapshot) scanRegion(ctx context.Context, at region, detail graph.Detail, send func([]graph.Record) error) error {
	after, keys := graph.Key(at.kind+"/"), map[int64]graph.Key{}
	for {
		nodes, err := s.nodesAfter(ctx, at, detail, after)
		if err != nil || len(nodes) == 0 {
			return err
		}
		if len(keys) > mostCachedKeys {
			clear(keys)
		}
		records, err := s.withEdges(ctx, at, nodes, keys)
		if err != nil {
			return err
		}
		if err := send(records); err != nil {
			return err
		}
		after = nodes[len(nodes)-1].Key
	}
}

func visitRecord(ctx context.Context, record graph.Record, visit func(graph.Fact) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	fact, err := record.Fact()
	if err != nil {
		return err
	}
	return visit(fact)
}

// withEdges returns those of the nodes, and of the edges that leave them, that are wanted, in key order.
// An edge's key begins with that of its node, so the edges of each node are sorted by themselves.
func (s snapshot) withEdges(ctx context.Context, at region, nodes []nodeRecord, keys map[int64]graph.Key) ([]graph.Record, error) {
	var edges map[int64][]graph.Record
	if len(at.edges) > 0 {
		found, err := s.edgesFrom(ctx, at, nodes, keys)
		if err != nil {
			return nil, err
		}
		edges = found
	}
	records := make([]graph.Record, 0, len(nodes))
	for _, node := range nodes {
		if at.nodes {
			records = append(records, node.Record)
		}
		records = append(records, inKeyOrder(edges[node.n])...)
	}
	return records, nil
}

// edgesFrom returns the edges that leave nodes, by the number of the node.
func (s snapshot) edgesFrom(ctx context.Context, at region, nodes []nodeRecord, keys map[int64]graph.Key) (map[int64][]graph.Record, error) {
	sources := make([]int64, len(nodes))
	for i, node := range nodes {
		sources[i], keys[node.n] = node.n, node.Key
	}
	slices.Sort(sources)
	ids, records, err := s.keyedEdgesOf(ctx, sources, graph.Out, at.edges, keys)
	if err != nil {
		return nil, err
	}
	edges := make(map[int64][]graph.Record, len(nodes))
	for from, to := 0, 0; from < len(ids); from = to {
		for to = from + 1; to < len(ids) && ids[to].src == ids[from].src; to++ {
		}
		edges[ids[from].src] = records[from:to]
	}
	return edges, nil
}

// nodesAfter returns the next nodes of a region, in key order. Where only edges are wanted, a node is a
// number and a key.
func (s snapshot) nodesAfter(ctx context.Context, at region, detail graph.Detail, after graph.Key) ([]nodeRecord, error) {
	columns, long := "node.origin, node.revision, node.at, node.value", "NULL"
	from := "node"
	switch {
	case !at.nodes:
		columns = "'', 0, 0, ''"
	case detail == graph.Whole:
		long, from = "long.value", "node LEFT JOIN long ON long.n = node.n"
	}
	rows, err := s.QueryContext(ctx, "SELECT node.n, node.key, "+columns+", "+long+" FROM "+from+
		" WHERE node.key > ? AND node.key < ? ORDER BY node.key LIMIT ?", string(after), string(at.kind)+"0", nodesPerPart)
	if err != nil {
		return nil, fmt.Errorf("read nodes: %w", err)
	}
	nodes := make([]nodeRecord, 0, nodesPerPart)
	err = each(rows, func() error { return scanNode(rows, func(node nodeRecord) { nodes = append(nodes, node) }) })
	return nodes, err
}
