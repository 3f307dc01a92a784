package search

import (
	"context"
	"time"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/rank"
)

// Finder finds experts.
type Finder struct {
	index   *Index
	weights rank.Weights
	now     func() time.Time
}

// NewFinder makes a finder over an index.
func NewFinder(index *Index, weights rank.Weights, now func() time.Time) *Finder {
	return &Finder{index: index, weights: weights, now: now}
}

// FindExperts finds who knows about the words of a query, as far as the viewer may see.
func (f *Finder) FindExperts(ctx context.Context, view *access.View, query Query) (Answer, error) {
	return Answer{}, nil
}
