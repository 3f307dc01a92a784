package ingest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
)

// applyRemovals removes what statements take back, now that everything was said: so the order of a
// source's lines changes nothing. What names somebody nobody knows was never stored.
func (r *run) applyRemovals() error {
	wanted := map[graph.Key][]Removal{}
	for _, removal := range r.removals {
		key, err := r.stager.key(removal.Key, &scope{})
		if err == nil && !r.stager.facts.has(key) {
			wanted[key] = append(wanted[key], removal)
		}
	}
	r.removals = nil
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(wanted)), r.Chunk) {
		if err := r.change(func() ([]PlanLine, error) { return r.planRemovals(chunk, wanted) }); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) planRemovals(keys []graph.Key, wanted map[graph.Key][]Removal) ([]PlanLine, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	found, err := r.Store.Facts(r.ctx, graph.Whole, keys...)
	if err != nil {
		return nil, fmt.Errorf("read %d facts to take back: %w", len(keys), err)
	}
	found = slices.DeleteFunc(found, func(fact graph.Fact) bool {
		return fact.Origin != r.Source || !slices.ContainsFunc(wanted[fact.Key], func(removal Removal) bool { return removal.allows(fact) })
	})
	return r.withEdges(found)
}

func (r Removal) allows(fact graph.Fact) bool { return r.If == nil || r.If(fact) }

// withEdges plans the removal of facts and of the edges at those that are nodes: the store
// takes those along, but the plan is to show them.
func (r *run) withEdges(facts []graph.Fact) ([]PlanLine, error) {
	gone := graph.ByKey(facts)
	var nodes []graph.Key
	for key := range gone {
		if !key.IsEdge() {
			nodes = append(nodes, key)
		}
	}
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		edges, err := r.Store.Edges(r.ctx, nodes, direction)
		if err != nil {
			return nil, fmt.Errorf("read the edges of %d nodes to take back: %w", len(nodes), err)
		}
		maps.Copy(gone, graph.ByKey(edges))
	}
	lines := make([]PlanLine, 0, len(gone))
	for _, key := range slices.Sorted(maps.Keys(gone)) {
		lines = append(lines, PlanLine{Change: Removed, Was: gone[key]})
	}
	return lines, nil
}
