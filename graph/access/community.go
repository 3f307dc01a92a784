package access

import (
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// managedBy returns the communities that a viewer looks after. A name that several communities have is of all of them.
func managedBy(ctx context.Context, reader graph.Reader, viewer Viewer) (managed []graph.Key, err error) {
	if !viewer.Is(CommunityManager) || len(viewer.Communities) == 0 {
		return nil, nil
	}
	_, err = reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		name := graph.FoldPath(graph.As[graph.Community](fact).Name)
		if slices.ContainsFunc(viewer.Communities, func(given string) bool {
			return given == string(fact.Key) || name != "" && graph.FoldPath(given) == name
		}) {
			managed = append(managed, fact.Key)
		}
		return nil
	}, graph.KindCommunity)
	slices.Sort(managed)
	return managed, err
}

// communityLabels returns what a viewer is in communities on a day. A guest whose last day has passed, and who is suspended,
// is no member.
func communityLabels(ctx context.Context, reader graph.Reader, viewer Viewer, today graph.Date) (labels Labels, err error) {
	edges, err := reader.Edges(ctx, []graph.Key{viewer.Person}, graph.Out, graph.KindMemberOf, graph.KindInvitedTo, graph.KindSuspendedFrom)
	if err != nil {
		return nil, err
	}
	suspended := map[graph.Key]bool{}
	for _, edge := range edges {
		if suspension, is := edge.Value.(graph.SuspendedFrom); is && suspension.IsInForce(today) {
			suspended[edge.To()] = true
		}
	}
	for _, edge := range edges {
		community := edge.To()
		switch value := edge.Value.(type) {
		case graph.MemberOf:
			if value.IsCurrent(today) && !suspended[community] {
				labels = append(labels, MemberOf(community))
				if value.Moderates() {
					labels = append(labels, ModeratorOf(community))
				}
			}
		default:
			labels = append(labels, AwareOf(community))
		}
	}
	managed, err := managedBy(ctx, reader, viewer)
	for _, community := range managed {
		labels = append(labels, MemberOf(community), ModeratorOf(community))
	}
	return labels, err
}

// Moderates reports whether the viewer decides about reports in a community: its managers and moderators do, and who looks
// after it by their office.
func (v *View) Moderates(ctx context.Context, community graph.Key) (bool, error) {
	labels, err := v.Labels(ctx)
	return slices.Contains(labels, ModeratorOf(community)), err
}

// ModeratesAny reports whether the viewer decides about reports in some community.
func (v *View) ModeratesAny(ctx context.Context) (bool, error) {
	labels, err := v.Labels(ctx)
	return slices.ContainsFunc(labels, func(label Label) bool { return strings.HasPrefix(string(label), string(ModeratorOf(""))) }), err
}

// Manages reports whether the viewer admits and removes the members of a community: its managers do, and who looks after it
// by their office.
func (v *View) Manages(ctx context.Context, community graph.Key) (bool, error) {
	if is, err := v.Moderates(ctx, community); !is || err != nil {
		return false, err
	}
	role, err := v.roleIn(ctx, community)
	if err != nil || role == graph.MemberManager {
		return err == nil, err
	}
	managed, err := managedBy(ctx, v.gate.reader, v.viewer)
	return slices.Contains(managed, community), err
}

// roleIn returns the viewer's role as a member of a community.
func (v *View) roleIn(ctx context.Context, community graph.Key) (string, error) {
	key := graph.EdgeKey(v.viewer.Person, graph.KindMemberOf, "", community)
	if key.Check() != nil {
		return "", nil
	}
	facts, err := v.gate.reader.Facts(ctx, graph.Brief, key)
	if err != nil || len(facts) == 0 {
		return "", err
	}
	return graph.As[graph.MemberOf](facts[0]).Role, nil
}
