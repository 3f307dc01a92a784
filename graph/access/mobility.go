package access

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/sachant/sachant/graph"
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
	return v.commitAs(ctx, v.withWish(tx, consent.On, wish))
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
