package ingest

import (
	"fmt"

	"github.com/sachant/sachant/graph"
)

// noteFormerUnits adds, to the removals of edges of people, what is kept of the units that they left: a map of a former day counts
// people where they were. A unit in which somebody was for less than a day is left out, and so are all where the import does
// not know what day it is.
func (r *run) noteFormerUnits(people []graph.Key, removed []PlanLine) ([]PlanLine, error) {
	if r.Now == nil {
		return removed, nil
	}
	today := graph.DateOf(r.Now())
	known, err := r.Store.Edges(r.ctx, people, graph.Out, graph.KindWasInUnit)
	if err != nil {
		return nil, fmt.Errorf("read former units: %w", err)
	}
	leftToday := map[graph.Key]bool{}
	for _, edge := range known {
		if graph.As[graph.WasInUnit](edge).Until == today {
			leftToday[edge.From()] = true
		}
	}
	lines := removed
	for _, line := range removed {
		edge := line.Was
		if edge.Key.Kind() == graph.KindInUnit && r.isStale(edge) && !leftToday[edge.From()] {
			lines = append(lines, PlanLine{Change: Added,
				Is: graph.Edge(edge.From(), string(today), edge.To(), edge.Origin, graph.WasInUnit{Until: today})})
		}
	}
	return lines, nil
}
