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
	values   []graph.Value // of edges, by number
	order    []uint32      // the first nodes, in key order; those numbered later are not in it
	ordered  uint32        // edges with smaller numbers are numbered in key order
	dead     uint32        // edges that no list holds any more
	walks    *walks
	behind   graph.Reader // what has the long texts
}

// node is a fact and the edges at it, both lists by kind and then key. One without a value
// does not exist: it was deleted, or an edge that names it came first.
type node struct {
	value          graph.Value
	out, into      []uint32
	moment, origin uint32
	kind           uint8
}

type edge struct {
	value                         held
	from, to, tag, origin, moment uint32
	kind                          uint8
}

// moment is when a fact was committed; every fact of a commit has the same.
type moment struct {
	revision int64
	at       time.Time
}

// kinds numbers the kinds of facts in the order of their names.
type kinds struct {
	names  []graph.Kind
	number map[graph.Kind]uint8
	long   []bool // whether facts of the kind have long fields
	copies []copier
}

func newKinds() kinds {
	found := kinds{names: graph.Kinds(), number: map[graph.Kind]uint8{}}
	slices.Sort(found.names)
	found.long, found.copies = make([]bool, len(found.names)), make([]copier, len(found.names))
	for i, name := range found.names {
		found.number[name] = uint8(i)
	}
	for _, value := range graph.Values() {
		number := found.number[value.Kind()]
		found.long[number], found.copies[number] = value.Kind().HasLong(), newCopier(value)
	}
	return found
}

// hasLong reports whether a fact has long fields.
func (k kinds) hasLong(fact graph.Fact) bool { return k.long[k.number[fact.Value.Kind()]] }

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
	edges = edges[s.before(edges, int(kind)):]
	return edges[:s.before(edges, int(kind)+1)]
}

// fewEdges are looked through faster than they are searched.
const fewEdges = 12

// before is how many of a node's edges are of smaller kinds.
func (s *state) before(edges []uint32, kind int) int {
	if len(edges) > fewEdges {
		at, _ := slices.BinarySearchFunc(edges, kind, func(number uint32, kind int) int {
			return int(s.edges.at(number).kind) - kind
		})
		return at
	}
	for i, number := range edges {
		if int(s.edges.at(number).kind) >= kind {
			return i
		}
	}
	return len(edges)
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
	return s.fact(*s.keys.at(number), node.kind, node.value, node.origin, node.moment)
}

func (s *state) edgeFact(number uint32) graph.Fact {
	edge := s.edges.at(number)
	return s.fact("", edge.kind, s.valueOf(edge), edge.origin, edge.moment)
}

func (s *state) fact(key graph.Key, kind uint8, value graph.Value, origin, when uint32) graph.Fact {
	moment := s.moments[when]
	return graph.Fact{
		Key: key, Origin: s.texts[origin], Revision: moment.revision, At: moment.at,
		Value: s.kinds.copies[kind].copy(value),
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
