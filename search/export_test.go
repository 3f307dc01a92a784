package search

import (
	"context"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/rank"
)

// RankAll returns a page of the people found, after scoring everybody by all evidence.
func (f *Finder) RankAll(ctx context.Context, view *access.View, query Query) ([]rank.Ranked, error) {
	wanted, err := pageOf(query)
	if err != nil {
		return nil, err
	}
	scratch := newScratch().(*scratch)
	retrieved, err := f.retrieve(ctx, view, query, scratch)
	if err != nil {
		return nil, err
	}
	c := f.newCollector(retrieved, query)
	c.accumulate(scratch.accumulator)
	people := peopleOf(scratch.accumulator.Bounds())
	if query.Emphasis == AnswerNow {
		if err := c.readActivity(ctx, people); err != nil {
			return nil, err
		}
	}
	evidence, err := c.collect(ctx, people)
	page, _ := wanted.of(rank.Rank(evidence, view.Key, c.query, c.weights))
	return page, err
}
