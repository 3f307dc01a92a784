package search

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
)

// Finder finds experts. It may be used by several goroutines.
type Finder struct {
	index   retriever
	weights rank.Weights
	now     func() time.Time
	desks   sync.Pool
}

// retriever finds the documents that match a query; an [index.Index] is one.
type retriever interface {
	Search(ctx context.Context, query string, labels access.Labels, asOf graph.Date, weights index.Weights) (index.Result, error)
}

// NewFinder makes a finder over an index. now tells the day where a query names none.
func NewFinder(index retriever, weights rank.Weights, now func() time.Time) *Finder {
	return &Finder{index: index, weights: weights, now: now, desks: sync.Pool{New: newDesk}}
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
	found, err := f.index.Search(ctx, query.Words, labels, asOf, index.Weights(f.weights.Words))
	if err != nil {
		return Answer{}, err
	}
	if asOf == "" {
		asOf = graph.DateOf(f.now())
	}
	desk, _ := f.desks.Get().(*desk)
	defer f.desks.Put(desk)
	defer desk.clear()
	g, err := gather(ctx, desk, view, found, asOf, f.weights.Question)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Corrections: found.Corrections}
	return answer, f.answer(ctx, g, query, wanted, &answer)
}

// answer bounds everybody's score by what speaks for them on the topic, and orders those who can
// stand on the page by everything.
func (f *Finder) answer(ctx context.Context, g *gatherer, query Query, wanted page, answer *Answer) error {
	tally := g.tally(f.weights)
	bounds := tally.Bounds()
	if !query.WithoutFacets || query.Unit != "" || query.Site != "" {
		everywhere, err := readPlaces(ctx, g.view, peopleOf(bounds))
		if err != nil {
			return err
		}
		inUnit, atSite := everywhere.filter(graph.KindUnit, query.Unit), everywhere.filter(graph.KindSite, query.Site)
		answer.Units = everywhere.facets(graph.KindUnit, atSite)
		answer.Sites = everywhere.facets(graph.KindSite, inUnit)
		bounds = slices.DeleteFunc(bounds, func(one rank.Bounds) bool { return !inUnit(one.Person) || !atSite(one.Person) })
	}
	answer.Total = len(bounds)
	order, err := f.contest(ctx, g, tally, bounds, wanted)
	if err != nil {
		return err
	}
	return f.show(ctx, g, query, order, wanted, answer)
}

func (f *Finder) show(ctx context.Context, g *gatherer, query Query, order rank.Order, wanted page, answer *Answer) error {
	start, end := wanted.span(order.Len(), order.At)
	var shown []rank.Ranked
	for place := start; place < end; place++ {
		shown = append(shown, order.Explain(place))
	}
	var err error
	if answer.Experts, err = explain(ctx, g, shown, query); err != nil {
		return err
	}
	if end < order.Len() {
		answer.Next = answer.Experts[len(answer.Experts)-1].Cursor
	}
	return nil
}

// contest orders those who can stand on the page by everything, likes and followers included.
// How many of these somebody has at most says how high they can stand; where those who can stand
// highest do stand says who else has to be looked at.
func (f *Finder) contest(ctx context.Context, g *gatherer, tally *rank.Accumulator, bounds []rank.Bounds, wanted page) (rank.Order, error) {
	most := wanted.first + 1
	bounds = rank.Candidates(bounds, wanted.score, most)
	followers, err := g.view.MaxDegrees(ctx, peopleOf(bounds), graph.Into, graph.KindFollows)
	if err != nil {
		return rank.Order{}, err
	}
	tally.Tighten(bounds, followers)
	first := rank.TopK(bounds, wanted.score, most)
	reached, err := f.order(ctx, g, first)
	if err != nil {
		return rank.Order{}, err
	}
	least := 0.0
	if len(first) == most {
		least = reached.At(most - 1).Score
	}
	others := rank.Prune(bounds, least)
	if len(others) == len(first) { // each of the first reaches it
		return reached, nil
	}
	return f.order(ctx, g, others)
}

// order puts people in the order of all evidence for them.
func (f *Finder) order(ctx context.Context, g *gatherer, people []rank.Bounds) (rank.Order, error) {
	evidence, err := g.everything(ctx, peopleOf(people))
	return rank.Rank(evidence, g.view.Key, g.asOf, f.weights), err
}

func peopleOf(bounds []rank.Bounds) []graph.NodeID {
	people := make([]graph.NodeID, len(bounds))
	for i, one := range bounds {
		people[i] = one.Person
	}
	return people
}
