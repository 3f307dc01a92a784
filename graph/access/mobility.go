package access

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/disclosure"
)

// OwnWish returns the key of what a person wrote on their own page that they wish.
func OwnWish(person graph.Key) graph.Key { return graph.NodeKey(graph.KindWish, "self/"+person.ID()) }

// The bounds of a wish that somebody writes.
const (
	maxWished   = 10
	maxWishText = 200
)

// SetMobility sets the kinds of moves for which the viewer consents to be listed and asked, and what they wish. A consent
// that stands keeps its day, unless it is to another text.
func (v *View) SetMobility(ctx context.Context, moves []string, consent graph.Consents, wish graph.Wish) error {
	person := v.viewer.Person
	if err := checkMobility(moves, wish); err != nil {
		return err
	}
	if err := v.allVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	standing, err := v.gate.reader.Edges(ctx, []graph.Key{person}, graph.Out, graph.KindConsents)
	if err != nil {
		return err
	}
	before, tx := graph.ByKey(standing), graph.Tx{}
	for _, move := range graph.Moves() {
		edge := graph.Edge(person, graph.PurposeOfMove(move), person, "", consent)
		stands, has := before[edge.Key]
		same := has && graph.As[graph.Consents](stands).TextVersion == consent.TextVersion
		switch wants := slices.Contains(moves, move); {
		case wants && !same:
			tx.Put = append(tx.Put, edge)
		case !wants && has:
			tx.Delete = append(tx.Delete, edge.Key)
		}
	}
	return v.commitOwn(ctx, v.withWish(tx, consent.On, wish))
}

// withWish adds what the viewer wishes to a transaction; nothing is no wish.
func (v *View) withWish(tx graph.Tx, on graph.Date, wish graph.Wish) graph.Tx {
	key := OwnWish(v.viewer.Person)
	if reflect.ValueOf(wish).IsZero() {
		tx.Delete = append(tx.Delete, key)
		return tx
	}
	wish.On = on
	tx.Put = append(tx.Put, graph.Fact{Key: key, Value: wish}, graph.Edge(key, "", v.viewer.Person, "", graph.WishedBy{}))
	return tx
}

func checkMobility(moves []string, wish graph.Wish) error {
	for _, move := range moves {
		if !slices.Contains(graph.Moves(), move) {
			return fmt.Errorf("%w: %q is no kind of move", graph.ErrInvalid, move)
		}
	}
	for _, side := range wish.Mentoring {
		if side != graph.MentoringGive && side != graph.MentoringGet {
			return fmt.Errorf("%w: %q is neither to give nor to get mentoring", graph.ErrInvalid, side)
		}
	}
	horizons := []string{"", graph.HorizonYear, graph.HorizonTwoYears, graph.HorizonFiveYears, graph.HorizonLater}
	if !slices.Contains(horizons, wish.Horizon) {
		return fmt.Errorf("%w: %q is no time within which to move", graph.ErrInvalid, wish.Horizon)
	}
	for _, list := range [][]string{wish.Jobs, wish.Places} {
		if len(list) > maxWished || slices.ContainsFunc(list, func(text string) bool { return len(text) > maxWishText }) {
			return fmt.Errorf("%w: a wish has more or longer words than are kept", graph.ErrInvalid)
		}
	}
	return nil
}

// isPurpose reports whether people may consent to what a tag names.
func isPurpose(tag string) bool {
	return tag == graph.PurposeWishes || graph.MoveOf(tag) != ""
}

// SeesMatches reports whether the viewer may see who could take an opening: those who recruit, and human resources.
func (v *View) SeesMatches() bool { return v.viewer.Is(Recruiter) || v.viewer.Is(HRRole) }

// MatchesUnpublished reports whether what is declared of a person and not published counts in a match that the viewer
// sees: for the person and their human resources. To be somebody's manager changes no match.
func (v *View) MatchesUnpublished(ctx context.Context, person graph.Key) (bool, error) {
	f, err := v.open(ctx)
	return err == nil && f.meets(Labels{Self(person), HR}, person), err
}

// KeepMatched keeps the declarations that count in a match that the viewer sees: the published ones, and all of a person
// whose unpublished ones count too. It overwrites edges.
func (v *View) KeepMatched(ctx context.Context, edges []graph.EdgeRef) ([]graph.EdgeRef, error) {
	kept, everything := edges[:0], map[graph.NodeID]bool{}
	for _, edge := range edges {
		all, known := everything[edge.From]
		if !edge.Published && !known {
			var err error
			if all, err = v.MatchesUnpublished(ctx, v.Key(edge.From)); err != nil {
				return nil, err
			}
			everything[edge.From] = all
		}
		if edge.Published || all {
			kept = append(kept, edge)
		}
	}
	return kept, nil
}

// WhoMayBeListed returns, in the order given, the people that the viewer may be shown for an opening. These people consent to
// every kind of move that the opening would be for them. They do so on their own page; for another role or workplace, an
// interview says it too, if they let others see their wishes. Viewers who do not see matches are shown themselves alone.
func (v *View) WhoMayBeListed(ctx context.Context, opening graph.Key, people []graph.NodeID) ([]graph.NodeID, error) {
	if !v.SeesMatches() {
		own, err := v.NodeIDs(ctx, v.viewer.Person)
		return slices.DeleteFunc(slices.Clone(people), func(person graph.NodeID) bool { return person == 0 || person != own[0] }), err
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

// TellUnasked returns the number of people who meet an opening and have not said that they want to be asked, where viewers
// who see matches may be told it. Fewer than five are told to nobody. It is a number of what the viewer sees of people by
// name, and changes with nothing else, so no two of them tell more.
func (v *View) TellUnasked(people int) Tally {
	if !v.SeesMatches() || people < disclosure.Threshold {
		return Tally{}
	}
	return Tally{Count: people, Told: true}
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
	mission, mentoring bool
	role, site         graph.NodeID
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
	out := &offer{mission: value.Mission, mentoring: value.Mentoring}
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
		case offered.mentoring: // people keep their post, and their workplace with it
			return []string{graph.MoveMentoring}
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
	consents := make(map[graph.NodeID][]string, len(edges))
	var wishing []graph.NodeID // those who let others see what they wish
	for _, edge := range edges {
		switch tag := v.Tag(edge); {
		case tag == graph.PurposeWishes:
			wishing = append(wishing, edge.From)
		case graph.MoveOf(tag) != "":
			consents[edge.From] = append(consents[edge.From], graph.MoveOf(tag))
		}
	}
	return consents, v.addWishes(ctx, consents, wishing)
}

// addWishes adds the kinds of move that people wished in interviews to those to which they consent.
func (v *View) addWishes(ctx context.Context, consents map[graph.NodeID][]string, people []graph.NodeID) error {
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
