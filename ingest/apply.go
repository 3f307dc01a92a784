package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"

	"github.com/sachant/sachant/graph"
)

// applier compares facts with a store and commits those that differ, a chunk at a time. A chunk is compared while
// the one before is committed: a run stages each fact once, so no fact of the one is in the other. Without that,
// and without [applier.possible], 20,000 people's interviews take 1.3 to 1.6 times as long.
type applier struct {
	ctx     context.Context // that of the run
	store   graph.Store
	source  string
	dryRun  bool
	journal func([]PlanLine) error
	// created holds hashes of the nodes that the store did not have before this run. Two nodes with the
	// same hash cost a conflict, and so a second comparison.
	created map[uint64]struct{}
	seed    maphash.Seed
}

func newApplier(ctx context.Context, im Import) *applier {
	return &applier{ctx: ctx, store: im.Store, source: im.Source, dryRun: im.DryRun, journal: im.Journal, created: map[uint64]struct{}{}, seed: maphash.MakeSeed()}
}

// comparison is a chunk that was compared with the store.
type comparison struct {
	plan
	err     error
	changed []*stagedFact // compared, in key order
	facts   int           // with those known to be unchanged
}

// applied is the result of a chunk.
type applied struct {
	plan     plan // the changes made
	facts    int  // compared with the store
	accepted int  // statements they come from
	err      error
}

// compare finds what a chunk changes.
func (a *applier) compare(facts []stagedFact) comparison {
	changed := make([]*stagedFact, 0, len(facts))
	for i := range facts {
		if !facts[i].unchanged {
			changed = append(changed, &facts[i])
		}
	}
	slices.SortFunc(changed, func(a, b *stagedFact) int { return cmp.Compare(a.Key, b.Key) })
	made, err := a.plan(a.possible(changed), changed)
	for _, line := range made.lines {
		if key := line.Key(); line.Change == Added && !key.IsEdge() {
			a.created[maphash.String(a.seed, string(key))] = struct{}{}
		}
	}
	return comparison{made, err, changed, len(facts)}
}

// possible returns the keys of the facts that the store may hold: without edges at nodes that this run created.
// An edge that somebody else put there since makes the commit a conflict.
func (a *applier) possible(facts []*stagedFact) []graph.Key {
	keys := make([]graph.Key, 0, len(facts))
	for _, fact := range facts {
		from, to := fact.Key.Ends()
		if !a.isCreated(from) && !a.isCreated(to) {
			keys = append(keys, fact.Key)
		}
	}
	return keys
}

func (a *applier) isCreated(node graph.Key) bool {
	_, created := a.created[maphash.String(a.seed, string(node))]
	return created
}

// plan compares facts, in key order, with those that the store holds under some keys.
func (a *applier) plan(keys []graph.Key, facts []*stagedFact) (plan, error) {
	stored, err := a.store.Facts(a.ctx, graph.Whole, keys...)
	if err != nil {
		return plan{}, fmt.Errorf("read what is known of %d facts: %w", len(keys), err)
	}
	return diff(facts, graph.ByKey(stored))
}

// apply commits what differs. Where somebody else changed one of the facts since, it compares all of them again.
func (a *applier) apply(next comparison) applied {
	isFirst := true
	out := a.change(func() (plan, error) {
		if isFirst {
			isFirst = false
			return next.plan, next.err
		}
		keys := make([]graph.Key, len(next.changed))
		for i, fact := range next.changed {
			keys[i] = fact.Key
		}
		return a.plan(keys, next.changed)
	})
	out.facts = next.facts
	return out
}

// change commits a plan. Where somebody else changed one of its facts since, it plans again.
func (a *applier) change(makePlan func() (plan, error)) (out applied) {
	const attempts = 5
	for attempt := 1; ; attempt++ {
		made, err := makePlan()
		if err == nil && len(made.lines) > 0 && !a.dryRun && a.journal != nil {
			err = a.journal(made.lines)
		}
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

// apply compares the staged facts with the store, and begins to commit the changes once the chunk before is applied.
func (r *run) apply() error {
	next := r.applier.compare(r.staged)
	if err := r.wait(); err != nil {
		return err
	}
	accepted := r.accepted
	r.staged, r.accepted = make([]stagedFact, 0, min(next.facts, defaultChunk)), 0
	if r.held = r.held || r.exceedsChanges(next.lines) && !r.DryRun; r.held {
		r.report.accepted += accepted
		return nil
	}
	inFlight := make(chan applied, 1)
	r.inFlight = inFlight
	go func() {
		done := r.applier.apply(next)
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
