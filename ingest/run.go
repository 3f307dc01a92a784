package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// run is one import under way. It is the [Sink] that the reader talks to.
type run struct {
	Import
	taker   taker
	earlier *earlier
	applier *applier
	under   chan applied    // where the chunk that is being applied ends; nil where none is
	ctx     context.Context // the sink's methods are called by a reader that was given it
	report  Report
	failed  error // why nothing more is taken

	attribute string // that identifies this source's accounts
	before    int    // people present in this source when the run began
	pending   []statement
	facts     int // in pending
	held      []statement
	order     int
	rejected  []rejection
	warned    map[string]bool
	left      map[graph.Kind]int // facts of other sources, left as they are
	removals  []Removal

	sawSomebody bool
	isComplete  bool
	incomplete  []string

	started, told time.Time
	progress      Progress
}

type rejection struct {
	Rejection
	order int
}

var _ Sink = (*run)(nil)

// Say takes a statement, and commits when a chunk is full.
func (r *run) Say(said Statement) error {
	if r.failed != nil {
		return r.failed
	}
	if err := r.checkIdentity(said); err != nil {
		r.failed = err
		return err
	}
	r.order++
	r.pending = append(r.pending, statement{Statement: said, order: r.order})
	if r.facts += len(said.Facts); r.facts < r.Chunk {
		return nil
	}
	return r.flush()
}

// checkIdentity refuses a run that identifies accounts otherwise than earlier runs did: all of
// them would look new.
func (r *run) checkIdentity(said Statement) error {
	for _, fact := range said.Facts {
		value, ok := fact.Value.(graph.Account)
		if !ok || value.Source != r.Source {
			continue
		}
		if r.attribute == "" {
			r.attribute = value.Attribute
		}
		if value.Attribute != r.attribute {
			return fmt.Errorf("the accounts of source %q are identified by %s, not by %s: give --identity %s, "+
				"or import under another --source", r.Source, r.attribute, value.Attribute, r.attribute)
		}
	}
	return nil
}

// see notes that the accounts of a statement exist, whatever becomes of it.
func (r *run) see(said Statement) {
	for _, fact := range said.Facts {
		value, ok := fact.Value.(graph.Account)
		if !ok || value.Source != r.Source {
			continue
		}
		r.sawSomebody = true
		known := r.taker.people.account(fact.Key)
		if !known.seen {
			known.seen, known.where = true, said.Where
		}
		known.Source, known.Roster = value.Source, value.Roster
	}
}

// Read counts what was read.
func (r *run) Read(kind string, n int) { r.report.Read[kind] += n }

// Drop counts what is left out on purpose.
func (r *run) Drop(kind string, n int) {
	if n > 0 {
		r.report.Dropped[kind] += n
	}
}

// Reject reports an entry that was not understood.
func (r *run) Reject(where Where, cause string) { r.reject(where, cause, r.order) }

func (r *run) reject(where Where, cause string, order int) {
	r.rejected = append(r.rejected, rejection{Rejection{where.String(), cause}, order})
}

func (r *run) inOrder() []Rejection {
	slices.SortStableFunc(r.rejected, func(a, b rejection) int { return cmp.Compare(a.order, b.order) })
	out := make([]Rejection, len(r.rejected))
	for i, rejected := range r.rejected {
		out[i] = rejected.Rejection
	}
	return out
}

// Warn tells the operator something, once for each text.
func (r *run) Warn(text string) {
	if !r.warned[text] {
		r.warned[text] = true
		r.report.Warnings = append(r.report.Warnings, text)
	}
}

// Size tells how far the reader is.
func (r *run) Size(done, total int64) {
	r.progress.Done, r.progress.Total = done, total
	if r.Now == nil {
		return
	}
	if now := r.Now(); now.Sub(r.told) >= 250*time.Millisecond {
		r.tell(now)
	}
}

func (r *run) tell(now time.Time) {
	if r.Progress == nil {
		return
	}
	r.told = now
	if !now.IsZero() {
		r.progress.Elapsed = now.Sub(r.started)
	}
	r.Progress(r.progress)
}

// Complete says that who was not said has left.
func (r *run) Complete() { r.isComplete = true }

// Incomplete says why nobody may be taken to have left.
func (r *run) Incomplete(cause string) { r.incomplete = append(r.incomplete, cause) }

// flush decides about the pending statements and commits what comes of them.
func (r *run) flush() error {
	pending := r.pending
	r.pending, r.facts = nil, 0
	held, err := r.settle(pending)
	r.held = append(r.held, held...)
	return err
}

// settle takes statements in their order, has their facts committed, and returns those that name
// something which may yet be described.
func (r *run) settle(statements []statement) (held []statement, err error) {
	if err := r.ctx.Err(); err != nil {
		return nil, r.fail(context.Cause(r.ctx))
	}
	if err := r.earlier.follow(r.ctx, r.Store, r.taker.said); err != nil {
		return nil, r.fail(err)
	}
	r.lookUpEnds(statements)
	var facts []stated
	accepted := 0
	for _, s := range statements {
		taken, waiting := r.takeOne(s)
		if len(taken)+len(s.Removes) > 0 {
			accepted++
		}
		r.removals = append(r.removals, s.Removes...)
		facts = append(facts, taken...)
		held = append(held, waiting...)
	}
	if r.failed != nil {
		return nil, r.failed
	}
	return held, r.apply(facts, accepted)
}

// takeOne takes one statement: its facts, and what of it waits, if anything.
func (r *run) takeOne(s statement) (facts []stated, held []statement) {
	r.see(s.Statement)
	r.taker.spell(s.Statement)
	out, err := r.taker.take(s.Statement)
	switch {
	case errors.Is(err, errUnknown):
		s.unknown = err
		return nil, []statement{s}
	case err != nil:
		r.reject(s.Where, err.Error(), s.order)
		return nil, nil
	}
	for _, kind := range out.dropped {
		r.Drop(string(kind), 1)
	}
	if len(out.rest) == 0 {
		return out.facts, nil
	}
	rest := s.Statement
	rest.Facts = out.rest
	return out.facts, []statement{{Statement: rest, order: s.order}}
}

func (r *run) fail(err error) error {
	if r.failed == nil {
		r.failed = err
	}
	return r.failed
}

// lookUpEnds asks the store, at once, which nodes exist that the statements' edges join.
func (r *run) lookUpEnds(statements []statement) {
	clear(r.taker.exists)
	var ends []graph.Key
	for _, s := range statements {
		for _, fact := range s.Facts {
			from, to := fact.Key.Ends()
			for _, end := range []graph.Key{from, to} {
				if end != "" && isLookedUp(end) && !r.taker.said.exists(end) {
					ends = append(ends, end)
				}
			}
		}
	}
	r.lookUp(ends...)
}

// isLookedUp reports whether the taker does not know by itself if such a node exists.
func isLookedUp(node graph.Key) bool {
	switch node.Kind() {
	case graph.KindPerson, graph.KindSkill, graph.KindAccount:
		return false
	}
	return !IsReference(node)
}

func (r *run) lookUp(nodes ...graph.Key) {
	if len(nodes) == 0 || r.failed != nil {
		return
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	found, err := r.Store.Facts(r.ctx, graph.Brief, nodes...)
	if err != nil {
		_ = r.fail(fmt.Errorf("look up %d facts: %w", len(nodes), err))
		return
	}
	for _, node := range nodes {
		r.taker.exists[node] = false
	}
	for _, fact := range found {
		r.taker.exists[fact.Key] = true
	}
}
