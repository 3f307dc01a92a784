package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// AtMost bounds how many edges of a kind the viewer may see at each of the nodes. It counts
// those that are hidden too, so it is for leaving out early what a few edges more or less do
// not change, and for nothing that somebody is shown.
func (v *View) AtMost(ctx context.Context, nodes []graph.Key, direction graph.Direction, kind graph.Kind) ([]int, error) {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 {
		return make([]int, len(nodes)), err
	}
	return graph.Count(ctx, v.gate.reader, nodes, direction, kind)
}

// Joined visits the edges by which pairs are joined: those of a kind that lead from the one to
// the other, the viewer seeing both and the edge. Those few that matter are judged.
func (v *View) Joined(ctx context.Context, pairs graph.Pairs, kind graph.Kind, visit func(graph.Link)) error {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 || len(pairs) == 0 {
		return err
	}
	wanted := make(map[graph.Key]map[graph.Key]bool, len(pairs))
	for from, others := range pairs {
		wanted[from] = make(map[graph.Key]bool, len(others))
		for _, other := range others {
			wanted[from][other] = true
		}
	}
	var found []graph.Link
	err = graph.Links(ctx, v.gate.reader, pairs.Starts(), graph.Out, func(link graph.Link) error {
		if wanted[link.From][link.To] {
			found = append(found, link)
		}
		return nil
	}, kind)
	if err != nil {
		return err
	}
	found, err = v.visibleLinks(ctx, found)
	for _, link := range found {
		visit(link)
	}
	return err
}

// path is two edges by which a pair is joined.
type path [2]graph.Link

// pair is the two nodes that it joins.
func (p path) pair() [2]graph.Key { return [2]graph.Key{p[0].From, p[1].From} }

// JoinedAt visits pairs of edges by which pairs of nodes are joined in a third, as [graph.Joiner]
// says, the viewer seeing all of it: of each pair until visit says that it is enough. What was
// not enough may be visited twice.
func (v *View) JoinedAt(ctx context.Context, pairs graph.Pairs, first, second graph.Kind, visit func(first, second graph.Link) (enough bool)) error {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 || len(pairs) == 0 {
		return err
	}
	// Of most pairs the first that there is is enough; the others are looked at again.
	for _, most := range []int{1, 0} {
		var paths []path
		err := graph.JoinedAt(ctx, v.gate.reader, pairs, first, second, most, func(first, second graph.Link) error {
			paths = append(paths, path{first, second})
			return nil
		})
		if err != nil {
			return err
		}
		joined := paths
		if paths, err = v.visiblePaths(ctx, slices.Clone(paths)); err != nil {
			return err
		}
		done := map[[2]graph.Key]bool{}
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
func undone(joined []path, done map[[2]graph.Key]bool) graph.Pairs {
	pairs := graph.Pairs{}
	for _, p := range joined {
		if pair := p.pair(); !done[pair] {
			pairs[pair[0]] = append(pairs[pair[0]], pair[1])
		}
	}
	return pairs
}

// visiblePaths keeps those of which the viewer may see both edges.
func (v *View) visiblePaths(ctx context.Context, paths []path) ([]path, error) {
	links := make([]graph.Link, 0, 2*len(paths))
	for _, p := range paths {
		links = append(links, p[0], p[1])
	}
	if _, err := v.visibleLinks(ctx, links); err != nil { // reads once for all
		return nil, err
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	return slices.DeleteFunc(paths, func(p path) bool {
		return slices.ContainsFunc(p[:], func(link graph.Link) bool {
			return !v.seen[link.From] || !v.seen[link.To] || !v.opens(link)
		})
	}), nil
}
