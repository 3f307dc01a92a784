package ingest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
)

// finish takes what had to wait for the end of the source, removes the edges that are no more,
// and lets people leave.
func (r *run) finish() error {
	if err := r.take(r.heard.rest()); err != nil {
		return err
	}
	if err := r.apply(); err != nil {
		return err
	}
	if r.heard.isComplete && !r.sawSomebody {
		r.heard.Incomplete("nobody was read")
	}
	r.taker.complete = r.heard.isComplete && len(r.heard.incomplete) == 0
	if err := r.takeHeld(); err != nil {
		return err
	}
	if err := r.applied(); err != nil {
		return err
	}
	if err := r.takeBack(); err != nil {
		return err
	}
	if err := r.removeEdges(); err != nil {
		return err
	}
	return r.letLeave()
}

// takeHeld takes the statements that named what was described later, over and over while that
// helps, and then gives up on the others.
func (r *run) takeHeld() error {
	for {
		before := factsIn(r.held)
		if err := r.takeHeldOnce(); err != nil {
			return err
		}
		switch {
		case factsIn(r.held) < before:
		case r.taker.ended:
			r.giveUp()
			return nil
		default:
			r.taker.ended = true
		}
	}
}

func factsIn(statements []statement) int {
	n := 0
	for _, s := range statements {
		n += len(s.Facts)
	}
	return n
}

func (r *run) takeHeldOnce() error {
	held := r.held
	r.held = nil
	for chunk := range slices.Chunk(held, r.Chunk) {
		again, err := r.settle(chunk)
		if err == nil {
			err = r.apply()
		}
		if err != nil {
			return err
		}
		r.held = append(r.held, again...)
	}
	return nil
}

func (r *run) giveUp() {
	for _, s := range r.held {
		if s.unknown != nil {
			r.reject(s.Where, s.unknown.Error(), s.order)
			continue
		}
		for _, fact := range s.Facts {
			r.drop(string(fact.Key.Kind()), 1)
		}
	}
	r.held = nil
}

// removeEdges deletes the edges that this source stated once and did not state again of the
// people of whose edges it said all; also those of a roster that such a person has left.
func (r *run) removeEdges() error {
	owners := slices.Sorted(maps.Keys(r.taker.replaces))
	for chunk := range slices.Chunk(owners, r.Chunk) {
		err := r.change(func() ([]PlanLine, error) { return r.goneEdges(chunk) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *run) goneEdges(owners []graph.Key) ([]PlanLine, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	var kinds []graph.Kind
	for _, owner := range owners {
		kinds = append(kinds, r.taker.replaces[owner]...)
	}
	slices.Sort(kinds)
	edges, err := r.Store.Edges(r.ctx, owners, graph.Out, slices.Compact(kinds)...)
	if err != nil {
		return nil, fmt.Errorf("read the edges of %d people: %w", len(owners), err)
	}
	var lines []PlanLine
	for _, edge := range edges {
		if r.isGone(edge) {
			lines = append(lines, PlanLine{Change: Removed, Was: edge})
		}
	}
	return lines, nil
}

func (r *run) isGone(edge graph.Fact) bool {
	owner := edge.From()
	if !slices.Contains(r.taker.replaces[owner], edge.Key.Kind()) || r.taker.said.has(edge.Key) {
		return false
	}
	return edge.Origin == r.Source || r.taker.people.hasLeft(owner, edge.Origin)
}
