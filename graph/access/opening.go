package access

import (
	"cmp"
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
	if !v.Recruits() || opening.Key.Kind() != graph.KindOpening {
		return notYours(opening.Key)
	}
	for _, skill := range skills {
		if skill.Key.Kind() != graph.KindSkill {
			return notYours(skill.Key)
		}
	}
	tx, err := v.onlyNew(ctx, graph.Tx{Put: skills})
	if err != nil {
		return err
	}
	kinds := []graph.Kind{graph.KindOfferedAs, graph.KindOfferedIn, graph.KindOfferedAt, graph.KindDemands}
	named, kept, ends := graph.ByKey(skills), graph.ByKey(edges), []graph.Key(nil)
	for _, edge := range edges {
		from, to := edge.Key.Ends()
		if from != opening.Key || !slices.Contains(kinds, edge.Key.Kind()) {
			return notYours(edge.Key)
		}
		if _, is := named[to]; !is {
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
	for _, edge := range before {
		if _, is := kept[edge.Key]; !is {
			tx.Delete = append(tx.Delete, edge.Key)
		}
	}
	tx.Put = slices.Concat([]graph.Fact{opening}, edges, tx.Put)
	tx.If = append(tx.If, graph.Condition{Key: opening.Key, Revision: opening.Revision})
	return v.commitOwn(ctx, tx)
}

// Invite asks a person whether they would take an opening, for those who recruit. A person is asked once, and only if they may
// be listed for the opening.
func (v *View) Invite(ctx context.Context, opening, person graph.Key, today graph.Date) error {
	if !v.Recruits() {
		return fmt.Errorf("%w: only recruiters ask people about openings", graph.ErrInvalid)
	}
	if err := v.allVisible(ctx, []graph.Key{opening, person}); err != nil {
		return err
	}
	facts, err := v.Facts(ctx, graph.Brief, opening)
	if err != nil || len(facts) == 0 || !graph.As[graph.Opening](facts[0]).IsOpen(today) {
		return cmp.Or(err, fmt.Errorf("%w: people are asked about open openings only", graph.ErrInvalid))
	}
	listed, err := v.mayBeListed(ctx, opening, person)
	if err != nil || !listed {
		return cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, person))
	}
	edge := graph.Edge(opening, "", person, "", graph.Invites{By: string(v.viewer.Person), On: today})
	return v.commitOwn(ctx, graph.Tx{Put: []graph.Fact{edge}, If: []graph.Condition{{Key: edge.Key}}})
}

// AnswerInvitation answers the question whether the viewer would take an opening. By "never" they also take back their
// consent to this kind of move, and that to show their wishes where these ask for it.
func (v *View) AnswerInvitation(ctx context.Context, opening graph.Key, answer string, today graph.Date) error {
	key := graph.EdgeKey(opening, graph.KindInvites, "", v.viewer.Person)
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
		if tx.Delete, err = v.consentsFor(ctx, opening); err != nil {
			return err
		}
	}
	return v.commitOwn(ctx, tx)
}

// consentsFor returns the viewer's consents to the move that an opening is for them: to the same role, another one or a
// mission. Where an interview says that they wish it, their consent to show wishes is among these. Their consent to another
// workplace stands.
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
	move, wished := needed(nodes[0])[0], map[graph.NodeID][]string{}
	purposes := []string{graph.PurposeOfMove(move)}
	if err := v.addWishes(ctx, wished, nodes); err != nil {
		return nil, err
	}
	if slices.Contains(wished[nodes[0]], move) {
		purposes = append(purposes, graph.PurposeWishes)
	}
	consents := make([]graph.Key, len(purposes))
	for i, purpose := range purposes {
		consents[i] = graph.EdgeKey(v.viewer.Person, graph.KindConsents, purpose, v.viewer.Person)
	}
	return consents, nil
}

// ShowInterest says that the viewer would take an open opening, or no longer.
func (v *View) ShowInterest(ctx context.Context, opening graph.Key, interested bool, today graph.Date) error {
	facts, err := v.Facts(ctx, graph.Brief, opening)
	if err != nil || len(facts) == 0 || opening.Kind() != graph.KindOpening {
		return cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, opening))
	}
	edge := graph.Edge(v.viewer.Person, "", opening, "", graph.InterestedIn{On: today})
	switch {
	case !interested:
		return v.commitOwn(ctx, graph.Tx{Delete: []graph.Key{edge.Key}})
	case !graph.As[graph.Opening](facts[0]).IsOpen(today):
		return fmt.Errorf("%w: the opening is closed", graph.ErrInvalid)
	}
	return v.commitOwn(ctx, graph.Tx{Put: []graph.Fact{edge}})
}
