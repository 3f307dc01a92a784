package replica

import (
	"hash/maphash"

	"github.com/sachant/sachant/graph"
)

// interner numbers what repeats. It only ever appends to its tables, so snapshots may hold them as
// long as they were.
type interner struct {
	tables
	kinds         kinds
	textNumber    map[string]uint32
	momentNumber  map[int64]uint32
	sourceNumber  map[source]uint32
	summaryNumber map[packedSummary]uint32
	seed          maphash.Seed
	recentValues  []recentValue
	recentDeclare []uint32 // numbers of recent declarations, and 1
}

// recentValue is a value that was packed lately, and its number.
type recentValue struct {
	value  graph.Value
	packed packedValue
}

// recentValueSlots is how many values of edges are compared with new ones, and recentDeclareSlots how
// many declarations: an interview's levels and days repeat, but years later.
const (
	recentValueSlots   = 1 << 14
	recentDeclareSlots = 1 << 17
)

func newInterner(kinds kinds) *interner {
	return &interner{
		tables: tables{texts: []string{""}, levels: newLevels()}, kinds: kinds,
		textNumber: map[string]uint32{"": 0}, momentNumber: map[int64]uint32{}, sourceNumber: map[source]uint32{},
		summaryNumber: map[packedSummary]uint32{},
		seed:          maphash.MakeSeed(), recentValues: make([]recentValue, recentValueSlots), recentDeclare: make([]uint32, recentDeclareSlots),
	}
}

func (n *interner) text(text string) uint32 { return intern(n.textNumber, &n.texts, text, text) }

func (n *interner) moment(fact graph.Fact) uint32 {
	return intern(n.momentNumber, &n.moments, fact.Revision, moment{fact.Revision, fact.At})
}

// source returns the number of a source; most often it is the last one.
func (n *interner) source(from source) uint32 {
	if last := len(n.sources) - 1; last >= 0 && n.sources[last] == from {
		return uint32(last)
	}
	return intern(n.sourceNumber, &n.sources, from, from)
}

func (n *interner) sourceOf(fact graph.Fact) uint32 {
	return n.source(source{n.text(fact.Origin), n.moment(fact)})
}

// intern returns the number of an element in a table, to which it appends it where it has none.
func intern[K comparable, T any](numbers map[K]uint32, table *[]T, key K, element T) uint32 {
	number, known := numbers[key]
	if !known {
		number = uint32(len(*table))
		*table = append(*table, element)
		numbers[key] = number
	}
	return number
}
