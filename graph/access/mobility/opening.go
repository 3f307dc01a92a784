package mobility

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// Recruits reports whether the viewer makes openings and looks for people who could take them.
func Recruits(v *access.View) bool { return v.Viewer().Is(access.Recruiter) && v.Viewer().Person != "" }

// PutOpening makes an opening or changes it, for those who recruit. The edges are all that leave it from now on; the
// skills are those that nobody has named yet. It fails where the opening changed since it was read; one without a
// revision must be new.
func PutOpening(ctx context.Context, v *access.View, opening graph.Fact, edges, skills []graph.Fact) error {
	if !Recruits(v) || opening.Key.Kind() != graph.KindOpening {
		return access.ErrNotYours(opening.Key)
	}
	for _, skill := range skills {
		if skill.Key.Kind() != graph.KindSkill {
			return access.ErrNotYours(skill.Key)
		}
	}
	tx, err := v.OnlyNew(ctx, graph.Tx{Put: skills})
	if err != nil {
		return err
	}
	kinds := []graph.Kind{graph.KindOfferedAs, graph.KindOfferedIn, graph.KindOfferedAt, graph.KindDemands}
	named, kept, ends := graph.ByKey(skills), graph.ByKey(edges), []graph.Key(nil)
	for _, edge := range edges {
		from, to := edge.Key.Ends()
		if from != opening.Key || !slices.Contains(kinds, edge.Key.Kind()) {
			return access.ErrNotYours(edge.Key)
		}
		if _, is := named[to]; !is {
			ends = append(ends, to)
		}
	}
	if err := v.RequireVisible(ctx, ends); err != nil {
		return err
	}
	before, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{opening.Key}, graph.Out, kinds...)
	if err != nil {
		return err
	}
	for _, edge := range before {
		if _, is := kept[edge.Key]; !is {
			tx.Delete = append(tx.Delete, edge.Key)
		}
	}
	tx.Put = slices.Concat([]graph.Fact{opening}, edges, tx.Put)
	tx.If = append(tx.If, graph.Condition{Key: opening.Key, Revision: opening.Revision})
	return unfiltered.CommitOwn(ctx, v, tx)
}

// Invite asks a person whether they would take an opening, for those who recruit. A person is asked once, and only if they may
// be listed for the opening.
func Invite(ctx context.Context, v *access.View, opening, person graph.Key, today graph.Date) error {
	if !Recruits(v) {
		return fmt.Errorf("%w: only recruiters ask people about openings", graph.ErrInvalid)
	}
	if err := v.RequireVisible(ctx, []graph.Key{opening, person}); err != nil {
		return err
	}
	facts, err := v.Facts(ctx, graph.Brief, opening)
	if err != nil || len(facts) == 0 || !graph.As[graph.Opening](facts[0]).IsOpen(today) {
		return cmp.Or(err, fmt.Errorf("%w: people are asked about open openings only", graph.ErrInvalid))
	}
	listed, err := mayBeListed(ctx, v, opening, person)
	if err != nil || !listed {
		return cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, person))
	}
	edge := graph.Edge(opening, "", person, "", graph.Invites{By: string(v.Viewer().Person), On: today})
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{edge}, If: []graph.Condition{{Key: edge.Key}}})
}

// AnswerInvitation answers the question whether the viewer would take an opening. By "never" they also take back their
// consent to this kind of move, and that to show their wishes where these ask for it.
func AnswerInvitation(ctx context.Context, v *access.View, opening graph.Key, answer string, today graph.Date) error {
	key := graph.EdgeKey(opening, graph.KindInvites, "", v.Viewer().Person)
	if !slices.Contains([]string{graph.AnswerYes, graph.AnswerNotNow, graph.AnswerNever}, answer) || key.Check() != nil {
		return fmt.Errorf("%w: an answer is yes, not_now or never", graph.ErrInvalid)
	}
	facts, err := v.Facts(ctx, graph.Whole, key)
	if err != nil || len(facts) == 0 {
		return cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, opening))
	}
	invitation := graph.As[graph.Invites](facts[0])
	invitation.Answer, invitation.AnsweredOn = answer, today
	tx := graph.Tx{Put: []graph.Fact{{Key: key, Value: invitation}}, If: []graph.Condition{{Key: key, Revision: facts[0].Revision}}}
	if answer == graph.AnswerNever {
		if tx.Delete, err = consentsFor(ctx, v, opening); err != nil {
			return err
		}
	}
	return unfiltered.CommitOwn(ctx, v, tx)
}

// consentsFor returns the viewer's consents to the move that an opening is for them: to the same role, another one or a
// mission. Where an interview says that they wish it, their consent to show wishes is among these. Their consent to another
// workplace stands.
func consentsFor(ctx context.Context, v *access.View, opening graph.Key) ([]graph.Key, error) {
	offered, err := offerOf(ctx, v, opening)
	if err != nil || offered == nil {
		return nil, err
	}
	nodes, err := v.NodeIDs(ctx, v.Viewer().Person)
	if err != nil {
		return nil, err
	}
	needed, err := movesFor(ctx, v, offered, nodes)
	if err != nil {
		return nil, err
	}
	move, wished := needed(nodes[0])[0], map[graph.NodeID][]string{}
	purposes := []string{graph.PurposeOfMove(move)}
	if err := addWishes(ctx, v, wished, nodes); err != nil {
		return nil, err
	}
	if slices.Contains(wished[nodes[0]], move) {
		purposes = append(purposes, graph.PurposeWishes)
	}
	consents := make([]graph.Key, len(purposes))
	for i, purpose := range purposes {
		consents[i] = graph.EdgeKey(v.Viewer().Person, graph.KindConsents, purpose, v.Viewer().Person)
	}
	return consents, nil
}

// ShowInterest says that the viewer would take an open opening, or no longer.
func ShowInterest(ctx context.Context, v *access.View, opening graph.Key, interested bool, today graph.Date) error {
	facts, err := v.Facts(ctx, graph.Brief, opening)
	if err != nil || len(facts) == 0 || opening.Kind() != graph.KindOpening {
		return cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, opening))
	}
	edge := graph.Edge(v.Viewer().Person, "", opening, "", graph.InterestedIn{On: today})
	switch {
	case !interested:
		return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{edge.Key}})
	case !graph.As[graph.Opening](facts[0]).IsOpen(today):
		return fmt.Errorf("%w: the opening is closed", graph.ErrInvalid)
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{edge}})
}
