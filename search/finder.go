package search

import (
	"context"
	"fmt"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/rank"
)

// Finder finds experts. It may be used by several goroutines.
type Finder struct {
	index   looker
	weights rank.Weights
	now     func() time.Time
}

// looker looks up which documents answer a query.
type looker interface {
	find(ctx context.Context, query string, labels access.Labels, asOf graph.Date, weights rank.Words) (findings, error)
}

// NewFinder makes a finder over an index. now tells the day where a query names none.
func NewFinder(index *Index, weights rank.Weights, now func() time.Time) *Finder {
	return &Finder{index: index, weights: weights, now: now}
}

// FindExperts finds who knows about the words of a query, as far as the viewer may see. It
// reads the graph a fixed number of times, however many are found. A malformed cursor is
// [graph.ErrInvalid].
func (f *Finder) FindExperts(ctx context.Context, view *access.View, query Query) (Answer, error) {
	answer, err := f.find(ctx, view, query)
	if err != nil {
		return Answer{}, fmt.Errorf("find experts: %w", err)
	}
	return answer, nil
}

func (f *Finder) find(ctx context.Context, view *access.View, query Query) (Answer, error) {
	wanted, err := pageOf(query)
	if err != nil {
		return Answer{}, err
	}
	labels, err := view.Labels(ctx)
	if err != nil {
		return Answer{}, err
	}
	asOf := graph.DateOf(query.AsOf)
	found, err := f.index.find(ctx, query.Words, labels, asOf, f.weights.Words)
	if err != nil {
		return Answer{}, err
	}
	around, err := readCircle(ctx, view, found)
	if err != nil {
		return Answer{}, err
	}
	if asOf == "" {
		asOf = graph.DateOf(f.now())
	}
	return f.answer(ctx, gatherer{circle: around, found: found, asOf: asOf, weights: f.weights.Words}, query, wanted)
}

// answer orders everybody by what speaks for them on the topic, and those who can stand on the
// page by everything.
func (f *Finder) answer(ctx context.Context, g gatherer, query Query, wanted page) (Answer, error) {
	evidence := g.topical()
	order := rank.Rank(evidence, nil, g.asOf, f.weights)
	answer := Answer{Corrections: g.found.corrections}
	here := places{circle: g.circle}
	if !query.WithoutFacets || query.Unit != "" || query.Site != "" {
		if err := g.readPlaces(ctx, order.People()); err != nil {
			return Answer{}, err
		}
		unit, site := here.filter(graph.KindInUnit, query.Unit), here.filter(graph.KindAtSite, query.Site)
		answer.Units = here.facets(graph.KindInUnit, order.Keep(site).People())
		answer.Sites = here.facets(graph.KindAtSite, order.Keep(unit).People())
		order = order.Keep(unit).Keep(site)
	}
	answer.Total = order.Len()
	order, err := f.contest(ctx, g, evidence, order, wanted)
	if err != nil {
		return Answer{}, err
	}
	start, end := wanted.span(order.Len(), order.At)
	var shown []rank.Ranked
	for place := start; place < end; place++ {
		shown = append(shown, order.Explained(place))
	}
	if err := explain(ctx, g.circle, g.found, shown, query); err != nil {
		return Answer{}, err
	}
	for _, one := range shown {
		answer.Experts = append(answer.Experts, here.expert(one))
	}
	if end < order.Len() {
		answer.Next = answer.Experts[len(answer.Experts)-1].Cursor
	}
	return answer, nil
}

// contest orders those who can stand on the page by everything, likes and followers included.
// How many of these somebody has at most says how high they can stand; where those who can stand
// highest do stand says who else has to be looked at.
func (f *Finder) contest(ctx context.Context, g gatherer, evidence []rank.Evidence, order rank.Order, wanted page) (rank.Order, error) {
	people := order.Contenders(wanted.score, wanted.first+1)
	evidence = only(evidence, people)
	optimistic, err := g.optimistic(ctx, evidence, people)
	if err != nil {
		return rank.Order{}, err
	}
	highest := rank.Rank(optimistic, nil, g.asOf, f.weights)
	first := highest.Below(wanted.score, wanted.first+1)
	reached, err := f.withFavours(ctx, g, evidence, first)
	if err != nil {
		return rank.Order{}, err
	}
	least := 0.0
	if len(first) > wanted.first {
		least = reached.At(len(first) - 1).Score
	}
	others := highest.AtLeast(least)
	if len(others) == len(first) { // each of the first reaches it
		return reached, nil
	}
	return f.withFavours(ctx, g, evidence, others)
}

func only(evidence []rank.Evidence, people []graph.Key) []rank.Evidence {
	chosen := make(map[graph.Key]bool, len(people))
	for _, person := range people {
		chosen[person] = true
	}
	var kept []rank.Evidence
	for _, piece := range evidence {
		if chosen[piece.Person] {
			kept = append(kept, piece)
		}
	}
	return kept
}

// withFavours orders people with the likes and followers that they have.
func (f *Finder) withFavours(ctx context.Context, g gatherer, evidence []rank.Evidence, people []graph.Key) (rank.Order, error) {
	mine := only(evidence, people)
	if err := g.readFavours(ctx, people, said(mine)); err != nil {
		return rank.Order{}, err
	}
	mine = g.withFavours(mine, people)
	ties, err := g.ties(ctx, mine)
	return rank.Rank(mine, ties, g.asOf, f.weights), err
}
