package search

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// keepRanked drops the people who object to be ranked, but for a query that is the name of people or of a place: these stay in
// the directory.
func (c *collector) keepRanked(ctx context.Context, bounds []rank.Bounds) ([]rank.Bounds, error) {
	if c.isName() {
		return bounds, nil
	}
	people := peopleOf(bounds)
	ranked, err := c.view.KeepRanked(ctx, people)
	if err != nil || len(ranked) == len(people) {
		return bounds, err
	}
	at := 0
	return slices.DeleteFunc(bounds, func(one rank.Bounds) bool {
		if at < len(ranked) && ranked[at] == one.Person {
			at++
			return false
		}
		return true
	}), nil
}

// isName reports whether the query is the name of people or of a place.
func (n *neighborhood) isName() bool {
	return n.isRead || slices.ContainsFunc(n.meant, func(one Meaning) bool { return one.Kind == graph.KindPerson })
}
