package ingest

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// applier compares facts with a store and commits those that differ, a chunk at a time, while the
// run takes the next chunk and compares it. The run asks the store for nothing that a chunk under way
// may put there, for it knows all that it said itself; so only the time it takes depends on who is
// first. The two share nothing: what comes of a chunk is handed over when it is done.
type applier struct {
	ctx    context.Context // that of the run
	store  graph.Store
	source string
	dryRun bool
	// fresh are hashes of the nodes that were in no store before this run. Two that are taken for one
	// cost a second comparison and no more.
	fresh map[uint64]struct{}
	seed  maphash.Seed
}

func newApplier(ctx context.Context, im Import) *applier {
	return &applier{ctx: ctx, store: im.Store, source: im.Source, dryRun: im.DryRun, fresh: map[uint64]struct{}{}, seed: maphash.MakeSeed()}
}

// applied is what came of a chunk.
type applied struct {
	lines    []PlanLine   // the changes made
	left     []graph.Kind // of facts that belong to other sources
	receipts []graph.Receipt
	facts    int // that were compared
	accepted int // statements that they are of
	err      error
}

// compared is a chunk that was compared with the store.
type compared struct {
	facts int
	plan
	again func() (plan, error) // compares once more, and takes nothing for granted
	err   error
}

// plan is what there is to change, and of which kinds facts are left as they are since they belong
// to other sources.
type plan struct {
	lines []PlanLine
	left  []graph.Kind
}

// compare finds out what is to be changed. The chunk before may be under way meanwhile: no fact of
// this one is in it, and its new nodes are known to be new.
func (a *applier) compare(facts []stagedFact) compared {
	changed := make([]*stagedFact, 0, len(facts))
	for i := range facts {
		if !facts[i].unchanged {
			changed = append(changed, &facts[i])
		}
	}
	slices.SortFunc(changed, func(a, b *stagedFact) int { return strings.Compare(string(a.Key), string(b.Key)) })
	found, err := a.plan(changed, true)
	a.markNew(found.lines)
	again := func() (plan, error) { return a.plan(changed, false) }
	return compared{facts: len(facts), plan: found, again: again, err: err}
}

func (a *applier) plan(changed []*stagedFact, trusting bool) (made plan, err error) {
	found, err := a.stored(changed, trusting)
	if err != nil {
		return plan{}, fmt.Errorf("read what is known of %d facts: %w", len(changed), err)
	}
	made.lines, made.left, err = diff(changed, found)
	return made, err
}

// apply commits what differs. Where somebody else changed one of the facts since they were compared,
// it compares again.
func (a *applier) apply(next compared) applied {
	made, err := next.plan, next.err
	first := true
	out := a.change(func() ([]PlanLine, error) {
		if !first {
			made, err = next.again()
		}
		first = false
		return made.lines, err
	})
	out.left, out.facts = made.left, next.facts
	return out
}

// change makes the changes of a plan, and plans again where the plan was overtaken.
func (a *applier) change(plan func() ([]PlanLine, error)) (out applied) {
	const attempts = 5
	for attempt := 1; ; attempt++ {
		lines, err := plan()
		if err == nil && len(lines) > 0 && !a.dryRun {
			var receipt graph.Receipt
			receipt, err = a.store.Commit(a.ctx, transaction("import:"+a.source, lines))
			out.receipts = append(out.receipts, receipt)
		}
		if errors.Is(err, graph.ErrConflict) && attempt < attempts {
			continue
		}
		if out.err = err; err == nil {
			out.lines = lines
		}
		return out
	}
}

// markNew notes the nodes that the store did not have when it was asked.
func (a *applier) markNew(lines []PlanLine) {
	for _, line := range lines {
		if key := line.Key(); line.Change == Added && !key.IsEdge() {
			a.fresh[maphash.String(a.seed, string(key))] = struct{}{}
		}
	}
}

func (a *applier) isNew(node graph.Key) bool {
	_, fresh := a.fresh[maphash.String(a.seed, string(node))]
	return fresh
}

// apply has the facts applied that were taken, once those before are, and does not wait for it.
func (r *run) apply() error {
	next := r.applier.compare(r.staged)
	if err := r.wait(); err != nil {
		return err
	}
	accepted := r.accepted
	r.staged, r.accepted = make([]stagedFact, 0, next.facts), 0 // the next chunk is mostly as large
	under := make(chan applied, 1)
	r.inFlight = under
	go func() {
		done := r.applier.apply(next)
		done.accepted = accepted
		under <- done
	}()
	return nil
}

// wait waits until the chunk under way is applied, and takes over what came of the last one.
func (r *run) wait() error {
	if r.inFlight == nil {
		return r.err
	}
	done := <-r.inFlight
	r.inFlight = nil
	if err := r.record(done); err != nil {
		return err
	}
	for _, kind := range done.left {
		r.foreign[kind]++
	}
	r.report.accepted += done.accepted
	r.progress.compared(done.facts)
	return nil
}

// change makes the changes of a plan, now that all that was said is applied.
func (r *run) change(plan func() ([]PlanLine, error)) error {
	if err := r.wait(); err != nil {
		return err
	}
	return r.record(r.applier.change(plan))
}

func (r *run) record(done applied) error {
	for _, receipt := range done.receipts {
		r.previous.committed(receipt)
	}
	if done.err != nil {
		return r.fail(done.err)
	}
	r.count(done.lines)
	return nil
}

func (r *run) count(lines []PlanLine) {
	left := map[graph.Key]bool{}
	for _, line := range lines {
		if line.Change == Removed && line.Key().Kind() == graph.KindPerson {
			left[line.Key()] = true
		}
	}
	for _, line := range lines {
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
}
