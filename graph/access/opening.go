package access

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Recruits reports whether the viewer makes openings and looks for people who could take them.
func (v *View) Recruits() bool { return v.viewer.Is(Recruiter) && v.viewer.Person != "" }

// PutOpening makes an opening or changes it, for those who recruit. The edges are all that leave it from now on; the
// skills are those that nobody has named yet. It fails where the opening changed since it was read; one without a
// revision must be new.
func (v *View) PutOpening(ctx context.Context, opening graph.Fact, edges, skills []graph.Fact) error {
	if !v.Recruits() {
		return notYours(opening.Key)
	}
	kinds := []graph.Kind{graph.KindOfferedAs, graph.KindOfferedIn, graph.KindOfferedAt, graph.KindDemands}
	named, ends := map[graph.Key]bool{}, []graph.Key(nil)
	for _, skill := range skills {
		named[skill.Key] = true
	}
	for _, edge := range edges {
		from, to := edge.Key.Ends()
		if from != opening.Key || !slices.Contains(kinds, edge.Key.Kind()) {
			return notYours(edge.Key)
		}
		if !named[to] {
			ends = append(ends, to)
		}
	}
	if err := v.allVisible(ctx, ends); err != nil {
		return err
	}
	before, err := v.gate.reader.Edges(ctx, []graph.Key{opening.Key}, graph.Out, kinds...)
	if err != nil {
		return err
	}
	tx := graph.Tx{Put: append(append([]graph.Fact{opening}, edges...), skills...), If: []graph.Condition{{Key: opening.Key, Revision: opening.Revision}}}
	for _, edge := range before {
		if !slices.ContainsFunc(edges, func(now graph.Fact) bool { return now.Key == edge.Key }) {
			tx.Delete = append(tx.Delete, edge.Key)
		}
	}
	return v.commitAs(ctx, tx)
}

// commitAs commits what the viewer may do, in their name.
func (v *View) commitAs(ctx context.Context, tx graph.Tx) error {
	tx.Actor = string(v.viewer.Person)
	for i := range tx.Put {
		tx.Put[i].Origin = tx.Actor
	}
	_, err := v.gate.committer.Commit(ctx, tx)
	v.outdated.Store(true)
	return err
}

// allVisible refuses what the viewer may not see, as if it did not exist.
func (v *View) allVisible(ctx context.Context, nodes []graph.Key) error {
	nodes = distinctOf(nodes)
	visible, err := v.Facts(ctx, graph.Brief, nodes...)
	if err != nil {
		return err
	}
	found := graph.ByKey(visible)
	for _, node := range nodes {
		if _, sees := found[node]; !sees {
			return fmt.Errorf("%w: %q", graph.ErrNotFound, node)
		}
	}
	return nil
}
