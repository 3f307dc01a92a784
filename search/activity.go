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
	people = slices.Clone(people)
	slices.Sort(people)
	authored, err := c.view.AppendEdges(ctx, nil, people, graph.Out, graph.KindAuthored)
	if err != nil {
		return err
	}
	written := make([]graph.NodeID, 0, len(authored))
	for _, edge := range authored {
		written = append(written, edge.To)
	}
	slices.Sort(written)
	contributions, err := c.view.AppendContributions(ctx, nil, slices.Compact(written))
	if err != nil {
		return err
	}
	c.active = make(map[graph.NodeID][]graph.Day, len(people))
	for i := range contributions {
		one := &contributions[i]
		lately := one.On != 0 && one.On <= c.today && one.On > c.today-activityDays
		if lately && one.Type == graph.TypeAnswer && one.Asker != 0 && one.Asker != one.Author {
			c.active[one.Author] = append(c.active[one.Author], one.On)
		}
	}
	for person, days := range c.active {
		slices.Sort(days)
		c.active[person] = slices.Compact(days)
	}
	return nil
}
