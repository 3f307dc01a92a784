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

// readDecisions reads until when people do not want to be asked, as of a day and as far as the viewer is told, and for whom
// their profile does not count.
func (n *neighborhood) readDecisions(ctx context.Context, today graph.Day) (err error) {
	if n.unavailable, err = n.view.Unavailable(ctx, today.Date()); err != nil {
		return err
	}
	if n.referrers, err = n.view.Referrers(ctx, today); err != nil {
		return err
	}
	n.unprofiled, err = n.view.Unprofiled(ctx)
	return err
}

// isUnavailable reports whether a person does not want to be asked: nothing is then said of whether they will answer.
func (n *neighborhood) isUnavailable(person graph.NodeID) bool { return n.unavailable[person] != "" }

// unavailableByKey returns until when people do not want to be asked, by their keys.
func (n *neighborhood) unavailableByKey() map[graph.Key]graph.Date {
	byKey := make(map[graph.Key]graph.Date, len(n.unavailable))
	for person, until := range n.unavailable {
		byKey[n.view.Key(person)] = until
	}
	return byKey
}
