package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// noteReferral adds to a transaction that accepts an answer that a colleague had handed the question on to its author; or,
// where it is accepted no longer, that nothing follows from it. Referrals of other answers to the question end.
func (g *Gate) noteReferral(ctx context.Context, tx *graph.Tx, question, answer graph.Key, accepted bool, today graph.Date) error {
	answers, err := g.reader.Edges(ctx, []graph.Key{question}, graph.Into, graph.KindAnswers)
	if err != nil {
		return err
	}
	keys := make([]graph.Key, len(answers))
	for i, edge := range answers {
		keys[i] = edge.From()
	}
	around, err := g.reader.Edges(ctx, keys, graph.Into, graph.KindReferred, graph.KindAuthored)
	if err != nil {
		return err
	}
	var wanted []graph.Fact
	for _, edge := range around {
		if edge.Key.Kind() == graph.KindAuthored && edge.To() == answer && accepted {
			referrals, err := g.referralTo(ctx, question, edge.From(), answer, today)
			if err != nil {
				return err
			}
			wanted = append(wanted, referrals...)
		}
	}
	for _, edge := range around {
		stays := slices.ContainsFunc(wanted, func(one graph.Fact) bool { return one.Key == edge.Key })
		if edge.Key.Kind() == graph.KindReferred && !stays {
			tx.Delete = append(tx.Delete, edge.Key)
		}
	}
	tx.Put = append(tx.Put, wanted...)
	return nil
}

// referralTo returns what says that a colleague handed a question on to the author of an answer, if one did. Nobody refers to
// themselves.
func (g *Gate) referralTo(ctx context.Context, question, author, answer graph.Key, today graph.Date) ([]graph.Fact, error) {
	requests, err := g.reader.Facts(ctx, graph.Brief, graph.EdgeKey(question, graph.KindAsked, "", author))
	if err != nil || len(requests) == 0 {
		return nil, err
	}
	referrer := graph.Key(graph.As[graph.Asked](requests[0]).ReferredBy)
	if referrer == "" || referrer == author {
		return nil, nil
	}
	if there, err := g.reader.Facts(ctx, graph.Brief, referrer); err != nil || len(there) == 0 {
		return nil, err
	}
	return []graph.Fact{graph.Edge(referrer, "", answer, unnamed, graph.Referred{On: today})}, nil
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
