package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Scan implements graph.Reader. It holds a snapshot until it is done, so visitors may take
// their time and read or commit meanwhile.
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

// scan reads ahead of who visits, since that takes about as long as to decode what was read and to do
// something with it.
func (s snapshot) scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds []graph.Kind) error {
	return ahead(ctx,
		func(ctx context.Context, parts chan<- []graph.Record) error {
			return s.scanAhead(ctx, detail, kinds, parts)
		},
		func(parts <-chan []graph.Record) error { return visitAll(ctx, parts, visit) })
}

func visitAll(ctx context.Context, parts <-chan []graph.Record, visit func(graph.Fact) error) error {
	for records := range parts {
		for _, record := range records {
			if err := visitRecord(ctx, record, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s snapshot) scanAhead(ctx context.Context, detail graph.Detail, kinds []graph.Kind, parts chan<- []graph.Record) error {
	for _, at := range s.regions(kinds) {
		if err := s.scanRegion(ctx, at, detail, parts); err != nil {
			return err
		}
	}
	return nil
}

const (
	// scanned is how many nodes, with their edges, a scan takes at a time.
	scanned = 500
	// rememberedNames bounds how many keys of nodes a scan keeps, as the same ones are at the
	// ends of many edges.
	rememberedNames = 500_000
)

func (s snapshot) scanRegion(ctx context.Context, at region, detail graph.Detail, parts chan<- []graph.Record) error {
	after, names := graph.Key(at.kind+"/"), map[int64]graph.Key{}
	for {
		nodes, err := s.nodesAfter(ctx, at, detail, after)
		if err != nil || len(nodes) == 0 {
			return err
		}
		if len(names) > rememberedNames {
			clear(names)
		}
		records, err := s.withEdges(ctx, at, nodes, names)
		if err != nil {
			return err
		}
		select {
		case parts <- records:
		case <-ctx.Done():
			return ctx.Err()
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

// withEdges are the wanted ones of some nodes and of the edges that leave them, in key order: since an
// edge's key begins with that of its node, the edges of each node are put in order by themselves.
func (s snapshot) withEdges(ctx context.Context, at region, nodes []numbered, names map[int64]graph.Key) ([]graph.Record, error) {
	var edges map[int64][]graph.Record
	if len(at.edges) > 0 {
		found, err := s.edgesFrom(ctx, at, nodes, names)
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

// edgesFrom are the edges that leave some nodes, by the number of the node.
func (s snapshot) edgesFrom(ctx context.Context, at region, nodes []numbered, names map[int64]graph.Key) (map[int64][]graph.Record, error) {
	near := make([]int64, len(nodes))
	for i, node := range nodes {
		near[i], names[node.n] = node.n, node.Key
	}
	slices.Sort(near)
	var ids []edgeID
	var records []graph.Record
	err := s.edgesOf(ctx, near, graph.Out, at.edges, func(id edgeID, record graph.Record) {
		ids, records = append(ids, id), append(records, record)
	})
	if err != nil {
		return nil, err
	}
	if err := s.name(ctx, ids, records, names); err != nil {
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

// nodesAfter are the next nodes of a region, in key order. Where only edges are wanted, they
// are a number and a key.
func (s snapshot) nodesAfter(ctx context.Context, at region, detail graph.Detail, after graph.Key) ([]numbered, error) {
	columns, long := "node.origin, node.revision, node.at, node.value", "NULL"
	from := "node"
	switch {
	case !at.nodes:
		columns = "'', 0, 0, ''"
	case detail == graph.Whole:
		long, from = "long.value", "node LEFT JOIN long ON long.n = node.n"
	}
	rows, err := s.QueryContext(ctx, "SELECT node.n, node.key, "+columns+", "+long+" FROM "+from+
		" WHERE node.key > ? AND node.key < ? ORDER BY node.key LIMIT ?", string(after), string(at.kind)+"0", scanned)
	if err != nil {
		return nil, fmt.Errorf("read nodes: %w", err)
	}
	nodes := make([]numbered, 0, scanned)
	err = each(rows, func() error { return scanNode(rows, func(node numbered) { nodes = append(nodes, node) }) })
	return nodes, err
}
