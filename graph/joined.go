package graph

import (
	"context"
	"slices"
)

// Pair is two nodes that may be joined.
type Pair struct{ From, To Key }

// Joiner is a [Reader] that finds what joins nodes without visiting all that leaves them.
type Joiner interface {
	// JoinedAt visits the pairs of edges by which pairs of nodes are joined in a third: one of
	// the first kind leads to it from the one node, one of the second from the other. An error
	// from visit ends it and is returned.
	JoinedAt(ctx context.Context, pairs map[Pair]bool, first, second Kind, visit func(first, second Link) error) error
}

// JoinedAt finds what joins pairs by the reader's own way, or by visiting edges. The order in
// which it visits says nothing.
func JoinedAt(ctx context.Context, reader Reader, pairs map[Pair]bool, first, second Kind, visit func(first, second Link) error) error {
	if joiner, ok := reader.(Joiner); ok {
		return joiner.JoinedAt(ctx, pairs, first, second, visit)
	}
	leaving := map[Key][]Link{}
	var middles []Key
	err := Links(ctx, reader, Starts(pairs), Out, func(link Link) error {
		if _, known := leaving[link.To]; !known {
			middles = append(middles, link.To)
		}
		leaving[link.To] = append(leaving[link.To], link)
		return nil
	}, first)
	if err != nil || len(middles) == 0 {
		return err
	}
	return Links(ctx, reader, middles, Into, func(other Link) error {
		for _, link := range leaving[other.To] {
			if !pairs[Pair{link.From, other.From}] {
				continue
			}
			if err := visit(link, other); err != nil {
				return err
			}
		}
		return nil
	}, second)
}

// Starts are the first nodes of pairs, each once, in order.
func Starts(pairs map[Pair]bool) []Key {
	var nodes []Key
	for pair := range pairs {
		nodes = append(nodes, pair.From)
	}
	slices.Sort(nodes)
	return slices.Compact(nodes)
}
