package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// applier compares facts with a store and commits those that differ, a chunk at a time, while the run stages the
// next chunk. It shares no state with staging; the run takes over the result of a chunk once it is complete.
type applier struct {
	ctx    context.Context // that of the run
	store  graph.Store
	source string
	dryRun bool
}

// applied is the result of a chunk.
type applied struct {
	plan     plan // the changes made
	facts    int  // compared with the store
	accepted int  // statements they come from
	err      error
}

// apply compares a chunk with the store and commits what differs.
func (a applier) apply(facts []stagedFact) applied {
	changed := make([]*stagedFact, 0, len(facts))
	for i := range facts {
		if !facts[i].unchanged {
			changed = append(changed, &facts[i])
		}
	}
	slices.SortFunc(changed, func(a, b *stagedFact) int { return cmp.Compare(a.Key, b.Key) })
	keys := make([]graph.Key, len(changed))
	for i, fact := range changed {
		keys[i] = fact.Key
	}
	out := a.change(func() (plan, error) {
		stored, err := a.store.Facts(a.ctx, graph.Whole, keys...)
		if err != nil {
			return plan{}, fmt.Errorf("read what is known of %d facts: %w", len(keys), err)
		}
		return diff(changed, graph.ByKey(stored))
	})
	out.facts = len(facts)
	return out
}

// change commits a plan. Where somebody else changed one of its facts since, it plans again.
func (a applier) change(makePlan func() (plan, error)) (out applied) {
	const attempts = 5
	for attempt := 1; ; attempt++ {
		made, err := makePlan()
		if err == nil && len(made.lines) > 0 && !a.dryRun {
			_, err = a.store.Commit(a.ctx, transaction("import:"+a.source, made.lines))
		}
		if errors.Is(err, graph.ErrConflict) && attempt < attempts {
			continue
		}
		if out.err = err; err == nil {
			out.plan = made
		}
		return out
	}
}

// apply begins to apply the staged facts, once the chunk before is applied.
func (r *run) apply() error {
	if err := r.wait(); err != nil {
		return err
	}
	staged, accepted := r.staged, r.accepted
	r.staged, r.accepted = make([]stagedFact, 0, len(staged)), 0
	inFlight := make(chan applied, 1)
	r.inFlight = inFlight
	go func() {
		done := r.applier.apply(staged)
		done.accepted = accepted
		inFlight <- done
	}()
	return nil
}

// wait waits until the chunk in flight is applied, and records it.
func (r *run) wait() error {
	if r.inFlight == nil {
		return r.err
	}
	done := <-r.inFlight
	r.inFlight = nil
	if err := r.record(done); err != nil {
		return err
	}
	for _, kind := range done.plan.foreign {
		r.foreign[kind]++
	}
	r.report.accepted += done.accepted
	r.progress.compared(done.facts)
	return nil
}

// changeChunks plans and makes the changes to keys, a chunk at a time; nothing may be in flight.
func (r *run) changeChunks(keys []graph.Key, makePlan func([]graph.Key) ([]PlanLine, error)) error {
	for chunk := range slices.Chunk(keys, r.Chunk) {
		err := r.record(r.applier.change(func() (plan, error) {
			if err := r.ctx.Err(); err != nil {
				return plan{}, err
			}
			lines, err := makePlan(chunk)
			return plan{lines: lines}, err
		}))
		if err != nil {
			return err
		}
	}
	return nil
}

// record counts and shows the changes that were made.
func (r *run) record(done applied) error {
	if done.err != nil {
		return r.fail(done.err)
	}
	left := map[graph.Key]bool{}
	for _, line := range done.plan.lines {
		if line.Change == Removed && line.Key().Kind() == graph.KindPerson {
			left[line.Key()] = true
		}
	}
	for _, line := range done.plan.lines {
		if r.ShowPlan != nil {
			r.ShowPlan(line)
		}
		kind := line.Key().Kind()
		switch {
		case line.Change == Added:
			r.report.Added[string(kind)]++
		case line.Change == Changed:
			r.report.Changed[string(kind)]++
		case kind != graph.KindAccount || !left[r.stager.people.account(line.Key()).person]:
			r.report.Removed[string(kind)]++
		}
	}
	return nil
}
