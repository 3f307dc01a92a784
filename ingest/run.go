package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// run is one import under way. It takes what the listener heard, in parts and in order, while the
// reader reads on, and has the applier apply what comes of it.
type run struct {
	Import
	notes
	sink     *reportingSink
	stager   stager
	previous *previousFacts
	applier  *applier
	inFlight chan applied // where the chunk that is being applied ends; nil where none is
	ctx      context.Context
	report   Report
	err      error // why nothing more is taken

	before   int // people present in this source when the run began
	staged   []stagedFact
	accepted int // statements that they are of
	deferred []sequenced
	foreign  map[graph.Kind]int // facts of other sources, left as they are
	removals []Removal

	sawAccount bool
	progress   *progressReporter
}

// read lets the reader read, and takes what it says meanwhile. It returns the reader's error.
func (r *run) read(reader Reader) error {
	go func() {
		defer close(r.sink.done)
		for part := range r.sink.batches {
			if r.stageBatch(part) != nil {
				return
			}
		}
	}()
	err := reader.Read(r.ctx, r.sink)
	close(r.sink.batches)
	<-r.sink.done
	if r.sink.err != nil {
		_ = r.fail(r.sink.err)
	}
	return err
}

// markSeen notes that the accounts of a statement exist, whatever becomes of it.
func (r *run) markSeen(said Statement) {
	for _, fact := range said.Facts {
		value, ok := fact.Value.(graph.Account)
		if !ok || value.Source != r.Source {
			continue
		}
		r.sawAccount = true
		known := r.stager.people.account(fact.Key)
		if !known.seen {
			known.seen, known.where = true, said.Where
		}
		known.Source, known.Roster = value.Source, value.Roster
	}
}

// stageBatch decides about statements, and remembers those that have to wait.
func (r *run) stageBatch(statements []sequenced) error {
	held, err := r.stage(statements)
	r.deferred = append(r.deferred, held...)
	return err
}

// stage takes statements in their order, has their facts committed once they fill a chunk, and
// returns those that name something which may yet be described.
func (r *run) stage(statements []sequenced) (held []sequenced, err error) {
	if err := r.ctx.Err(); err != nil {
		return nil, r.fail(context.Cause(r.ctx))
	}
	if err := r.previous.follow(r.ctx, r.Store, r.stager.facts); err != nil {
		return nil, r.fail(err)
	}
	r.lookUpEndpoints(statements)
	for _, s := range statements {
		taken, waiting := r.stageOne(s)
		if len(taken)+len(s.Removes) > 0 {
			r.accepted++
		}
		r.removals = append(r.removals, s.Removes...)
		r.staged = append(r.staged, taken...)
		held = append(held, waiting...)
	}
	if r.err != nil {
		return nil, r.err
	}
	if len(r.staged) < r.Chunk {
		return held, nil
	}
	return held, r.apply()
}

// stageOne takes one statement: its facts, and what of it waits, if anything.
func (r *run) stageOne(s sequenced) (facts []stagedFact, held []sequenced) {
	r.markSeen(s.Statement)
	r.stager.noteDescriptions(s.Statement)
	out, err := r.stager.stage(s.Statement)
	switch {
	case errors.Is(err, errUnresolved):
		s.cause = err
		return nil, []sequenced{s}
	case err != nil:
		r.reject(s.Where, err.Error(), s.order)
		return nil, nil
	}
	for _, kind := range out.dropped {
		r.drop(string(kind), 1)
	}
	if len(out.rest) == 0 {
		return out.facts, nil
	}
	rest := s.Statement
	rest.Facts = out.rest
	return out.facts, []sequenced{{Statement: rest, order: s.order}}
}

func (r *run) fail(err error) error {
	if r.err == nil {
		r.err = err
	}
	return r.err
}

// lookUpEndpoints asks the store, at once, which nodes exist that the statements' edges join.
func (r *run) lookUpEndpoints(statements []sequenced) {
	clear(r.stager.exists)
	var ends []graph.Key
	for _, s := range statements {
		for _, fact := range s.Facts {
			from, to := fact.Key.Ends()
			for _, end := range []graph.Key{from, to} {
				if end != "" && isLookedUp(end) && !r.stager.facts.exists(end) {
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
	if len(nodes) == 0 || r.err != nil {
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
		r.stager.exists[node] = false
	}
	for _, fact := range found {
		r.stager.exists[fact.Key] = true
	}
}
