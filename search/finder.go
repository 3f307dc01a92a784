package search

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/rank"
)

// Finder finds experts. It may be used by several goroutines.
type Finder struct {
	index   *Index
	weights rank.Weights
	now     func() time.Time
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
	labels, err := view.Labels(ctx)
	if err != nil {
		return Answer{}, err
	}
	asked, today := graph.DateOf(query.AsOf), graph.DateOf(f.now())
	found, err := f.index.find(ctx, query.Words, labels, asked, f.weights.Words)
	if err != nil {
		return Answer{}, err
	}
	around, err := readCircle(ctx, view, found)
	if err != nil {
		return Answer{}, err
	}
	asOf := today
	if asked != "" {
		asOf = asked
	}
	ranked := f.rank(gatherer{circle: around, found: found, asOf: asOf, weights: f.weights.Words})
	return f.answer(ctx, around, found, ranked, query)
}

// rank leaves out those for whom nothing on the topic speaks any more.
func (f *Finder) rank(g gatherer) []rank.Ranked {
	ranked := rank.Rank(g.evidence(), g.ties(), g.asOf, f.weights)
	return slices.DeleteFunc(ranked, func(one rank.Ranked) bool {
		return !slices.ContainsFunc(one.Reasons, func(reason rank.Reason) bool { return reason.Kind != rank.ReasonFollowed })
	})
}

func (f *Finder) answer(ctx context.Context, around *circle, found findings, ranked []rank.Ranked, query Query) (Answer, error) {
	here := places{circle: around}
	unit, site := here.filter(graph.KindInUnit, query.Unit), here.filter(graph.KindAtSite, query.Site)
	answer := Answer{
		Corrections: found.corrections,
		Units:       here.facets(graph.KindInUnit, keep(ranked, site)),
		Sites:       here.facets(graph.KindAtSite, keep(ranked, unit)),
	}
	ranked = keep(keep(ranked, unit), site)
	answer.Total = len(ranked)
	ranked, more, err := page(ranked, query.First, query.After)
	if err != nil {
		return Answer{}, err
	}
	shown := slices.Clone(ranked)
	if err := explain(ctx, around, found, shown); err != nil {
		return Answer{}, err
	}
	for _, one := range shown {
		answer.Experts = append(answer.Experts, here.expert(one))
	}
	if more {
		answer.Next = answer.Experts[len(answer.Experts)-1].Cursor
	}
	return answer, nil
}

func keep(ranked []rank.Ranked, wanted func(graph.Key) bool) []rank.Ranked {
	var kept []rank.Ranked
	for _, one := range ranked {
		if wanted(one.Person) {
			kept = append(kept, one)
		}
	}
	return kept
}
