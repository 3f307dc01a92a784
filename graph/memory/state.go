package memory

import (
	"hash/maphash"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// state is the graph as of one revision. It does not change once it is shown.
type state struct {
	kinds    kinds
	revision int64
	seed     maphash.Seed
	slots    pages[uint32]    // a hash table: a node's number + 1, or 0
	keys     pages[graph.Key] // of nodes, by number
	nodes    pages[node]
	edges    pages[edge]
	texts    []string // tags and origins, by number
	moments  []moment
	order    []uint32 // the first nodes, in key order; those numbered later are not in it
	ordered  uint32   // edges with smaller numbers are numbered in key order
	dead     uint32   // edges that no list holds any more
}

// node is a fact and the edges at it, both lists by kind and then key. One without a value
// does not exist: it was deleted, or an edge that names it came first.
type node struct {
	value          graph.Value
	out, into      []uint32
	moment, origin uint32
}

type edge struct {
	value                         graph.Value
	from, to, tag, origin, moment uint32
	kind                          uint8
}

// moment is when a fact was committed; every fact of a commit has the same.
type moment struct {
	revision int64
	at       time.Time
}

// kinds numbers the kinds of edges in the order of their names.
type kinds struct {
	names  []graph.Kind
	number map[graph.Kind]uint8
	long   map[graph.Kind]bool // kinds of facts that have long fields
	copies map[graph.Kind]copier
}

func newKinds() kinds {
	found := kinds{number: map[graph.Kind]uint8{}, long: map[graph.Kind]bool{}, copies: map[graph.Kind]copier{}}
	for _, value := range graph.Values() {
		kind := value.Kind()
		found.long[kind], found.copies[kind] = kind.HasLong(), newCopier(value)
		if kind.IsEdge() {
			found.names = append(found.names, kind)
		}
	}
	slices.Sort(found.names)
	for i, name := range found.names {
		found.number[name] = uint8(i)
	}
	return found
}

// find is the number of a node, whether it exists or is only known by name.
func (s *state) find(key graph.Key) (number uint32, known bool) {
	if s.slots.length == 0 {
		return 0, false
	}
	mask := s.slots.length - 1
	for i := uint32(maphash.String(s.seed, string(key))) & mask; ; i = (i + 1) & mask {
		found := *s.slots.at(i)
		if found == 0 {
			return 0, false
		}
		if *s.keys.at(found - 1) == key {
			return found - 1, true
		}
	}
}

// edgesAt are the numbers of a node's edges in one direction.
func (s *state) edgesAt(number uint32, direction graph.Direction) []uint32 {
	if direction == graph.Into {
		return s.nodes.at(number).into
	}
	return s.nodes.at(number).out
}

// ofKind is the part of a node's edges that are of a kind.
func (s *state) ofKind(edges []uint32, kind uint8) []uint32 {
	search := func(kind int) int {
		at, _ := slices.BinarySearchFunc(edges, kind, func(number uint32, kind int) int {
			return int(s.edges.at(number).kind) - kind
		})
		return at
	}
	return edges[search(int(kind)):search(int(kind)+1)]
}

// findEdge is the number of an edge.
func (s *state) findEdge(key graph.Key) (uint32, bool) {
	fromKey, toKey := key.Ends()
	from, known := s.find(fromKey)
	kind, isEdge := s.kinds.number[key.Kind()]
	if !known || !isEdge {
		return 0, false
	}
	tag := key.Tag()
	edges := s.ofKind(s.nodes.at(from).out, kind)
	at, found := slices.BinarySearchFunc(edges, tag, func(number uint32, tag string) int {
		edge := s.edges.at(number)
		return compareTails(s.texts[edge.tag], *s.keys.at(edge.to), tag, toKey)
	})
	if !found {
		return 0, false
	}
	return edges[at], true
}

func (s *state) nodeFact(number uint32) graph.Fact {
	node := s.nodes.at(number)
	return s.fact(*s.keys.at(number), node.value, node.origin, node.moment)
}

func (s *state) edgeFact(number uint32) graph.Fact {
	edge := s.edges.at(number)
	return s.fact("", edge.value, edge.origin, edge.moment)
}

func (s *state) fact(key graph.Key, value graph.Value, origin, when uint32) graph.Fact {
	moment := s.moments[when]
	return graph.Fact{
		Key: key, Origin: s.texts[origin], Revision: moment.revision, At: moment.at,
		Value: s.kinds.copies[value.Kind()].copy(value),
	}
}

// appendKey writes the text of an edge's key.
func (s *state) appendKey(text []byte, number uint32) []byte {
	edge := s.edges.at(number)
	text = append(text, *s.keys.at(edge.from)...)
	text = append(append(text, " -"...), s.kinds.names[edge.kind]...)
	if tag := s.texts[edge.tag]; tag != "" {
		text = append(append(append(text, '['), tag...), ']')
	}
	return append(append(text, "-> "...), *s.keys.at(edge.to)...)
}
