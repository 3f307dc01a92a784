package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// isPurpose reports whether people may consent to what a tag names.
func isPurpose(tag string) bool {
	return tag == graph.PurposeWishes || slices.ContainsFunc(graph.Moves(), func(move string) bool { return graph.PurposeOfMove(move) == tag })
}

// SeesMatches reports whether the viewer may see who could take an opening: those who recruit, and human resources.
func (v *View) SeesMatches() bool { return v.viewer.Is(Recruiter) || v.viewer.Is(HRRole) }

// MatchesUnpublished reports whether what is declared of a person and not published counts in a match that the viewer
// sees: for the person and their human resources. To be somebody's manager changes no match.
func (v *View) MatchesUnpublished(ctx context.Context, person graph.Key) (bool, error) {
	f, err := v.open(ctx)
	return err == nil && f.meets(Labels{Self(person), HR}, person), err
}

// WhoMayBeListed returns, in the order given, the people that the viewer may be shown for an opening. These consented to
// every kind of move that the opening would be for them: on their own page or, for another role or workplace, in an interview
// whose wishes they let others see. A viewer who does not see matches may be shown themselves, and nobody else.
func (v *View) WhoMayBeListed(ctx context.Context, opening graph.Key, people []graph.NodeID) ([]graph.NodeID, error) {
	own, err := v.NodeIDs(ctx, v.viewer.Person)
	if err != nil {
		return nil, err
	}
	isOwn := func(person graph.NodeID) bool { return own[0] != 0 && person == own[0] }
	if !v.SeesMatches() {
		return slices.DeleteFunc(slices.Clone(people), func(person graph.NodeID) bool { return !isOwn(person) }), nil
	}
	offered, err := v.offer(ctx, opening)
	if err != nil || offered == nil {
		return nil, err
	}
	consents, err := v.consentsTo(ctx, people)
	if err != nil {
		return nil, err
	}
	needed, err := v.movesFor(ctx, offered, people)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(people), func(person graph.NodeID) bool {
		return slices.ContainsFunc(needed(person), func(move string) bool { return !slices.Contains(consents[person], move) })
	}), nil
}

// WhoConsents returns those of the people, in their order, who consented to a kind of move; to any where it is empty.
func (v *View) WhoConsents(ctx context.Context, move string, people []graph.NodeID) ([]graph.NodeID, error) {
	if !v.SeesMatches() {
		return nil, nil
	}
	consents, err := v.consentsTo(ctx, people)
	return slices.DeleteFunc(slices.Clone(people), func(person graph.NodeID) bool {
		return len(consents[person]) == 0 || move != "" && !slices.Contains(consents[person], move)
	}), err
}

// WhoMayBeSearched returns, in the order given, the people that the viewer may find by criteria. Human resources find
// everybody that they see, recruiters find the people who agreed to some kind of move, others find nobody.
func (v *View) WhoMayBeSearched(ctx context.Context, people []graph.NodeID) ([]graph.NodeID, error) {
	if v.viewer.Is(HRRole) {
		return people, nil
	}
	return v.WhoConsents(ctx, "", people)
}

// offer is what of an opening decides which kinds of move it is.
type offer struct {
	mission    bool
	role, site graph.NodeID
}

func (v *View) offer(ctx context.Context, opening graph.Key) (*offer, error) {
	nodes, err := v.NodeIDs(ctx, opening)
	if err != nil || nodes[0] == 0 {
		return nil, err
	}
	values, err := v.NodeValues(ctx, nodes)
	if err != nil || values[0] == nil {
		return nil, err
	}
	value, _ := values[0].(graph.Opening)
	edges, err := v.AppendEdges(ctx, nil, nodes, graph.Out, graph.KindOfferedAs, graph.KindOfferedAt)
	out := &offer{mission: value.Mission}
	for _, edge := range edges {
		if edge.Kind == 0 {
			out.role = edge.To
		} else {
			out.site = edge.To
		}
	}
	return out, err
}

// movesFor returns a function that returns the kinds of move that an opening would be for one of the people. A workplace
// that is not known is no other one.
func (v *View) movesFor(ctx context.Context, offered *offer, people []graph.NodeID) (func(graph.NodeID) []string, error) {
	edges, err := v.AppendEdges(ctx, nil, people, graph.Out, graph.KindHoldsRole, graph.KindAtSite)
	sameRole, site := map[graph.NodeID]bool{}, map[graph.NodeID]graph.NodeID{}
	for _, edge := range edges {
		if edge.Kind == 1 {
			site[edge.From] = edge.To
		} else if edge.To == offered.role {
			sameRole[edge.From] = true
		}
	}
	return func(person graph.NodeID) []string {
		move := graph.MoveNewRole
		switch {
		case offered.mission:
			move = graph.MoveMission
		case sameRole[person]:
			move = graph.MoveSameRole
		}
		if here := site[person]; here != 0 && offered.site != 0 && here != offered.site {
			return []string{move, graph.MoveOtherSite}
		}
		return []string{move}
	}, err
}

// consentsTo returns the kinds of move to which people consent, as far as the viewer may see.
func (v *View) consentsTo(ctx context.Context, people []graph.NodeID) (map[graph.NodeID][]string, error) {
	edges, err := v.AppendEdges(ctx, nil, people, graph.Out, graph.KindConsents)
	if err != nil {
		return nil, err
	}
	consents := make(map[graph.NodeID][]string, len(people))
	for _, edge := range edges {
		tag := v.Tag(edge)
		for _, move := range graph.Moves() {
			if tag == graph.PurposeOfMove(move) {
				consents[edge.From] = append(consents[edge.From], move)
			}
		}
		if tag == graph.PurposeWishes {
			consents[edge.From] = append(consents[edge.From], "") // and what they said in interviews
		}
	}
	return consents, v.addInterviews(ctx, consents)
}

// addInterviews replaces the consent to show wishes by the kinds of move that these say.
func (v *View) addInterviews(ctx context.Context, consents map[graph.NodeID][]string) error {
	var people []graph.NodeID
	for person, moves := range consents {
		if slices.Contains(moves, "") {
			people = append(people, person)
			consents[person] = slices.DeleteFunc(moves, func(move string) bool { return move == "" })
		}
	}
	slices.Sort(people)
	edges, err := v.AppendEdges(ctx, nil, people, graph.Into, graph.KindWishedBy)
	if err != nil || len(edges) == 0 {
		return err
	}
	wishes := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		wishes[i] = edge.From
	}
	values, err := v.NodeValues(ctx, wishes)
	if err != nil {
		return err
	}
	for i, edge := range edges {
		wish, _ := values[i].(graph.Wish)
		for said, move := range map[string]string{graph.MoveFunctional: graph.MoveNewRole, graph.MoveGeographic: graph.MoveOtherSite} {
			if slices.Contains(wish.Moves, said) {
				consents[edge.To] = append(consents[edge.To], move)
			}
		}
	}
	return nil
}
