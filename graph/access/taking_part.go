package access

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// takesPart reports whether a viewer reads what is written in a community, and may write there: of a closed one the members do,
// and nobody who is suspended. It fails for one that the viewer does not see.
func (v *View) takesPart(ctx context.Context, community graph.Key) (bool, error) {
	facts, err := v.Facts(ctx, graph.Brief, community)
	if err != nil || len(facts) == 0 || community.Kind() != graph.KindCommunity {
		return false, cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, community))
	}
	labels, err := v.Labels(ctx)
	if err != nil || slices.Contains(labels, MemberOf(community)) {
		return err == nil, err
	}
	if graph.As[graph.Community](facts[0]).IsClosed() || v.viewer.Person == "" {
		return false, nil
	}
	have, err := v.joinedTo(ctx, v.viewer.Person, community)
	return err == nil && !have.isSuspended(v.gate.today()), err
}

// mayTakePart refuses who has no part in a community.
func (v *View) mayTakePart(ctx context.Context, community graph.Key) error {
	takes, err := v.takesPart(ctx, community)
	if err == nil && !takes {
		err = fmt.Errorf("%w: only members write here, and nobody who is suspended", graph.ErrInvalid)
	}
	return err
}

// mayReply refuses who has no part in one of the communities of a contribution.
func (v *View) mayReply(ctx context.Context, contribution graph.Key) error {
	places, err := v.placesOf(ctx, contribution)
	for _, community := range places.Communities[contribution] {
		err = cmp.Or(err, v.mayTakePart(ctx, community.Key))
	}
	return err
}
