package activity

import (
	"cmp"
	"context"
	"hash/maphash"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/source"
)

// history is what the first pass collects of likes, follows, memberships and acceptances, and of what was undone:
// so that the latest counts, wherever in the file it stands. It holds hashes, 24 bytes for each, since a file
// may have millions; the odds that 64 bits of two are the same are negligible.
type history struct {
	seed   maphash.Seed
	events []event
	// undone holds until when, in ms since 1970, a relation was undone.
	undone map[uint64]int64
	// undoneByID holds the same of activities that are named by their own id.
	undoneByID map[uint64]int64
	found      map[uint64]bool // those of them that are in the file
	// last is when a relation that occurs more than once, or was undone, was made last: never
	// where it was undone since.
	last map[uint64]int64
}

// event is one activity; id is 0 where it has none.
type event struct {
	relation, id uint64
	at           int64
}

// relation is what an activity makes: who likes, follows, joined or accepted what.
type relation struct{ kind, actor, object string }

func (a activity) relation() relation { return relation{a.Type, a.Actor.ID, a.Object.ID} }

// activityID is the id of an activity with its actor, as nobody undoes what somebody else did.
type activityID struct{ actor, id string }

// never is before all times, always is after them.
const (
	never  = math.MinInt64
	always = math.MaxInt64
)

func newHistory() *history {
	return &history{seed: maphash.MakeSeed(), undone: map[uint64]int64{}, undoneByID: map[uint64]int64{},
		found: map[uint64]bool{}, last: map[uint64]int64{}}
}

func (h *history) hash(what relation) uint64 { return maphash.Comparable(h.seed, what) }

func (h *history) hashID(actor, id string) uint64 {
	return maphash.Comparable(h.seed, activityID{actor, id})
}

func (h *history) add(a activity) {
	e := event{relation: h.hash(a.relation()), at: a.at.UnixMilli()}
	if a.ID != "" {
		e.id = h.hashID(a.Actor.ID, a.ID)
	}
	h.events = append(h.events, e)
}

// undo notes an Undo: of everything until its time, or of everything where it has none.
func (h *history) undo(a activity) {
	until := int64(always)
	if !a.at.IsZero() {
		until = a.at.UnixMilli()
	}
	if what, named := a.undone(); named {
		raise(h.undone, h.hash(what), until)
	} else {
		raise(h.undoneByID, h.hashID(a.Actor.ID, a.Object.ID), until)
	}
}

func raise(times map[uint64]int64, of uint64, to int64) {
	if before, there := times[of]; !there || before < to {
		times[of] = to
	}
}

// conclude decides which activity of each relation counts, once everything was read.
func (h *history) conclude() {
	for _, e := range h.events {
		if until, undone := h.undoneByID[e.id]; undone && e.id != 0 {
			h.found[e.id] = true
			raise(h.undone, e.relation, until)
		}
	}
	slices.SortFunc(h.events, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.relation, b.relation), cmp.Compare(a.at, b.at))
	})
	for i, e := range h.events {
		until, undone := h.undone[e.relation]
		repeated := i > 0 && h.events[i-1].relation == e.relation
		switch {
		case undone && e.at <= until:
			h.last[e.relation] = never
		case undone || repeated:
			h.last[e.relation] = e.at
		}
	}
	h.events = nil
}

// holds reports whether an activity is the latest about its relation.
func (h *history) holds(a activity) bool {
	last, decided := h.last[h.hash(a.relation())]
	return !decided || last == a.at.UnixMilli()
}

// isUndone reports whether a relation made at a time was undone then or since.
func (h *history) isUndone(what relation, at time.Time) bool {
	until, undone := h.undone[h.hash(what)]
	return undone && at.UnixMilli() <= until
}

// contains reports whether the file has the activity that an Undo names by its id.
func (h *history) contains(actor, id string) bool { return h.found[h.hashID(actor, id)] }

// undone returns the relation that an Undo takes back; named is false where it names an activity by its id.
func (a activity) undone() (what relation, named bool) {
	inner := a.Object
	if a.Type == typeLeave {
		return relation{typeJoin, a.Actor.ID, inner.ID}, true
	}
	if inner.Object.idOrEmpty() == "" {
		return relation{}, false
	}
	return relation{inner.Type, a.Actor.ID, inner.Object.ID}, true
}

// deferredRelations are the likes and follows that hold, emitted after all else and actor by actor. A file has
// millions of them in the order of time, so that each is by somebody else: a store, which keeps the edges of a
// person together, would rewrite the pages of nearly everybody with each commit.
type deferredRelations struct {
	relations []deferredRelation
	ids       internedIDs
}

// deferredRelation has no pointers, so that the garbage collector passes millions of them over.
type deferredRelation struct {
	at            int64 // ms since 1970
	actor, object int32 // see [internedIDs]
	line          int32
	isFollow      bool
}

// internedIDs numbers ids in the order in which they are first met.
type internedIDs struct {
	numbers map[string]int32
	ids     []string
}

func (n *internedIDs) number(id string) int32 {
	number, ok := n.numbers[id]
	if !ok {
		id = strings.Clone(id)
		number = int32(len(n.ids))
		n.ids, n.numbers[id] = append(n.ids, id), number
	}
	return number
}

// deferredSize stands for a deferred relation in the reader's progress: about the bytes of its line.
const deferredSize = 128

func newDeferredRelations() *deferredRelations {
	return &deferredRelations{ids: internedIDs{numbers: map[string]int32{}}}
}

func (d *deferredRelations) add(line int, a activity) {
	d.relations = append(d.relations, deferredRelation{
		at: a.at.UnixMilli(), actor: d.ids.number(a.Actor.ID), object: d.ids.number(a.Object.ID), line: int32(line), isFollow: a.Type == typeFollow,
	})
}

// emitDeferred emits the deferred relations.
func (t *translator) emitDeferred(ctx context.Context, progress *source.Progress) error {
	slices.SortFunc(t.deferred.relations, func(a, b deferredRelation) int {
		return cmp.Or(cmp.Compare(a.actor, b.actor), cmp.Compare(a.line, b.line))
	})
	for i, each := range t.deferred.relations {
		statement := ingest.Statement{Where: t.where(int(each.line)), Columns: t.columns, Lenient: true, Facts: []graph.Fact{t.relationOf(each)}}
		if err := t.sink.Emit(statement); err != nil {
			return err
		}
		if i%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		progress.Report(t.sink, int64(i+1)*deferredSize)
	}
	return nil
}

func (t *translator) relationOf(r deferredRelation) graph.Fact {
	ids := t.deferred.ids.ids
	actor, object, at := t.Person(ids[r.actor]), ids[r.object], time.UnixMilli(r.at).UTC()
	if r.isFollow {
		return graph.Edge(actor, "", t.Person(object), "", graph.Follows{At: at})
	}
	return graph.Edge(actor, "", t.Contribution(object), "", graph.Likes{At: at})
}
