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
	"github.com/sachant/sachant/search/paging"
	"github.com/sachant/sachant/search/rank"
	"github.com/sachant/sachant/search/text"
)

// Finder finds experts. It may be used by several goroutines.
type Finder struct {
	index   retriever
	weights rank.Weights
	decay   [2][]float64 // of a contribution, by emphasis and by its age in days
	now     func() time.Time
	scratch sync.Pool // of *scratch
	shown   *paging.Memory

	// Synonyms are searched beside the words of a query; nil for none.
	Synonyms Synonyms
	// NearSkills are asked for where the words of a query find nothing; nil for none.
	NearSkills NearSkills
	// Stages are told of the stages of searches; nil for nobody.
	Stages Stages
}

// maxAge is the age in days from which on older contributions are found as if they were no older.
const maxAge = 20 * 365

// retriever finds the documents that match a query; an [index.Index] is one.
type retriever interface {
	Find(ctx context.Context, view *access.View, query text.Expression, recency index.Recency, weights index.Weights) (index.Result, error)
	FindAll(ctx context.Context, view *access.View, class index.Class, words string, weights index.Weights) ([]index.Hit, []text.QueryTerm, error)
	FindNamed(ctx context.Context, view *access.View, word string, weights index.Weights) ([]index.Hit, error)
}

// NewFinder returns a finder over an index. A query without a day is of the day that now returns.
func NewFinder(index retriever, weights rank.Weights, now func() time.Time) *Finder {
	decay := [...][]float64{WhoKnows: weights.Decay(maxAge), AnswerNow: weights.ForAnswerNow().Decay(maxAge)}
	return &Finder{index: index, weights: weights, decay: decay, now: now, scratch: sync.Pool{New: newScratch}, shown: paging.New(paging.DefaultRoom)}
}

// FindExperts finds the people who know about the words of a query, as far as the viewer may see. It
// reads the graph a fixed number of times, however many are found. A malformed cursor and a First out of
// range are [graph.ErrInvalid].
func (f *Finder) FindExperts(ctx context.Context, view *access.View, query Query) (Answer, error) {
	answer, err := f.find(ctx, view, query)
	if err != nil {
		return Answer{}, fmt.Errorf("find experts: %w", err)
	}
	return answer, nil
}

// find runs the stages that the package comment lists.
func (f *Finder) find(ctx context.Context, view *access.View, query Query) (answer Answer, err error) {
	wanted, err := pageOf(query)
	if err != nil {
		return answer, err
	}
	if !view.SeesAvailability() {
		query.Emphasis = WhoKnows
	}
	answer.Emphasis = query.Emphasis
	scratch := f.scratch.Get().(*scratch)
	defer func() {
		scratch.reset()
		f.scratch.Put(scratch)
	}()
	at := stages{observer: f.Stages, search: ctx}
	defer at.end()
	retrieved, err := f.retrieve(at.next(StageRetrieve), view, query, scratch)
	if err != nil {
		return answer, err
	}
	answer.Corrections = retrieved.found.Corrections
	if query.After != "" && wanted.list != query.list(answer.Corrections) {
		return answer, fmt.Errorf("%w: after is a cursor of another search: start from the first page of this one", graph.ErrInvalid)
	}
	ctx = at.next(StageEvidence)
	collector, accumulator := f.newCollector(retrieved, query), scratch.accumulator
	collector.accumulate(accumulator)
	bounds, err := f.candidates(ctx, collector, query, accumulator.Bounds(), &answer)
	if err != nil {
		return answer, err
	}
	answer.Corrections = slices.Concat(answer.Corrections, retrieved.unknown)
	answer.Meant, answer.AsWords = retrieved.meant, retrieved.expression.Malformed
	answer.Total = len(bounds)
	if !query.WithoutBeside {
		if answer.Beside, err = retrieved.beside(ctx, answer.Total); err != nil {
			return answer, err
		}
	}
	ctx = at.next(StageRank)
	order, err := f.rank(ctx, collector, accumulator, bounds, &wanted)
	if err != nil {
		return answer, err
	}
	people, more := wanted.of(order)
	answer.More = more
	if err = collector.addAdditions(ctx, order, people); err != nil {
		return answer, err
	}
	if answer.Experts, err = explain(at.next(StageExplain), retrieved, query, people); err == nil {
		f.noteShown(retrieved.view, answer.Experts, query.list(retrieved.found.Corrections), wanted.mark)
	}
	return answer, err
}

// candidates returns the people found that may be ranked and that match the fields and facets of a query.
func (f *Finder) candidates(ctx context.Context, c *collector, query Query, found []rank.Bounds, answer *Answer) ([]rank.Bounds, error) {
	bounds, err := c.keepRanked(ctx, found)
	if err != nil {
		return nil, err
	}
	if bounds, err = f.filterByConditions(ctx, c, bounds); err != nil {
		return nil, err
	}
	if query.WithoutFacets && query.Unit == "" && query.Site == "" {
		return bounds, nil
	}
	return filterByFacets(ctx, c.view, query, bounds, answer)
}

// rank orders the people who can be on the page by all evidence, likes and followers included. It first
// scores as many people as the page holds, and one more, those with the highest upper bounds. The last of
// their scores is the threshold that anybody else has to reach.
func (f *Finder) rank(
	ctx context.Context, c *collector, accumulator *rank.Accumulator, bounds []rank.Bounds, wanted *page,
) (rank.Order, error) {
	bounds, err := f.withoutShown(ctx, c.view, wanted, bounds)
	if err != nil {
		return rank.Order{}, err
	}
	k := wanted.first + 1
	if wanted.last != "" {
		k++
	}
	bounds = rank.Candidates(bounds, wanted.score, k)
	followers, err := c.view.MaxDegrees(ctx, peopleOf(bounds), graph.Into, graph.KindFollows)
	if err != nil {
		return rank.Order{}, err
	}
	accumulator.Tighten(bounds, followers)
	if bounds, err = c.tightenByActivity(ctx, accumulator, bounds, wanted.score, k); err != nil {
		return rank.Order{}, err
	}
	first := rank.TopK(bounds, wanted.score, k)
	evidence, err := c.collect(ctx, peopleOf(first))
	if err != nil {
		return rank.Order{}, err
	}
	order := rank.Rank(evidence, c.view.Key, c.query, c.weights)
	if len(first) == k {
		bounds = rank.Prune(bounds, order.At(k-1).Score)
	}
	others := slices.DeleteFunc(bounds, func(one rank.Bounds) bool { return slices.Contains(first, one) })
	if len(others) == 0 {
		return order, nil
	}
	more, err := c.collect(ctx, peopleOf(others))
	return rank.Rank(append(evidence, more...), c.view.Key, c.query, c.weights), err
}

func peopleOf(bounds []rank.Bounds) []graph.NodeID {
	people := make([]graph.NodeID, len(bounds))
	for i, one := range bounds {
		people[i] = one.Person
	}
	return people
}
