package graph

import (
	"context"
	"maps"
	"slices"
)

// Pairs are nodes that may be joined: with each, the others.
type Pairs map[Key][]Key

// Joiner is a [Reader] that finds what joins nodes without visiting all that leaves them.
type Joiner interface {
	// JoinedAt visits the pairs of edges by which pairs of nodes are joined in a third: one of
	// the first kind leads to it from the one node, one of the second from the other. It goes
	// pair by pair, and shows at most so many of each; all where most is 0. An error from visit
	// ends it and is returned.
	JoinedAt(ctx context.Context, pairs Pairs, first, second Kind, most int, visit func(first, second Link) error) error
}

// JoinedAt finds what joins pairs by the reader's own way, or by visiting edges. The order of
// pairs says nothing.
func JoinedAt(ctx context.Context, reader Reader, pairs Pairs, first, second Kind, most int, visit func(first, second Link) error) error {
	if joiner, ok := reader.(Joiner); ok {
		return joiner.JoinedAt(ctx, pairs, first, second, most, visit)
	}
	leaving := map[Key][]Link{}
	err := Links(ctx, reader, pairs.Starts(), Out, func(link Link) error {
		leaving[link.To] = append(leaving[link.To], link)
		return nil
	}, first)
	if err != nil || len(leaving) == 0 {
		return err
	}
	wanted, found := pairs.set(), map[pair][][2]Link{}
	err = Links(ctx, reader, slices.Sorted(maps.Keys(leaving)), Into, func(other Link) error {
		for _, link := range leaving[other.To] {
			if both := (pair{link.From, other.From}); wanted[both] && (most == 0 || len(found[both]) < most) {
				found[both] = append(found[both], [2]Link{link, other})
			}
		}
		return nil
	}, second)
	if err != nil {
		return err
	}
	for _, paths := range found {
		for _, path := range paths {
			if err := visit(path[0], path[1]); err != nil {
				return err
			}
		}
	}
	return nil
}

type pair struct{ from, to Key }

func (p Pairs) set() map[pair]bool {
	set := map[pair]bool{}
	for from, others := range p {
		for _, to := range others {
			set[pair{from, to}] = true
		}
	}
	return set
}

// Starts are the first nodes of the pairs, in order.
func (p Pairs) Starts() []Key { return slices.Sorted(maps.Keys(p)) }
