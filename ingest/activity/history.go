package activity

import (
	"cmp"
	"hash/maphash"
	"math"
	"slices"
	"time"
)

// history is what a first reading finds out of likes, follows, memberships and acceptances, and
// of what was undone: so that the latest word counts, wherever in the file it stands. It holds
// 24 bytes for each, since a file may have millions; the odds that 64 bits of two meet are of
// no practical concern.
type history struct {
	seed   maphash.Seed
	events []event
	// undone says until when, in ms since 1970, a relation was taken back.
	undone map[uint64]int64
	// undoneByID says the same of activities that are named by their own id.
	undoneByID map[uint64]int64
	found      map[uint64]bool // those of them that are in the file
	// last is when a relation that was said or undone more than once was said last: never
	// where it was undone since.
	last map[uint64]int64
}

// event is that something was said; id is 0 where the activity has none.
type event struct {
	relation, id uint64
	at           int64
}

// relation is what an activity brings about: who likes, follows or joined what. That an answer
// is accepted does not depend on by whom.
type relation struct{ kind, actor, object string }

func acceptanceOf(id string) relation { return relation{kind: typeAccept, object: id} }

func (a activity) relation() relation {
	if a.Type == typeAccept {
		return acceptanceOf(a.Object.ID)
	}
	return relation{a.Type, a.Actor.ID, a.Object.ID}
}

// activityID names an activity of an actor: nobody undoes what somebody else did.
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
	said := event{relation: h.hash(a.relation()), at: a.at.UnixMilli()}
	if a.ID != "" {
		said.id = h.hashID(a.Actor.ID, a.ID)
	}
	h.events = append(h.events, said)
}

// undo notes that something was taken back as of a time; without one, as of now.
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

// conclude decides what was said last, once everything was read.
func (h *history) conclude() {
	for _, said := range h.events {
		if until, undone := h.undoneByID[said.id]; undone && said.id != 0 {
			h.found[said.id] = true
			raise(h.undone, said.relation, until)
		}
	}
	slices.SortFunc(h.events, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.relation, b.relation), cmp.Compare(a.at, b.at))
	})
	for i, said := range h.events {
		until, undone := h.undone[said.relation]
		repeated := i > 0 && h.events[i-1].relation == said.relation
		switch {
		case undone && said.at <= until:
			h.last[said.relation] = never
		case undone || repeated:
			h.last[said.relation] = said.at
		}
	}
	h.events = nil
}

// stands reports whether an activity is the last word about its relation.
func (h *history) stands(a activity) bool {
	last, decided := h.last[h.hash(a.relation())]
	return !decided || last == a.at.UnixMilli()
}

// isUndone reports whether what was so at a time was taken back then or since.
func (h *history) isUndone(what relation, at time.Time) bool {
	until, undone := h.undone[h.hash(what)]
	return undone && at.UnixMilli() <= until
}
