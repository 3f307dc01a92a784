package memory

import (
	"hash/maphash"
	"reflect"

	"github.com/sachant/sachant/graph"
)

// interner numbers texts and moments, and shares values that repeat. It only ever appends, so
// states may hold its lists as long as they were.
type interner struct {
	texts      []string
	textNumber map[string]uint32
	moments    []moment
	momentOf   map[int64]uint32
	comparable map[graph.Kind]bool
	seed       maphash.Seed
	recent     []graph.Value
}

// remembered is how many values of edges are looked back on: as many as a graph has days, since
// a like that knows its day and nothing else is the value that repeats most.
const remembered = 1 << 14

func newInterner() *interner {
	fresh := &interner{
		texts: []string{""}, textNumber: map[string]uint32{"": 0},
		momentOf: map[int64]uint32{}, comparable: map[graph.Kind]bool{},
		seed: maphash.MakeSeed(), recent: make([]graph.Value, remembered),
	}
	for _, value := range graph.Values() {
		fresh.comparable[value.Kind()] = reflect.TypeOf(value).Comparable()
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

// value is an equal value, one that is held already where there was one lately.
func (n *interner) value(value graph.Value) graph.Value {
	if !n.comparable[value.Kind()] {
		return value
	}
	place := &n.recent[maphash.Comparable(n.seed, value)%remembered]
	if *place != value {
		*place = value
	}
	return *place
}
