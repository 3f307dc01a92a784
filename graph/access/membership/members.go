package membership

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
	"github.com/sachant/sachant/graph/disclosure"
)

// Members returns the memberships of a community that hold today, as far as the viewer sees them: of no guest whose last
// day has passed, and of nobody who is suspended.
func Members(ctx context.Context, v *access.View, community graph.Key) ([]graph.Fact, error) {
	edges, err := v.Edges(ctx, []graph.Key{community}, graph.Into, graph.KindMemberOf)
	if err != nil || len(edges) == 0 {
		return nil, err
	}
	return current(ctx, unfiltered.Gate(v), community, edges)
}

// current keeps the memberships of a community that hold today.
func current(ctx context.Context, g *access.Gate, community graph.Key, edges []graph.Fact) ([]graph.Fact, error) {
	suspensions, err := unfiltered.ReaderOf(g).Edges(ctx, []graph.Key{community}, graph.Into, graph.KindSuspendedFrom)
	if err != nil {
		return nil, err
	}
	today, suspended := g.Today(), map[graph.Key]bool{}
	for _, edge := range suspensions {
		suspended[edge.From()] = graph.As[graph.SuspendedFrom](edge).IsInForce(today)
	}
	return slices.DeleteFunc(edges, func(edge graph.Fact) bool {
		return suspended[edge.From()] || !graph.As[graph.MemberOf](edge).IsCurrent(today)
	}), nil
}

// Guests returns the guests of a community that the viewer manages, also after their last day, until they are
// confirmed again or removed: the first last day first.
func Guests(ctx context.Context, v *access.View, community graph.Key) ([]graph.Fact, error) {
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

// Invite invites a person to a community that the viewer manages, as a guest where there is a last day. It changes nothing
// where they are a member already; one who asks to join becomes one.
func Invite(ctx context.Context, v *access.View, community, person graph.Key, until graph.Date) error {
	have, err := managedPerson(ctx, v, community, person)
	today := v.Today()
	switch {
	case err != nil:
		return err
	case until != "" && !isGuestDay(v, until):
		return noGuestDay()
	case have.isSuspended(today):
		return fmt.Errorf("%w: this person is suspended from the community: lift the measure first", graph.ErrInvalid)
	case have.isMember(today):
		return nil
	case have.asked.Value != nil && until == "":
		return admit(ctx, v, person, community, have)
	}
	edge := graph.Edge(person, "", community, "", graph.InvitedTo{On: today, By: string(v.Viewer().Person), Until: until})
	return commitKept(ctx, v, graph.Tx{Put: []graph.Fact{edge}, If: []graph.Condition{{Key: edge.Key, Revision: have.invited.Revision}}})
}

// managedPerson returns the membership of a person, visible to the viewer, in a community that the viewer manages.
func managedPerson(ctx context.Context, v *access.View, community, person graph.Key) (joined, error) {
	if _, err := managed(ctx, v, community); err != nil {
		return joined{}, err
	}
	if person.Kind() != graph.KindPerson {
		return joined{}, fmt.Errorf("%w: %q", graph.ErrNotFound, person)
	}
	if err := v.RequireVisible(ctx, []graph.Key{person}); err != nil {
		return joined{}, err
	}
	return joinedTo(ctx, v, person, community)
}

// isGuestDay reports whether a day may be the last one of a guest: within a year.
func isGuestDay(v *access.View, until graph.Date) bool {
	today := v.Today()
	return until.Day() != 0 && until >= today && until.Day() <= today.Day()+access.LongestKept
}

func noGuestDay() error {
	return fmt.Errorf("%w: the last day of a guest lies within a year", graph.ErrInvalid)
}

// AnswerJoinRequest admits somebody who asks to join a community that the viewer manages, or does not.
func AnswerJoinRequest(ctx context.Context, v *access.View, community, person graph.Key, admits bool) error {
	have, err := managedPerson(ctx, v, community, person)
	switch {
	case err != nil:
		return err
	case have.asked.Value == nil && admits && have.isMember(v.Today()):
		return nil // another manager was first
	case have.asked.Value == nil:
		return fmt.Errorf("%w: %q", graph.ErrNotFound, person)
	case admits:
		return admit(ctx, v, person, community, have)
	}
	return remove(ctx, v, nil, have.asked)
}

// SetRole makes a member of a community that the viewer manages a manager, a moderator, or a member like others; a guest
// becomes a member without an end.
func SetRole(ctx context.Context, v *access.View, community, person graph.Key, role string) error {
	have, err := managedPerson(ctx, v, community, person)
	if err != nil {
		return err
	}
	if !slices.Contains(graph.MemberRoles(), role) {
		return fmt.Errorf("%w: %q is no role in a community", graph.ErrInvalid, role)
	}
	if !have.isMember(v.Today()) {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, person)
	}
	var kept []graph.Condition
	if role != graph.MemberManager {
		if kept, err = keepsManager(ctx, v, community, have.member); err != nil {
			return err
		}
	}
	member := graph.As[graph.MemberOf](have.member)
	member.Role, member.Until, member.Chosen = role, "", true
	return putMember(ctx, v, kept, have.member, member)
}

// ConfirmGuest keeps a guest of a community that the viewer manages until another day.
func ConfirmGuest(ctx context.Context, v *access.View, community, person graph.Key, until graph.Date) error {
	have, err := managedPerson(ctx, v, community, person)
	member, is := have.member.Value.(graph.MemberOf)
	switch {
	case err != nil:
		return err
	case !is || member.Role != graph.MemberGuest:
		return fmt.Errorf("%w: %q", graph.ErrNotFound, person)
	case !isGuestDay(v, until):
		return noGuestDay()
	}
	member.Until, member.Chosen = until, true
	return putMember(ctx, v, nil, have.member, member)
}

func putMember(ctx context.Context, v *access.View, conditions []graph.Condition, was graph.Fact, is graph.MemberOf) error {
	fact := was
	fact.Value = is
	return commitKept(ctx, v, graph.Tx{Put: []graph.Fact{fact}, If: append(conditions, graph.Condition{Key: was.Key, Revision: was.Revision})})
}

// Remove takes a person out of a community that the viewer manages, or takes back an invitation. A membership that a source
// states stays, with a last day that is past, so that the next import does not bring the person back.
func Remove(ctx context.Context, v *access.View, community, person graph.Key) error {
	have, err := managedPerson(ctx, v, community, person)
	if err != nil {
		return err
	}
	kept, err := keepsManager(ctx, v, community, have.member)
	if err != nil {
		return err
	}
	if origin := graph.Key(have.member.Origin); have.member.Value != nil && origin.Kind() != graph.KindPerson {
		member := graph.As[graph.MemberOf](have.member)
		member.Role, member.Until, member.Chosen = "", graph.DateOf(v.Time().AddDate(0, 0, -1)), true
		return putMember(ctx, v, kept, have.member, member)
	}
	return remove(ctx, v, kept, have.member, have.invited)
}

// CountMembers returns how many members a community has. Viewers who see its members are told; others are told five or more, of a
// community that is neither secret nor sensitive.
func CountMembers(ctx context.Context, v *access.View, community graph.Key) (access.Tally, error) {
	facts, err := v.Facts(ctx, graph.Brief, community)
	if err != nil || len(facts) == 0 {
		return access.Tally{}, err
	}
	value := graph.As[graph.Community](facts[0])
	labels, err := v.Labels(ctx)
	if err != nil {
		return access.Tally{}, err
	}
	if !value.IsClosed() || slices.Contains(labels, access.MemberOf(community)) {
		members, err := Members(ctx, v, community)
		return access.Tally{Count: len(members), Told: err == nil}, err
	}
	if value.Secret || value.Sensitive {
		return access.Tally{}, nil
	}
	edges, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{community}, graph.Into, graph.KindMemberOf)
	if err != nil {
		return access.Tally{}, err
	}
	if edges, err = current(ctx, unfiltered.Gate(v), community, edges); err != nil {
		return access.Tally{}, err
	}
	edges, err = access.KeepMailable(ctx, unfiltered.Gate(v), edges, graph.Fact.From) // as every colleague sees people
	return orNone(access.Tally{Count: len(edges), Told: true}), err
}

// orNone returns a number of people, or nothing where there are too few to tell.
func orNone(t access.Tally) access.Tally {
	if t.Count < disclosure.Threshold {
		return access.Tally{}
	}
	return t
}
