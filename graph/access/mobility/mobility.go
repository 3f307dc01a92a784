// Package mobility decides who may be shown, listed and asked for an opening: people who consent to the kind of move that it
// would be for them. It keeps openings, shortlists and recommendations within the rights of who made them.
package mobility

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
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
func SetMobility(ctx context.Context, v *access.View, moves []string, consent graph.Consents, wish graph.Wish) error {
	person := v.Viewer().Person
	if err := checkMobility(moves, wish); err != nil {
		return err
	}
	if err := v.RequireVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	standing, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{person}, graph.Out, graph.KindConsents)
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
	return unfiltered.CommitOwn(ctx, v, withWish(v, tx, consent.On, wish))
}

// withWish adds what the viewer wishes to a transaction; nothing is no wish.
func withWish(v *access.View, tx graph.Tx, on graph.Date, wish graph.Wish) graph.Tx {
	key := OwnWish(v.Viewer().Person)
	if reflect.ValueOf(wish).IsZero() {
		tx.Delete = append(tx.Delete, key)
		return tx
	}
	wish.On = on
	tx.Put = append(tx.Put, graph.Fact{Key: key, Value: wish}, graph.Edge(key, "", v.Viewer().Person, "", graph.WishedBy{}))
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

// WhoMayBeListed returns, in the order given, the people that the viewer may be shown for an opening. These people consent to
// every kind of move that the opening would be for them. They do so on their own page; for another role or workplace, an
// interview says it too, if they let others see their wishes. Viewers who do not see matches are shown themselves alone.
func WhoMayBeListed(ctx context.Context, v *access.View, opening graph.Key, people []graph.NodeID) ([]graph.NodeID, error) {
	if !v.SeesMatches() {
		own, err := v.NodeIDs(ctx, v.Viewer().Person)
		return slices.DeleteFunc(slices.Clone(people), func(person graph.NodeID) bool { return person == 0 || person != own[0] }), err
	}
	offered, err := offerOf(ctx, v, opening)
	if err != nil || offered == nil {
		return nil, err
	}
	consents, err := consentsTo(ctx, v, people)
	if err != nil {
		return nil, err
	}
	needed, err := movesFor(ctx, v, offered, people)
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
func TellUnasked(v *access.View, people int) access.Tally {
	if !v.SeesMatches() || people < disclosure.Threshold {
		return access.Tally{}
	}
	return access.Tally{Count: people, Told: true}
}

// WhoConsents returns those of the people, in their order, who consented to a kind of move; to any where it is empty.
func WhoConsents(ctx context.Context, v *access.View, move string, people []graph.NodeID) ([]graph.NodeID, error) {
	if !v.SeesMatches() {
		return nil, nil
	}
	consents, err := consentsTo(ctx, v, people)
	return slices.DeleteFunc(slices.Clone(people), func(person graph.NodeID) bool {
		return len(consents[person]) == 0 || move != "" && !slices.Contains(consents[person], move)
	}), err
}

// WhoMayBeSearched returns, in the order given, the people that the viewer may find by criteria. Human resources find
// everybody that they see, recruiters find the people who agreed to some kind of move, others find nobody.
func WhoMayBeSearched(ctx context.Context, v *access.View, people []graph.NodeID) ([]graph.NodeID, error) {
	if v.Viewer().Is(access.HRRole) {
		return people, nil
	}
	return WhoConsents(ctx, v, "", people)
}

// offer is what of an opening decides which kinds of move it is.
type offer struct {
	mission, mentoring bool
	role, site         graph.NodeID
}

func offerOf(ctx context.Context, v *access.View, opening graph.Key) (*offer, error) {
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
func movesFor(ctx context.Context, v *access.View, offered *offer, people []graph.NodeID) (func(graph.NodeID) []string, error) {
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
func consentsTo(ctx context.Context, v *access.View, people []graph.NodeID) (map[graph.NodeID][]string, error) {
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
	return consents, addWishes(ctx, v, consents, wishing)
}

// addWishes adds the kinds of move that people wished in interviews to those to which they consent.
func addWishes(ctx context.Context, v *access.View, consents map[graph.NodeID][]string, people []graph.NodeID) error {
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
