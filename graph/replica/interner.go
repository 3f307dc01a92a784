package replica

import (
	"hash/maphash"
	"reflect"
	"time"

	"github.com/sachant/sachant/graph"
)

// interner numbers texts and moments, and shares values that repeat. It only ever appends, so
// states may hold its lists as long as they were.
type interner struct {
	texts                       []string
	textNumber                  map[string]uint32
	moments                     []moment
	momentOf                    map[int64]uint32
	sources                     []source
	sourceNumber                map[source]uint32
	comparable                  map[graph.Kind]bool
	empty                       map[graph.Kind]graph.Value
	seed                        maphash.Seed
	values                      []graph.Value
	recent                      []met
	declares                    []packedDeclaration
	declared                    []uint32 // numbers of declarations that came lately, and 1
	shapes, standings           []packedSummary
	shapeNumber, standingNumber map[packedSummary]uint32
}

// met is a value that came lately, and its number.
type met struct {
	value  graph.Value
	number uint64
}

// remembered is how many values of edges are looked back on: as many as a graph has days, since
// a like that knows its day and nothing else is the value that repeats most.
const remembered = 1 << 14

// rememberedInLoading is how many declarations are looked back on while all of them come: an
// interview's levels and days repeat, but years later.
const rememberedInLoading = 1 << 17

// loaded lets go of what only helps while everything comes.
func (n *interner) loaded() { n.declared = make([]uint32, remembered) }

func newInterner() *interner {
	fresh := &interner{
		texts: []string{""}, textNumber: map[string]uint32{"": 0},
		momentOf: map[int64]uint32{}, sourceNumber: map[source]uint32{}, comparable: map[graph.Kind]bool{}, empty: map[graph.Kind]graph.Value{},
		seed: maphash.MakeSeed(), recent: make([]met, remembered), declared: make([]uint32, rememberedInLoading),
		shapeNumber: map[packedSummary]uint32{}, standingNumber: map[packedSummary]uint32{},
	}
	for _, value := range graph.Values() {
		fresh.comparable[value.Kind()] = reflect.TypeOf(value).Comparable()
		fresh.empty[value.Kind()] = value
	}
	return fresh
}

func (n *interner) text(text string) uint32 {
	number, known := n.textNumber[text]
	if !known {
		number = uint32(len(n.texts))
		n.texts = append(n.texts, text)
		n.textNumber[text] = number
	}
	return number
}

func (n *interner) moment(fact graph.Fact) uint32 {
	number, known := n.momentOf[fact.Revision]
	if !known {
		number = uint32(len(n.moments))
		n.moments = append(n.moments, moment{fact.Revision, fact.At})
		n.momentOf[fact.Revision] = number
	}
	return number
}

// about is the kind of an edge, with its source.
func (n *interner) about(kind uint8, fact graph.Fact) edgeEntry {
	return entryOf(kind, n.source(source{n.text(fact.Origin), n.moment(fact)}))
}

func (n *interner) source(from source) uint32 {
	if last := len(n.sources) - 1; last >= 0 && n.sources[last] == from {
		return uint32(last)
	}
	number, known := n.sourceNumber[from]
	if !known {
		number = uint32(len(n.sources))
		n.sources = append(n.sources, from)
		n.sourceNumber[from] = number
	}
	return number
}

// packedValue is the value of an edge without a pointer in it, so that millions of edges are nothing
// to the garbage collector: a time, of what has nothing else, or the number of a value.
type packedValue uint64

// numbered marks numbers of values, inShort those of declarations; the rest are times in ms since
// year 1, 0 for none, those of answers marked where they are accepted. What says nothing is 0.
const (
	numbered   = 1 << 63
	inShort    = 1 << 62
	isAccepted = 1 << 61
)

// pack keeps the value of an edge; an equal one that came lately is kept once.
func (n *interner) pack(value graph.Value) packedValue {
	switch value := value.(type) {
	case graph.Likes:
		if stamp, fits := stampOf(value.At); fits {
			return stamp
		}
	case graph.Follows:
		if stamp, fits := stampOf(value.At); fits {
			return stamp
		}
	case graph.Answers:
		if stamp, fits := stampOf(value.AcceptedAt); fits {
			if value.Accepted {
				stamp |= isAccepted
			}
			return stamp
		}
	case graph.Declares:
		if short, fits := n.packDeclaration(value); fits {
			return n.declare(short)
		}
	}
	if !n.comparable[value.Kind()] {
		return n.add(value)
	}
	if value == n.empty[value.Kind()] {
		return 0
	}
	place := &n.recent[maphash.Comparable(n.seed, value)%remembered]
	if place.value != value {
		*place = met{value, uint64(n.add(value))}
	}
	return packedValue(place.number)
}

func (n *interner) add(value graph.Value) packedValue {
	n.values = append(n.values, value)
	return packedValue(len(n.values)-1) | numbered
}

// stampOf is a time that a store kept: in UTC, in whole ms, and not before year 1.
func stampOf(at time.Time) (stamp packedValue, fits bool) {
	since := at.UnixMilli() - time.Time{}.UnixMilli()
	return packedValue(since), since >= 0 && timeOf(packedValue(since)) == at
}

func timeOf(stamp packedValue) time.Time {
	return time.UnixMilli(int64(stamp) + time.Time{}.UnixMilli()).UTC()
}

// valueOf is the value of an edge.
func (s *Snapshot) valueOf(edge *edge) graph.Value {
	switch {
	case edge.value&numbered != 0:
		return s.values[edge.value&^numbered]
	case edge.value&inShort != 0:
		return s.declares[edge.value&^inShort].whole(s)
	}
	switch s.kinds.names[edge.kind()] {
	case graph.KindLikes:
		return graph.Likes{At: timeOf(edge.value)}
	case graph.KindAnswers:
		return graph.Answers{Accepted: edge.value&isAccepted != 0, AcceptedAt: timeOf(edge.value &^ isAccepted)}
	case graph.KindFollows:
		return graph.Follows{At: timeOf(edge.value)}
	}
	return s.kinds.empty[edge.kind()]
}
