package access

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/disclosure"
)

// CommunityMembers returns the memberships of a community that hold today, as far as the viewer sees them: of no guest whose last
// day has passed, and of nobody who is suspended.
func (v *View) CommunityMembers(ctx context.Context, community graph.Key) ([]graph.Fact, error) {
	edges, err := v.Edges(ctx, []graph.Key{community}, graph.Into, graph.KindMemberOf)
	if err != nil || len(edges) == 0 {
		return nil, err
	}
	return v.gate.current(ctx, community, edges)
}

// current keeps the memberships of a community that hold today.
func (g *Gate) current(ctx context.Context, community graph.Key, edges []graph.Fact) ([]graph.Fact, error) {
	suspensions, err := g.reader.Edges(ctx, []graph.Key{community}, graph.Into, graph.KindSuspendedFrom)
	if err != nil {
		return nil, err
	}
	today, suspended := g.today(), map[graph.Key]bool{}
	for _, edge := range suspensions {
		suspended[edge.From()] = graph.As[graph.SuspendedFrom](edge).IsInForce(today)
	}
	return slices.DeleteFunc(edges, func(edge graph.Fact) bool {
		return suspended[edge.From()] || !graph.As[graph.MemberOf](edge).IsCurrent(today)
	}), nil
}

// Guests returns the guests of a community that the viewer manages, also after their last day, until they are
// confirmed again or removed: the first last day first.
func (v *View) Guests(ctx context.Context, community graph.Key) ([]graph.Fact, error) {
	if manages, err := v.Manages(ctx, community); err != nil || !manages {
		return nil, err
	}
	edges, err := v.Edges(ctx, []graph.Key{community}, graph.Into, graph.KindMemberOf)
	edges = slices.DeleteFunc(edges, func(edge graph.Fact) bool { return graph.As[graph.MemberOf](edge).Role != graph.MemberGuest })
	slices.SortStableFunc(edges, func(a, b graph.Fact) int {
		return cmp.Compare(graph.As[graph.MemberOf](a).Until, graph.As[graph.MemberOf](b).Until)
	})
	return edges, err
}

// InviteMember invites a person to a community that the viewer manages, as a guest where there is a last day. It changes nothing
// where they are a member already; one who asks to join becomes one.
func (v *View) InviteMember(ctx context.Context, community, person graph.Key, until graph.Date) error {
	have, err := v.managedPerson(ctx, community, person)
	today := v.gate.today()
	switch {
	case err != nil:
		return err
	case until != "" && !v.isGuestDay(until):
		return noGuestDay()
	case have.isSuspended(today):
		return fmt.Errorf("%w: this person is suspended from the community: lift the measure first", graph.ErrInvalid)
	case have.isMember(today):
		return nil
	case have.asked.Value != nil && until == "":
		return v.admit(ctx, person, community, have)
	}
	edge := graph.Edge(person, "", community, "", graph.InvitedTo{On: today, By: string(v.viewer.Person), Until: until})
	return v.commitKept(ctx, graph.Tx{Put: []graph.Fact{edge}, If: []graph.Condition{{Key: edge.Key, Revision: have.invited.Revision}}})
}

// managedPerson returns the membership of a person, visible to the viewer, in a community that the viewer manages.
func (v *View) managedPerson(ctx context.Context, community, person graph.Key) (joined, error) {
	if _, err := v.managed(ctx, community); err != nil {
		return joined{}, err
	}
	if person.Kind() != graph.KindPerson {
		return joined{}, fmt.Errorf("%w: %q", graph.ErrNotFound, person)
	}
	if err := v.allVisible(ctx, []graph.Key{person}); err != nil {
		return joined{}, err
	}
	return v.joinedTo(ctx, person, community)
}

// isGuestDay reports whether a day may be the last one of a guest: within a year.
func (v *View) isGuestDay(until graph.Date) bool {
	today := v.gate.today()
	return until.Day() != 0 && until >= today && until.Day() <= today.Day()+longest
}

func noGuestDay() error {
	return fmt.Errorf("%w: the last day of a guest lies within a year", graph.ErrInvalid)
}

// AnswerJoinRequest admits somebody who asks to join a community that the viewer manages, or does not.
func (v *View) AnswerJoinRequest(ctx context.Context, community, person graph.Key, admits bool) error {
	have, err := v.managedPerson(ctx, community, person)
	switch {
	case err != nil:
		return err
	case have.asked.Value == nil && admits && have.isMember(v.gate.today()):
		return nil // another manager was first
	case have.asked.Value == nil:
		return fmt.Errorf("%w: %q", graph.ErrNotFound, person)
	case admits:
		return v.admit(ctx, person, community, have)
	}
	return v.remove(ctx, nil, have.asked)
}

// SetMemberRole makes a member of a community that the viewer manages a manager, a moderator, or a member like others; a guest
// becomes a member without an end.
func (v *View) SetMemberRole(ctx context.Context, community, person graph.Key, role string) error {
	have, err := v.managedPerson(ctx, community, person)
	if err != nil {
		return err
	}
	if !slices.Contains(graph.MemberRoles(), role) {
		return fmt.Errorf("%w: %q is no role in a community", graph.ErrInvalid, role)
	}
	if !have.isMember(v.gate.today()) {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, person)
	}
	var kept []graph.Condition
	if role != graph.MemberManager {
		if kept, err = v.keepsManager(ctx, community, have.member); err != nil {
			return err
		}
	}
	member := graph.As[graph.MemberOf](have.member)
	member.Role, member.Until, member.Chosen = role, "", true
	return v.putMember(ctx, kept, have.member, member)
}

// ConfirmGuest keeps a guest of a community that the viewer manages until another day.
func (v *View) ConfirmGuest(ctx context.Context, community, person graph.Key, until graph.Date) error {
	have, err := v.managedPerson(ctx, community, person)
	member, is := have.member.Value.(graph.MemberOf)
	switch {
	case err != nil:
		return err
	case !is || member.Role != graph.MemberGuest:
		return fmt.Errorf("%w: %q", graph.ErrNotFound, person)
	case !v.isGuestDay(until):
		return noGuestDay()
	}
	member.Until, member.Chosen = until, true
	return v.putMember(ctx, nil, have.member, member)
}

func (v *View) putMember(ctx context.Context, conditions []graph.Condition, was graph.Fact, is graph.MemberOf) error {
	fact := was
	fact.Value = is
	return v.commitKept(ctx, graph.Tx{Put: []graph.Fact{fact}, If: append(conditions, graph.Condition{Key: was.Key, Revision: was.Revision})})
}

// RemoveMember takes a person out of a community that the viewer manages, or takes back an invitation. A membership that a source
// states stays, with a last day that is past, so that the next import does not bring the person back.
func (v *View) RemoveMember(ctx context.Context, community, person graph.Key) error {
	have, err := v.managedPerson(ctx, community, person)
	if err != nil {
		return err
	}
	kept, err := v.keepsManager(ctx, community, have.member)
	if err != nil {
		return err
	}
	if origin := graph.Key(have.member.Origin); have.member.Value != nil && origin.Kind() != graph.KindPerson {
		member := graph.As[graph.MemberOf](have.member)
		member.Role, member.Until, member.Chosen = "", graph.DateOf(v.gate.now().AddDate(0, 0, -1)), true
		return v.putMember(ctx, kept, have.member, member)
	}
	return v.remove(ctx, kept, have.member, have.invited)
}

// CountMembers returns how many members a community has. Viewers who see its members are told; others are told five or more, of a
// community that is neither secret nor sensitive.
func (v *View) CountMembers(ctx context.Context, community graph.Key) (Tally, error) {
	facts, err := v.Facts(ctx, graph.Brief, community)
	if err != nil || len(facts) == 0 {
		return Tally{}, err
	}
	value := graph.As[graph.Community](facts[0])
	labels, err := v.Labels(ctx)
	if err != nil {
		return Tally{}, err
	}
	if !value.IsClosed() || slices.Contains(labels, MemberOf(community)) {
		members, err := v.CommunityMembers(ctx, community)
		return Tally{Count: len(members), Told: err == nil}, err
	}
	if value.Secret || value.Sensitive {
		return Tally{}, nil
	}
	edges, err := v.gate.reader.Edges(ctx, []graph.Key{community}, graph.Into, graph.KindMemberOf)
	if err != nil {
		return Tally{}, err
	}
	if edges, err = v.gate.current(ctx, community, edges); err != nil {
		return Tally{}, err
	}
	edges, err = keepMailable(ctx, v.gate, edges, graph.Fact.From) // as every colleague sees people
	return Tally{Count: len(edges), Told: true}.orNone(), err
}

// orNone returns a number of people, or nothing where there are too few to tell.
func (t Tally) orNone() Tally {
	if t.Count < disclosure.Threshold {
		return Tally{}
	}
	return t
}

// TakesPart reports whether the viewer reads what is written in a community, and may write there.
func (v *View) TakesPart(ctx context.Context, community graph.Key) (bool, error) {
	return v.takesPart(ctx, community)
}
