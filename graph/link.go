package graph

import "context"

// Link is an edge without the text of its key, for whoever looks at many edges and keeps few:
// making the text costs more than finding the edge.
type Link struct {
	From, To Key
	Kind     Kind
	Tag      string
	Origin   string
	Value    Value
}

// Key is that of the edge.
func (l Link) Key() Key { return EdgeKey(l.From, l.Kind, l.Tag, l.To) }

// Linker is a [Reader] that can visit edges without making facts of them.
type Linker interface {
	// Links visits what Edges returns for nodes of which each is given once: node by node, of
	// each node kind by kind as the kinds are given, of each kind in key order. What a value
	// leads to, by slices and pointers, must not be changed. An error from visit ends it and
	// is returned.
	Links(ctx context.Context, nodes []Key, direction Direction, visit func(Link) error, kinds ...Kind) error
}

// Links visits edges by the reader's own way, or of what its Edges returns.
func Links(ctx context.Context, reader Reader, nodes []Key, direction Direction, visit func(Link) error, kinds ...Kind) error {
	if linker, ok := reader.(Linker); ok {
		return linker.Links(ctx, nodes, direction, visit, kinds...)
	}
	edges, err := reader.Edges(ctx, nodes, direction, kinds...)
	if err != nil {
		return err
	}
	at := make(map[Key]map[Kind][]Link, len(nodes))
	for _, edge := range edges {
		link := edge.Link()
		node := link.To
		if direction == Out {
			node = link.From
		}
		if at[node] == nil {
			at[node] = map[Kind][]Link{}
		}
		at[node][link.Kind] = append(at[node][link.Kind], link)
	}
	for _, node := range nodes {
		for _, kind := range kinds {
			for _, link := range at[node][kind] {
				if err := visit(link); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Link is the edge as a link.
func (f Fact) Link() Link {
	parts, _ := f.Key.parts()
	return Link{From: parts.from, To: parts.to, Kind: parts.kind, Tag: parts.tag, Origin: f.Origin, Value: f.Value}
}

// Counter is a [Reader] that can count edges without visiting them.
type Counter interface {
	// Count says how many edges of a kind each of the nodes has in one direction.
	Count(ctx context.Context, nodes []Key, direction Direction, kind Kind) ([]int, error)
}

// Count counts edges by the reader's own way, or by visiting them. Each node is given once.
func Count(ctx context.Context, reader Reader, nodes []Key, direction Direction, kind Kind) ([]int, error) {
	if counter, ok := reader.(Counter); ok {
		return counter.Count(ctx, nodes, direction, kind)
	}
	at := make(map[Key]int, len(nodes))
	for i, node := range nodes {
		at[node] = i
	}
	counts := make([]int, len(nodes))
	err := Links(ctx, reader, nodes, direction, func(link Link) error {
		if direction == Out {
			counts[at[link.From]]++
		} else {
			counts[at[link.To]]++
		}
		return nil
	}, kind)
	return counts, err
}
