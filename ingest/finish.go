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
	if err := r.stageBatch(r.sink.flush()); err != nil {
		return err
	}
	if err := r.apply(); err != nil {
		return err
	}
	if r.sink.isComplete && !r.sawAccount {
		r.sink.Incomplete("nobody was read")
	}
	r.stager.complete = r.sink.isComplete && len(r.sink.incomplete) == 0
	if err := r.stageDeferred(); err != nil {
		return err
	}
	if err := r.wait(); err != nil {
		return err
	}
	if err := r.applyRemovals(); err != nil {
		return err
	}
	if err := r.removeStaleEdges(); err != nil {
		return err
	}
	return r.markDepartures()
}

// stageDeferred takes the statements that named what was described later, over and over while that
// helps, and then gives up on the others.
func (r *run) stageDeferred() error {
	for {
		before := factsIn(r.deferred)
		if err := r.retryDeferred(); err != nil {
			return err
		}
		switch {
		case factsIn(r.deferred) < before:
		case r.stager.ended:
			r.rejectDeferred()
			return nil
		default:
			r.stager.ended = true
		}
	}
}

func factsIn(statements []sequenced) int {
	n := 0
	for _, s := range statements {
		n += len(s.Facts)
	}
	return n
}

func (r *run) retryDeferred() error {
	held := r.deferred
	r.deferred = nil
	for chunk := range slices.Chunk(held, r.Chunk) {
		again, err := r.stage(chunk)
		if err == nil {
			err = r.apply()
		}
		if err != nil {
			return err
		}
		r.deferred = append(r.deferred, again...)
	}
	return nil
}

func (r *run) rejectDeferred() {
	for _, s := range r.deferred {
		if s.cause != nil {
			r.reject(s.Where, s.cause.Error(), s.order)
			continue
		}
		for _, fact := range s.Facts {
			r.drop(string(fact.Key.Kind()), 1)
		}
	}
	r.deferred = nil
}

// removeStaleEdges deletes the edges that this source stated once and did not state again of the
// people of whose edges it said all; also those of a roster that such a person has left.
func (r *run) removeStaleEdges() error {
	owners := slices.Sorted(maps.Keys(r.stager.replaces))
	for chunk := range slices.Chunk(owners, r.Chunk) {
		err := r.change(func() ([]PlanLine, error) { return r.staleEdges(chunk) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *run) staleEdges(owners []graph.Key) ([]PlanLine, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	var kinds []graph.Kind
	for _, owner := range owners {
		kinds = append(kinds, r.stager.replaces[owner]...)
	}
	slices.Sort(kinds)
	edges, err := r.Store.Edges(r.ctx, owners, graph.Out, slices.Compact(kinds)...)
	if err != nil {
		return nil, fmt.Errorf("read the edges of %d people: %w", len(owners), err)
	}
	var lines []PlanLine
	for _, edge := range edges {
		if r.isStale(edge) {
			lines = append(lines, PlanLine{Change: Removed, Was: edge})
		}
	}
	return lines, nil
}

func (r *run) isStale(edge graph.Fact) bool {
	owner := edge.From()
	if !slices.Contains(r.stager.replaces[owner], edge.Key.Kind()) || r.stager.facts.has(edge.Key) {
		return false
	}
	return edge.Origin == r.Source || r.stager.people.hasLeft(owner, edge.Origin)
}
