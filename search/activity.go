package search

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// activityDays is how many days before a search count as lately: an earlier answer says next to nothing of another one.
const activityDays = 60

// tightenByActivity lowers the bounds of people by when they answered colleagues, where people are wanted who answer now,
// and drops those who can no longer be among the first k below a score.
func (c *collector) tightenByActivity(ctx context.Context, accumulator *rank.Accumulator, bounds []rank.Bounds, below float64, k int) ([]rank.Bounds, error) {
	if c.weights.Active.Weight == 0 || len(bounds) == 0 {
		return bounds, nil
	}
	people := peopleOf(bounds)
	if err := c.readActivity(ctx, people); err != nil {
		return nil, err
	}
	days := make([][]graph.Day, len(people))
	for i, person := range people {
		days[i] = c.active[person]
	}
	accumulator.TightenByActivity(bounds, days)
	return rank.Candidates(bounds, below, k), nil
}

// readActivity reads on which of the last days people answered a question that somebody else asked.
func (c *collector) readActivity(ctx context.Context, people []graph.NodeID) error {
	replies, err := c.view.AppendReplies(ctx, nil, people, c.today-activityDays+1)
	if err != nil {
		return err
	}
	c.active = map[graph.NodeID][]graph.Day{}
	for _, reply := range replies {
		if reply.On <= c.today && !c.isUnavailable(reply.Author) {
			c.active[reply.Author] = append(c.active[reply.Author], reply.On)
		}
	}
	for person, days := range c.active {
		slices.Sort(days)
		c.active[person] = slices.Compact(days)
	}
	return nil
}
