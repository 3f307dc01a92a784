package access

import (
	"context"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
)

// addUnused adds the contributions of sensitive communities, and the answers to them and to hidden ones, to those that count for
// nothing.
func (f *filter) addUnused(ctx context.Context, read *decisions) error {
	said := slices.Collect(maps.Keys(read.unused))
	if len(read.sensitive) > 0 {
		in, err := f.graph.AppendEdges(ctx, nil, slices.Sorted(maps.Keys(read.sensitive)), graph.Into, graph.KindIn)
		if err != nil {
			return err
		}
		for _, edge := range in {
			said, read.unused[edge.From] = append(said, edge.From), true
		}
	}
	if len(said) == 0 {
		return nil
	}
	answers, err := f.graph.AppendEdges(ctx, nil, distinctNodes(said), graph.Into, graph.KindAnswers)
	for _, edge := range answers {
		read.unused[edge.From] = true
	}
	return err
}

// restsOn reports whether decisions change with the facts that changed.
func (d *decisions) restsOn(changed []graph.Key) bool {
	return slices.ContainsFunc(changed, func(key graph.Key) bool {
		kind := key.Kind()
		return isDecision(key) || d != nil && len(d.sensitive)+len(d.unused) > 0 && (kind == graph.KindIn || kind == graph.KindAnswers)
	})
}

// keepUsed leaves out, in place, what is answered or said in contributions that count for nothing: those that moderators hid,
// and those of sensitive communities. It holds for every viewer, their authors too.
func keepUsed[T any](ctx context.Context, f *filter, all []T, nodes func(*T) [2]graph.NodeID) ([]T, error) {
	decided, err := f.decisions(ctx)
	if err != nil || len(decided.unused) == 0 {
		return all, err
	}
	return slices.DeleteFunc(all, func(one T) bool {
		of := nodes(&one)
		return decided.unused[of[0]] || decided.unused[of[1]]
	}), nil
}

// keepUsedContributions is [keepUsed] of summaries. An answer to what counts for nothing is kept, as an answer to nothing.
func (f *filter) keepUsedContributions(ctx context.Context, all []graph.AuthoredContribution) ([]graph.AuthoredContribution, error) {
	kept, err := keepUsed(ctx, f, all, func(one *graph.AuthoredContribution) [2]graph.NodeID { return [2]graph.NodeID{one.Node} })
	if err != nil {
		return nil, err
	}
	decided, err := f.decisions(ctx)
	if err != nil || len(decided.unused) == 0 {
		return kept, err
	}
	for i := range kept {
		if one := &kept[i]; decided.unused[one.Question] {
			one.Question, one.Asker, one.Accepted, one.AcceptedOn = 0, 0, false, 0
		}
	}
	return kept, nil
}

// keepJoined leaves out, in place, the edges that lead to sensitive communities. What is read by ids is what rankings,
// suggestions and counts are made of; pages read [View.Edges].
func (f *filter) keepJoined(ctx context.Context, edges []graph.EdgeRef, kinds []graph.Kind) ([]graph.EdgeRef, error) {
	if !slices.ContainsFunc(kinds, leadsToCommunity) {
		return edges, nil
	}
	decided, err := f.decisions(ctx)
	if err != nil || len(decided.sensitive) == 0 {
		return edges, err
	}
	return slices.DeleteFunc(edges, func(edge graph.EdgeRef) bool { return decided.sensitive[edge.To] }), nil
}

// leadsToCommunity reports whether edges of a kind lead to communities.
func leadsToCommunity(kind graph.Kind) bool {
	_, to := kind.Ends()
	return to == graph.KindCommunity
}

// Searchable labels facts with who may find them by words: who may see them, but nobody a contribution that moderators hid, or
// one of a sensitive community.
func Searchable(ctx context.Context, reader graph.Reader, facts []graph.Fact) (map[graph.Key]Labels, error) {
	have, err := surroundings(ctx, reader, facts)
	if err != nil {
		return nil, err
	}
	labels := make(map[graph.Key]Labels, len(facts))
	for _, fact := range facts {
		if !have.countsForNothing(fact.Key) {
			labels[fact.Key] = Audience(fact, have)
		}
	}
	return labels, nil
}

func (s *Surroundings) countsForNothing(contribution graph.Key) bool {
	return len(s.HiddenIn[contribution]) > 0 || contribution.Kind() == graph.KindContribution &&
		slices.ContainsFunc(s.Communities[contribution], func(fact graph.Fact) bool { return graph.As[graph.Community](fact).Sensitive })
}
