// Package membership decides who joins, leaves, leads and moderates communities, and what follows from a report: a contribution
// is hidden, a member warned, suspended or excluded, and may appeal to another moderator.
package membership

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// The bounds of what people write about a community, in bytes, and of how long a guest stays.
const (
	maxPurpose = 4000
	maxReason  = 2000
)

// Set makes a community, or changes one that the viewer manages; one without a revision is new, and who makes it
// manages it. What was written or joined in confidence stays so: a community in which others are is never opened.
func Set(ctx context.Context, v *access.View, community graph.Fact) error {
	value, is := community.Value.(graph.Community)
	if !is || community.Key.Kind() != graph.KindCommunity {
		return access.ErrNotYours(community.Key)
	}
	if err := checkCommunity(value); err != nil {
		return err
	}
	if err := v.RequireVisible(ctx, []graph.Key{v.Viewer().Person}); err != nil {
		return err
	}
	value.Name, value.Summary = strings.TrimSpace(value.Name), strings.TrimSpace(value.Summary)
	tx := graph.Tx{If: []graph.Condition{{Key: community.Key, Revision: community.Revision}}}
	if community.Revision == 0 {
		value.SecretChosen = value.Secret
		made := graph.MemberOf{Role: graph.MemberManager, At: v.Time(), Chosen: true}
		tx.Put = []graph.Fact{{Key: community.Key, Value: value}, graph.Edge(v.Viewer().Person, "", community.Key, "", made)}
		return commitKept(ctx, v, tx)
	}
	was, err := managed(ctx, v, community.Key)
	if err != nil {
		return err
	}
	before := graph.As[graph.Community](was)
	if err := checkOpening(ctx, v, community.Key, before, value); err != nil {
		return err
	}
	value.ExternalID = before.ExternalID
	value.SecretAt, value.SecretChosen = before.SecretAt, value.Secret && before.SecretChosen
	if value.Secret && !before.Secret {
		value.SecretAt, value.SecretChosen = v.Time(), true
	}
	was.Value = value
	tx.Put = []graph.Fact{was}
	return commitKept(ctx, v, tx)
}

func checkCommunity(value graph.Community) error {
	name := strings.TrimSpace(value.Name)
	switch {
	case name == "" || strings.ContainsAny(name, "\r\n") || graph.IsLongLabel(name):
		return fmt.Errorf("%w: a community needs a name, in a line", graph.ErrInvalid)
	case len(value.Summary) > maxPurpose:
		return fmt.Errorf("%w: what a community is for has 4,000 bytes at most", graph.ErrInvalid)
	case value.Type != "" && !slices.Contains(graph.CommunityTypes(), value.Type):
		return fmt.Errorf("%w: %q is no kind of community", graph.ErrInvalid, value.Type)
	case value.Admission != "" && !slices.Contains(graph.Admissions(), value.Admission):
		return fmt.Errorf("%w: %q is no way to become a member", graph.ErrInvalid, value.Admission)
	case value.Sensitive && !value.Secret && (value.Admission == "" || value.Admission == graph.AdmissionOpen):
		return fmt.Errorf("%w: a sensitive community admits its members by request or by invitation", graph.ErrInvalid)
	}
	return nil
}

// checkOpening refuses a change by which others would see what was for members, or by which what is sensitive would count.
func checkOpening(ctx context.Context, v *access.View, community graph.Key, was, is graph.Community) error {
	opens := was.IsClosed() && !is.IsClosed() || was.Secret && !is.Secret || was.Sensitive && !is.Sensitive
	if !opens {
		return nil
	}
	edges, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{community}, graph.Into, graph.KindMemberOf, graph.KindIn)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(edges, func(edge graph.Fact) bool { return edge.From() != v.Viewer().Person }) {
		return fmt.Errorf("%w: others joined or wrote in confidence: a community cannot be opened; make another one", graph.ErrInvalid)
	}
	return nil
}

// managed returns a community that the viewer manages, as it is stored.
func managed(ctx context.Context, v *access.View, community graph.Key) (graph.Fact, error) {
	if err := v.RequireVisible(ctx, []graph.Key{community}); err != nil {
		return graph.Fact{}, err
	}
	manages, err := v.Manages(ctx, community)
	if err != nil {
		return graph.Fact{}, err
	}
	if !manages {
		return graph.Fact{}, fmt.Errorf("%w: only the managers of a community do this", graph.ErrInvalid)
	}
	facts, err := unfiltered.Reader(v).Facts(ctx, graph.Whole, community)
	if err != nil || len(facts) == 0 {
		return graph.Fact{}, cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, community))
	}
	return facts[0], nil
}

// joined is what joins a person to a community, as it is stored; facts without a value are not there.
type joined struct{ member, asked, invited, suspended graph.Fact }

func joinedTo(ctx context.Context, v *access.View, person, community graph.Key) (joined, error) {
	keys := make([]graph.Key, 4)
	for i, kind := range []graph.Kind{graph.KindMemberOf, graph.KindAsksToJoin, graph.KindInvitedTo, graph.KindSuspendedFrom} {
		if keys[i] = graph.EdgeKey(person, kind, "", community); keys[i].Check() != nil {
			return joined{}, fmt.Errorf("%w: %q", graph.ErrNotFound, community)
		}
	}
	facts, err := unfiltered.Reader(v).Facts(ctx, graph.Whole, keys...)
	byKey := graph.ByKey(facts)
	return joined{byKey[keys[0]], byKey[keys[1]], byKey[keys[2]], byKey[keys[3]]}, err
}

// isMember reports whether they are a member on a day, suspended or not.
func (j joined) isMember(today graph.Date) bool {
	member, is := j.member.Value.(graph.MemberOf)
	return is && member.IsCurrent(today)
}

func (j joined) isSuspended(today graph.Date) bool {
	suspension, is := j.suspended.Value.(graph.SuspendedFrom)
	return is && suspension.IsInForce(today)
}

// Join makes the viewer a member of an open community, or of one to which they are invited; of another they ask to become
// one, and their managers decide. It changes nothing where they are one or have asked already.
func Join(ctx context.Context, v *access.View, community graph.Key, text string) error {
	person, today := v.Viewer().Person, v.Today()
	if len(text) > maxReason {
		return fmt.Errorf("%w: a request has 2,000 bytes at most", graph.ErrInvalid)
	}
	if community.Kind() != graph.KindCommunity {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, community)
	}
	facts, err := v.Facts(ctx, graph.Brief, person, community)
	if err != nil || len(facts) < 2 {
		return cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, community))
	}
	value := graph.As[graph.Community](graph.ByKey(facts)[community])
	have, err := joinedTo(ctx, v, person, community)
	switch {
	case err != nil:
		return err
	case have.isSuspended(today):
		return fmt.Errorf("%w: you are suspended from this community", graph.ErrInvalid)
	case have.isMember(today):
		return nil
	case have.invited.Value != nil:
		return admit(ctx, v, person, community, have)
	case value.Secret || value.Admission == graph.AdmissionInvitation:
		return fmt.Errorf("%w: the managers of this community invite its members", graph.ErrInvalid)
	case value.IsClosed():
		return askToJoin(ctx, v, community, text, have)
	}
	return admit(ctx, v, person, community, have)
}

func askToJoin(ctx context.Context, v *access.View, community graph.Key, text string, have joined) error {
	if have.asked.Value != nil {
		return nil
	}
	edge := graph.Edge(v.Viewer().Person, "", community, "", graph.AsksToJoin{On: v.Today(), Text: strings.TrimSpace(text)})
	return commitKept(ctx, v, graph.Tx{Put: []graph.Fact{edge}, If: []graph.Condition{{Key: edge.Key}}})
}

// admit makes a person a member, a guest where they were invited as one.
func admit(ctx context.Context, v *access.View, person, community graph.Key, have joined) error {
	member := graph.MemberOf{At: v.Time(), Chosen: true}
	if invitation, is := have.invited.Value.(graph.InvitedTo); is && invitation.Until != "" {
		member.Role, member.Until = graph.MemberGuest, invitation.Until
	}
	fact := graph.Edge(person, "", community, "", member)
	tx := graph.Tx{Put: []graph.Fact{fact}, If: []graph.Condition{{Key: fact.Key, Revision: have.member.Revision}}}
	for _, done := range []graph.Fact{have.asked, have.invited} {
		if done.Value != nil {
			tx.Delete = append(tx.Delete, done.Key)
			tx.If = append(tx.If, graph.Condition{Key: done.Key, Revision: done.Revision})
		}
	}
	return commitKept(ctx, v, tx)
}

// Own returns the communities of which the viewer is a member.
func Own(ctx context.Context, v *access.View) (own []graph.Key, err error) {
	labels, err := v.Labels(ctx)
	for _, label := range labels {
		if key, is := strings.CutPrefix(string(label), string(access.MemberOf(""))); is {
			own = append(own, graph.Key(key))
		}
	}
	return own, err
}

// Leave takes the viewer out of a community, takes back that they ask to join it, or declines an invitation. The last manager
// of others stays. A membership that a source states comes back with its next import: it ends at the source.
func Leave(ctx context.Context, v *access.View, community graph.Key) error {
	have, err := joinedTo(ctx, v, v.Viewer().Person, community)
	if err != nil {
		return err
	}
	if have.member.Value == nil && have.asked.Value == nil && have.invited.Value == nil {
		return v.RequireVisible(ctx, []graph.Key{community})
	}
	kept, err := keepsManager(ctx, v, community, have.member)
	if err != nil {
		return err
	}
	return remove(ctx, v, kept, have.member, have.asked, have.invited)
}

// remove deletes those of the facts that exist, as they were read, where conditions hold.
func remove(ctx context.Context, v *access.View, conditions []graph.Condition, facts ...graph.Fact) error {
	tx := graph.Tx{If: conditions}
	for _, fact := range facts {
		if fact.Value != nil {
			tx.Delete = append(tx.Delete, fact.Key)
			tx.If = append(tx.If, graph.Condition{Key: fact.Key, Revision: fact.Revision})
		}
	}
	if len(tx.Delete) == 0 {
		return nil
	}
	return commitKept(ctx, v, tx)
}

// keepsManager refuses to end the membership of the last manager of a community in which others are. It returns the condition
// that another one still manages it when the membership ends.
func keepsManager(ctx context.Context, v *access.View, community graph.Key, ends graph.Fact) ([]graph.Condition, error) {
	if graph.As[graph.MemberOf](ends).Role != graph.MemberManager {
		return nil, nil
	}
	edges, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{community}, graph.Into, graph.KindMemberOf)
	if err != nil {
		return nil, err
	}
	if edges, err = current(ctx, unfiltered.Gate(v), community, edges); err != nil {
		return nil, err
	}
	others := false
	for _, edge := range edges {
		if edge.Key == ends.Key {
			continue
		}
		if graph.As[graph.MemberOf](edge).Role == graph.MemberManager {
			return []graph.Condition{{Key: edge.Key, Revision: edge.Revision}}, nil
		}
		others = true
	}
	if others {
		return nil, fmt.Errorf("%w: a community keeps a manager: name another one first", graph.ErrInvalid)
	}
	return nil, nil
}

// commitKept commits facts that come from the viewer, but for those that have an origin already: these keep it, so that their
// source can still take them back.
func commitKept(ctx context.Context, v *access.View, tx graph.Tx) error {
	tx.Put = slices.Clone(tx.Put)
	for i := range tx.Put {
		tx.Put[i].Origin = cmp.Or(tx.Put[i].Origin, string(v.Viewer().Person))
	}
	_, err := unfiltered.Commit(ctx, v, tx)
	return err
}

// TakesPart reports whether a viewer reads what is written in a community, and may write there: of a closed one the members do,
// and nobody who is suspended. It fails for one that the viewer does not see.
func TakesPart(ctx context.Context, v *access.View, community graph.Key) (bool, error) {
	facts, err := v.Facts(ctx, graph.Brief, community)
	if err != nil || len(facts) == 0 || community.Kind() != graph.KindCommunity {
		return false, cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, community))
	}
	labels, err := v.Labels(ctx)
	if err != nil || slices.Contains(labels, access.MemberOf(community)) {
		return err == nil, err
	}
	if graph.As[graph.Community](facts[0]).IsClosed() || v.Viewer().Person == "" {
		return false, nil
	}
	have, err := joinedTo(ctx, v, v.Viewer().Person, community)
	return err == nil && !have.isSuspended(v.Today()), err
}

// MayTakePart refuses who has no part in a community.
func MayTakePart(ctx context.Context, v *access.View, community graph.Key) error {
	takes, err := TakesPart(ctx, v, community)
	if err == nil && !takes {
		err = fmt.Errorf("%w: only members write here, and nobody who is suspended", graph.ErrInvalid)
	}
	return err
}

// MayReply refuses who has no part in one of the communities of a contribution.
func MayReply(ctx context.Context, v *access.View, contribution graph.Key) error {
	places, err := placesOf(ctx, v, contribution)
	for _, community := range places.Communities[contribution] {
		err = cmp.Or(err, MayTakePart(ctx, v, community.Key))
	}
	return err
}
