package access

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// authorship is an author of a contribution.
type authorship struct{ person, contribution graph.NodeID }

// uncounted is what of a contribution does not count for an author, by their own decision.
type uncounted struct{ whole, acceptance bool }

// ObjectToEvidence takes a piece of evidence for the viewer out of their ranking from a day on, or has it count again: a
// contribution of theirs; of an answer, with graph.PartAcceptance, that it was accepted; or with their own key, the title, the
// name, the unit and the site by which the directory has them found.
func (v *View) ObjectToEvidence(ctx context.Context, evidence graph.Key, part string, objects bool, today graph.Date) error {
	person := v.viewer.Person
	var fact graph.Fact
	switch {
	case evidence == person && part == "":
		fact = graph.Edge(person, graph.ObjectionToProfile, person, "", graph.ObjectsTo{On: today})
	case evidence.Kind() == graph.KindContribution && (part == "" || part == graph.PartAcceptance):
		fact = graph.Edge(person, part, evidence, "", graph.ObjectsToEvidence{On: today})
	default:
		return fmt.Errorf("%w: %q has no evidence %q that can be objected to", graph.ErrInvalid, evidence, part)
	}
	if err := v.allVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	if evidence != person {
		authored, err := v.Facts(ctx, graph.Brief, graph.EdgeKey(person, graph.KindAuthored, "", evidence))
		if err != nil || len(authored) == 0 {
			return errorOr(err, fmt.Errorf("%w: %q", graph.ErrNotFound, evidence))
		}
	}
	standing, err := v.gate.reader.Facts(ctx, graph.Brief, fact.Key)
	if err != nil || objects == (len(standing) > 0) {
		return err
	}
	if objects {
		return v.commitOwn(ctx, graph.Tx{Put: []graph.Fact{fact}})
	}
	return v.commitOwn(ctx, graph.Tx{Delete: []graph.Key{fact.Key}})
}

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
