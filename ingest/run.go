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
	heard   *listener
	taker   taker
	earlier *earlier
	applier *applier
	under   chan applied // where the chunk that is being applied ends; nil where none is
	ctx     context.Context
	report  Report
	failed  error // why nothing more is taken

	before   int // people present in this source when the run began
	taken    []stated
	accepted int // statements that they are of
	held     []statement
	left     map[graph.Kind]int // facts of other sources, left as they are
	removals []Removal

	sawSomebody bool
	telling     *telling
}

// hear lets the reader read, and takes what it says meanwhile. It returns the reader's error.
func (r *run) hear(reader Reader) error {
	go func() {
		defer close(r.heard.ended)
		for part := range r.heard.parts {
			if r.take(part) != nil {
				return
			}
		}
	}()
	err := reader.Read(r.ctx, r.heard)
	close(r.heard.parts)
	<-r.heard.ended
	if r.heard.failed != nil {
		_ = r.fail(r.heard.failed)
	}
	return err
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

// take decides about statements, and remembers those that have to wait.
func (r *run) take(statements []statement) error {
	held, err := r.settle(statements)
	r.held = append(r.held, held...)
	return err
}

// settle takes statements in their order, has their facts committed once they fill a chunk, and
// returns those that name something which may yet be described.
func (r *run) settle(statements []statement) (held []statement, err error) {
	if err := r.ctx.Err(); err != nil {
		return nil, r.fail(context.Cause(r.ctx))
	}
	if err := r.earlier.follow(r.ctx, r.Store, r.taker.said); err != nil {
		return nil, r.fail(err)
	}
	r.lookUpEnds(statements)
	for _, s := range statements {
		taken, waiting := r.takeOne(s)
		if len(taken)+len(s.Removes) > 0 {
			r.accepted++
		}
		r.removals = append(r.removals, s.Removes...)
		r.taken = append(r.taken, taken...)
		held = append(held, waiting...)
	}
	if r.failed != nil {
		return nil, r.failed
	}
	if len(r.taken) < r.Chunk {
		return held, nil
	}
	return held, r.apply()
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
		r.drop(string(kind), 1)
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
