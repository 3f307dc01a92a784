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
func (v *View) Joined(ctx context.Context, pairs map[graph.Pair]bool, kind graph.Kind, visit func(graph.Link)) error {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 || len(pairs) == 0 {
		return err
	}
	var found []graph.Link
	err = graph.Links(ctx, v.gate.reader, graph.Starts(pairs), graph.Out, func(link graph.Link) error {
		if pairs[graph.Pair{From: link.From, To: link.To}] {
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

// JoinedAt visits the pairs of edges by which pairs of nodes are joined in a third, as
// [graph.Joiner] says, the viewer seeing all of it.
func (v *View) JoinedAt(ctx context.Context, pairs map[graph.Pair]bool, first, second graph.Kind, visit func(first, second graph.Link)) error {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 || len(pairs) == 0 {
		return err
	}
	var found []graph.Link // first and second in turn
	err = graph.JoinedAt(ctx, v.gate.reader, pairs, first, second, func(first, second graph.Link) error {
		found = append(found, first, second)
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := v.visibleLinks(ctx, slices.Clone(found)); err != nil { // reads once for all
		return err
	}
	for i := 0; i < len(found); i += 2 {
		both, err := v.visibleLinks(ctx, found[i:i+2:i+2])
		if err != nil {
			return err
		}
		if len(both) == 2 {
			visit(both[0], both[1])
		}
	}
	return nil
}
