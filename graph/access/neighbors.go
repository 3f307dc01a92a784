package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// MaxDegrees returns how many edges of a kind the viewer may see at most at each of the nodes. It counts
// those that are hidden too, so it is for bounds, and for nothing that somebody is shown.
func (v *View) MaxDegrees(ctx context.Context, nodes []graph.NodeID, direction graph.Direction, kind graph.Kind) ([]int, error) {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 {
		return make([]int, len(nodes)), err
	}
	if f.snapshot != nil {
		return f.snapshot.Degrees(nodes, direction, kind), nil
	}
	return degrees(ctx, f.graph, nodes, direction, kind)
}

// EdgesBetween returns the edges of a kind that lead from one node of a pair to the other, the viewer seeing
// both and the edge.
func (v *View) EdgesBetween(ctx context.Context, pairs graph.Pairs, kind graph.Kind) ([]graph.EdgeRef, error) {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 {
		return nil, err
	}
	edges, err := f.graph.AppendEdges(ctx, nil, pairs.Starts(), graph.Out, kind)
	if err != nil {
		return nil, err
	}
	var others []graph.NodeID // of the node at hand, whose edges stand together, in order
	last := graph.NodeID(0)
	edges = slices.DeleteFunc(edges, func(edge graph.EdgeRef) bool {
		if edge.From != last {
			last = edge.From
			others = append(others[:0], pairs[last]...)
			slices.Sort(others)
		}
		_, found := slices.BinarySearch(others, edge.To)
		return !found
	})
	visible, err := f.edges(ctx, edges, []graph.Kind{kind})
	if err != nil {
		return nil, err
	}
	return f.keepJoined(ctx, visible, []graph.Kind{kind})
}

// CommonNeighbors visits the paths that join pairs of nodes in a third, the viewer seeing all of each, but for sensitive communities: an edge
// of the first kind leads to it from the one node, an edge of the second kind from the other. It goes on with a
// pair until visit reports that it has seen enough, and may then still visit some.
func (v *View) CommonNeighbors(ctx context.Context, pairs graph.Pairs, first, second graph.Kind, visit func(first, second graph.EdgeRef) (enough bool)) error {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 {
		return err
	}
	rules, err := f.rulesFor(ctx, first, second)
	if err != nil {
		return err
	}
	decided := &decisions{}
	if leadsToCommunity(first) {
		if decided, err = f.decisions(ctx); err != nil {
			return err
		}
	}
	var undecided []graph.EdgeRef // of paths, two by two
	var ends []graph.NodeID
	consider := func(first, second graph.EdgeRef) (enough bool) {
		if decided.sensitive[first.To] || !f.allows(&rules[0], &first) || !f.allows(&rules[1], &second) {
			return false
		}
		if f.companySees(first.From) && f.companySees(first.To) && f.companySees(second.From) {
			return visit(first, second)
		}
		undecided, ends = append(undecided, first, second), append(ends, first.From, first.To, second.From)
		return false
	}
	if f.snapshot != nil {
		err = f.snapshot.CommonNeighbors(ctx, pairs, first, second, consider)
	} else {
		err = commonNeighbors(ctx, f.graph, pairs, first, second, consider)
	}
	if err == nil {
		err = f.decide(ctx, ends)
	}
	if err != nil {
		return err
	}
	for path := range slices.Chunk(undecided, 2) {
		if f.sees(path[0].From) && f.sees(path[0].To) && f.sees(path[1].From) {
			visit(path[0], path[1])
		}
	}
	return nil
}
