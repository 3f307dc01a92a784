package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// authorship is an author of a contribution.
type authorship struct{ person, contribution graph.NodeID }

// uncounted is what of a contribution does not count for an author, by their own decision.
type uncounted struct{ whole, acceptance bool }

// KeepUnobjected leaves out, in place, the contributions that an author does not want to count. It holds for every viewer, though the objection itself is the person's alone to see.
func (v *View) KeepUnobjected(ctx context.Context, contributions []graph.NodeID) ([]graph.NodeID, error) {
	f, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	decided, err := f.decisions(ctx)
	if err != nil || len(decided.uncounted) == 0 {
		return contributions, err
	}
	objected := map[graph.NodeID]bool{}
	for of, what := range decided.uncounted {
		objected[of.contribution] = objected[of.contribution] || what.whole
	}
	return slices.DeleteFunc(contributions, func(node graph.NodeID) bool { return objected[node] }), nil
}

// keepCounted leaves out, in place, the contributions that do not count for their authors, and the acceptances. It holds
// for every viewer, though the objection itself is the person's alone to see.
func (f *filter) keepCounted(ctx context.Context, summaries []graph.AuthoredContribution) ([]graph.AuthoredContribution, error) {
	decided, err := f.decisions(ctx)
	if err != nil || len(decided.uncounted) == 0 {
		return summaries, err
	}
	kept := summaries[:0]
	for _, one := range summaries {
		objected := decided.uncounted[authorship{one.Author, one.Node}]
		if objected.acceptance {
			one.Accepted, one.AcceptedOn = false, 0
		}
		if !objected.whole {
			kept = append(kept, one)
		}
	}
	return kept, nil
}

// keepReplies leaves out, in place, the answers that do not count for their authors.
func (f *filter) keepReplies(ctx context.Context, replies []graph.Reply) ([]graph.Reply, error) {
	decided, err := f.decisions(ctx)
	if err != nil || len(decided.uncounted) == 0 {
		return replies, err
	}
	return slices.DeleteFunc(replies, func(one graph.Reply) bool { return decided.uncounted[authorship{one.Author, one.Answer}].whole }), nil
}

// Unprofiled returns the people who object that what the directory says of them counts. It holds for every viewer; the
// keys are of people, whether or not the viewer sees them, and must not be changed.
func (v *View) Unprofiled(ctx context.Context) (map[graph.NodeID]bool, error) {
	f, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	decided, err := f.decisions(ctx)
	if err != nil {
		return nil, err
	}
	return decided.unprofiled, nil
}

// KeepRoles keeps the roles of people who do not object that their title counts. It overwrites edges, which are from people.
func (v *View) KeepRoles(ctx context.Context, edges []graph.EdgeRef) ([]graph.EdgeRef, error) {
	unprofiled, err := v.Unprofiled(ctx)
	if err != nil || len(unprofiled) == 0 {
		return edges, err
	}
	return slices.DeleteFunc(edges, func(edge graph.EdgeRef) bool { return unprofiled[edge.From] }), nil
}

// Referrers returns, by accepted answer, the people who had handed its question on to its author, as far as the viewer sees
// them and until a day. It is evidence, and read once for a snapshot.
func (v *View) Referrers(ctx context.Context, today graph.Day) (map[graph.NodeID][]graph.NodeID, error) {
	f, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	decided, err := f.decisions(ctx)
	if err != nil || len(decided.referrers) == 0 {
		return nil, err
	}
	visible := map[graph.NodeID][]graph.NodeID{}
	for answer, referrals := range decided.referrers {
		for _, one := range referrals {
			nodes := []graph.NodeID{one.person, answer}
			if err := v.Hide(ctx, nodes); err != nil {
				return nil, err
			}
			if nodes[0] != 0 && nodes[1] != 0 && one.on <= today {
				visible[answer] = append(visible[answer], one.person)
			}
		}
	}
	return visible, nil
}

// referral is that somebody handed a question on, which was answered on a day.
type referral struct {
	person graph.NodeID
	on     graph.Day
}
