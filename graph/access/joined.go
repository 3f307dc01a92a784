package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// MaxDegrees bounds how many edges of a kind the viewer may see at each of the nodes. It counts
// those that are hidden too, so it is for leaving out early what a few edges more or less do
// not change, and for nothing that somebody is shown.
func (v *View) MaxDegrees(ctx context.Context, nodes []graph.NodeID, direction graph.Direction, kind graph.Kind) ([]int, error) {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 {
		return make([]int, len(nodes)), err
	}
	return v.pin.Degrees(ctx, nodes, direction, kind)
}

// EdgesBetween are the edges by which pairs are joined: those of a kind that lead from the one to
// the other, the viewer seeing both and the edge. Those few that matter are judged.
func (v *View) EdgesBetween(ctx context.Context, pairs graph.Pairs, kind graph.Kind) ([]graph.EdgeRef, error) {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 {
		return nil, err
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	arcs, err := v.pin.AppendEdges(ctx, nil, pairs.Starts(), graph.Out, kind)
	if err != nil {
		return nil, err
	}
	return v.visibleArcs(ctx, among(pairs, arcs), []graph.Kind{kind})
}

// among keeps, in place, the arcs that join pairs; those of one node stand together.
func among(pairs graph.Pairs, arcs []graph.EdgeRef) []graph.EdgeRef {
	others := map[graph.NodeID]bool{} // of the node at hand
	last := graph.NodeID(0)
	return slices.DeleteFunc(arcs, func(arc graph.EdgeRef) bool {
		if arc.From != last {
			last = arc.From
			clear(others)
			for _, other := range pairs[last] {
				others[other] = true
			}
		}
		return !others[arc.To]
	})
}

// path is two edges by which a pair is joined.
type path [2]graph.EdgeRef

// pair is the two nodes that it joins.
func (p path) pair() [2]graph.NodeID { return [2]graph.NodeID{p[0].From, p[1].From} }

// CommonNeighbors visits pairs of edges by which pairs of nodes are joined in a third, as [graph.Adjacency]
// says, the viewer seeing all of it: of each pair until visit says that it is enough. What was
// not enough may be visited twice.
func (v *View) CommonNeighbors(ctx context.Context, pairs graph.Pairs, first, second graph.Kind, visit func(first, second graph.EdgeRef) (enough bool)) error {
	// Of most pairs the first that there is is enough; the others are looked at again.
	for _, most := range []int{1, 0} {
		var paths []path
		err := v.pinned(ctx, func() error {
			return v.pin.CommonNeighbors(ctx, pairs, first, second, most, func(first, second graph.EdgeRef) error {
				paths = append(paths, path{first, second})
				return nil
			})
		})
		if err != nil || len(paths) == 0 {
			return err
		}
		joined := paths
		if paths, err = v.visiblePaths(ctx, slices.Clone(paths), first, second); err != nil {
			return err
		}
		done := map[[2]graph.NodeID]bool{}
		for _, p := range paths {
			if !done[p.pair()] && visit(p[0], p[1]) {
				done[p.pair()] = true
			}
		}
		pairs = undone(joined, done)
	}
	return nil
}

// undone are the pairs that are joined by something of which it is not known that it is enough.
func undone(joined []path, done map[[2]graph.NodeID]bool) graph.Pairs {
	pairs := graph.Pairs{}
	for _, p := range joined {
		if pair := p.pair(); !done[pair] {
			pairs[pair[0]] = append(pairs[pair[0]], pair[1])
		}
	}
	return pairs
}

// visiblePaths keeps, in place, those of which the viewer may see both edges.
func (v *View) visiblePaths(ctx context.Context, paths []path, first, second graph.Kind) ([]path, error) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	arcs := make([]graph.EdgeRef, 0, 2*len(paths))
	for _, p := range paths {
		arcs = append(arcs, p[0], p[1])
	}
	if err := v.judgeEnds(ctx, arcs); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(paths, func(p path) bool {
		return !v.showsArc(first, p[0]) || !v.showsArc(second, p[1])
	}), nil
}

// showsArc reports whether an edge may be seen whose ends were judged.
func (v *View) showsArc(kind graph.Kind, arc graph.EdgeRef) bool {
	return v.shows(arc.From) && v.shows(arc.To) && v.opens(kind, &arc)
}

// pinned reads where the view is pinned; nothing for nobody.
func (v *View) pinned(ctx context.Context, read func() error) error {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 {
		return err
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	return read()
}
