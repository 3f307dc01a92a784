package access

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Invite asks a person whether they would take an opening, for those who recruit: once, and only somebody who may be listed
// for it.
func (v *View) Invite(ctx context.Context, opening, person graph.Key, today graph.Date) error {
	if !v.Recruits() {
		return fmt.Errorf("%w: only recruiters ask people about openings", graph.ErrInvalid)
	}
	if err := v.allVisible(ctx, []graph.Key{opening, person}); err != nil {
		return err
	}
	facts, err := v.Facts(ctx, graph.Brief, opening)
	if err != nil || len(facts) == 0 || !graph.As[graph.Opening](facts[0]).IsOpen(today) {
		return firstOf(err, fmt.Errorf("%w: people are asked about open openings only", graph.ErrInvalid))
	}
	listed, err := v.mayBeListed(ctx, opening, person)
	if err != nil || !listed {
		return firstOf(err, fmt.Errorf("%w: %q", graph.ErrNotFound, person))
	}
	edge := graph.Edge(opening, "", person, "", graph.Invites{By: string(v.viewer.Person), On: today})
	return v.commitAs(ctx, graph.Tx{Put: []graph.Fact{edge}, If: []graph.Condition{{Key: edge.Key}}})
}

// AnswerInvitation answers the question whether the viewer would take an opening. By "never" they also take back their
// consent to this kind of move.
func (v *View) AnswerInvitation(ctx context.Context, opening graph.Key, answer string, today graph.Date) error {
	key := graph.EdgeKey(opening, graph.KindInvites, "", v.viewer.Person)
	if !slices.Contains([]string{graph.AnswerYes, graph.AnswerNotNow, graph.AnswerNever}, answer) || key.Check() != nil {
		return fmt.Errorf("%w: an answer is yes, not_now or never", graph.ErrInvalid)
	}
	facts, err := v.Facts(ctx, graph.Whole, key)
	if err != nil || len(facts) == 0 {
		return firstOf(err, fmt.Errorf("%w: %q", graph.ErrNotFound, opening))
	}
	invitation := graph.As[graph.Invites](facts[0])
	invitation.Answer, invitation.AnsweredOn = answer, today
	tx := graph.Tx{Put: []graph.Fact{{Key: key, Value: invitation}}, If: []graph.Condition{{Key: key, Revision: facts[0].Revision}}}
	if answer == graph.AnswerNever {
		if tx.Delete, err = v.consentsFor(ctx, opening); err != nil {
			return err
		}
	}
	return v.commitAs(ctx, tx)
}

// consentsFor returns the viewer's consents to the kind of move that an opening is for them: of a role, or a mission.
func (v *View) consentsFor(ctx context.Context, opening graph.Key) ([]graph.Key, error) {
	offered, err := v.offer(ctx, opening)
	if err != nil || offered == nil {
		return nil, err
	}
	nodes, err := v.NodeIDs(ctx, v.viewer.Person)
	if err != nil {
		return nil, err
	}
	needed, err := v.movesFor(ctx, offered, nodes)
	if err != nil {
		return nil, err
	}
	return []graph.Key{graph.EdgeKey(v.viewer.Person, graph.KindConsents, graph.PurposeOfMove(needed(nodes[0])[0]), v.viewer.Person)}, nil
}

// ShowInterest says that the viewer would take an open opening, or no longer.
func (v *View) ShowInterest(ctx context.Context, opening graph.Key, interested bool, today graph.Date) error {
	if v.viewer.Person == "" {
		return fmt.Errorf("%w: somebody without a page here can change nothing", graph.ErrInvalid)
	}
	facts, err := v.Facts(ctx, graph.Brief, opening)
	if err != nil || len(facts) == 0 || opening.Kind() != graph.KindOpening {
		return firstOf(err, fmt.Errorf("%w: %q", graph.ErrNotFound, opening))
	}
	edge := graph.Edge(v.viewer.Person, "", opening, "", graph.InterestedIn{On: today})
	switch {
	case !interested:
		return v.commitAs(ctx, graph.Tx{Delete: []graph.Key{edge.Key}})
	case !graph.As[graph.Opening](facts[0]).IsOpen(today):
		return fmt.Errorf("%w: the opening is closed", graph.ErrInvalid)
	}
	return v.commitAs(ctx, graph.Tx{Put: []graph.Fact{edge}})
}
