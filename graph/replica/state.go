package replica

import (
	"cmp"
	"hash/maphash"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// Snapshot is the graph as of one revision. It does not change once it is shown.
type Snapshot struct {
	kinds     kinds
	revision  int64
	seed      maphash.Seed
	slots     pages[uint32]    // a hash table: a node's number + 1, or 0
	keys      pages[graph.Key] // of nodes, by number
	nodes     pages[node]
	edges     pages[edge]
	texts     []string // tags and origins, by number
	moments   []moment
	sources   []source      // of edges, by number
	values    []graph.Value // of edges, by number
	declares  []packedDeclaration // by number
	shapes    []packedSummary    // of standings, by number
	standings []packedSummary    // those that have a number
	levels    *[levelCount]graph.Level
	order     []uint32 // the first nodes, in key order; those with larger numbers came later
	ordered   uint32   // edges with smaller numbers are numbered in key order
	dead      uint32   // edges that no list holds any more
	walks     *pathCache
	// numbering is the same for states in which numbers stand for the same nodes.
	numbering *byte
	behind    graph.Reader // what has the long texts
}

// node is a fact and the edges at it, both lists by kind and then key. One without a value
// does not exist: it was deleted, or an edge that names it came first.
type node struct {
	value          graph.Value
	out            []edgeEntry
	into           []incoming
	moment, origin uint32
	// What a [graph.ContributionSummary] tells stands beside the value, which lies elsewhere: the type as a place
	// among the forms, 0 for any other.
	on         graph.Day
	kind, form uint8
	tallied    bool
}

// putValue gives a node its value.
func (b *builder) putValue(n *node, kind uint8, value graph.Value) {
	n.kind, n.value = kind, b.packNode(value)
	n.on, n.form, n.tallied = 0, 0, false
	if contribution, is := value.(graph.Contribution); is {
		short := contribution.Summary()
		n.on, n.form, n.tallied = short.On, formOf(short.Type), short.HasTallies
	}
}

// edgeEntry is an edge in a node's list: its kind, and below it its number. So the edges of a kind are
// found without a look at any edge.
type edgeEntry uint32

// mostEdges is how many edges can be numbered, beside sixteen kinds: what a company of two million
// people has, in 8 GB.
const mostEdges = 1 << 28

func entryOf(kind uint8, number uint32) edgeEntry { return edgeEntry(kind)*mostEdges | edgeEntry(number) }

func (e edgeEntry) edge() uint32 { return uint32(e % mostEdges) }

func (e edgeEntry) kind() uint8 { return uint8(e / mostEdges) }

// incoming is an entry in the list of edges that lead to a node, with all that most who go through it want
// to know: those edges are scattered, while those that leave a node stand side by side.
type incoming struct {
	edgeEntry
	from uint32
	said payload
}

// payload is what an edge says: the number of its value, the standing of its declaration, or the day of
// a like, a follow or an accepted answer.
type payload uint32

const (
	byNumber   payload = 1 << 31
	byStanding payload = 1 << 30
	accepted   payload = 1 << 29
)

func payloadOf(value packedValue, declares []packedDeclaration) payload {
	switch {
	case value&numbered != 0:
		return byNumber | payload(value&^numbered)
	case value&inShort != 0:
		return declares[value&^inShort].standing
	}
	what, at := payload(0), value&^isAccepted
	if value != at {
		what = accepted
	}
	if at != 0 {
		what |= payload(at/(24*60*60*1000)) + 1 // a [graph.Day]
	}
	return what
}

func (b *builder) nearOf(number uint32) incoming {
	edge := b.edges.at(number)
	return incoming{entryOf(edge.kind(), number), edge.from, payloadOf(edge.value, b.declares)}
}

type edge struct {
	value         packedValue
	from, to, tag uint32
	about         edgeEntry // its kind, and below it the number of its source
}

func (e *edge) kind() uint8 { return e.about.kind() }

// source is who stated a fact, and when it was committed. Thousands of a commit have the same.
type source struct{ origin, moment uint32 }

func (s *Snapshot) source(edge *edge) source { return s.sources[edge.about.edge()] }

// moment is when a fact was committed; every fact of a commit has the same.
type moment struct {
	revision int64
	at       time.Time
}

// kinds numbers the kinds of facts, those of edges first, in the order of their names.
type kinds struct {
	names  []graph.Kind
	number map[graph.Kind]uint8
	long   []bool // whether facts of the kind have long fields
	copies []copier
	empty  []graph.Value // of each kind
}

func newKinds() kinds {
	found := kinds{names: graph.Kinds(), number: map[graph.Kind]uint8{}}
	slices.SortFunc(found.names, func(a, b graph.Kind) int {
		switch {
		case a.IsEdge() == b.IsEdge():
			return cmp.Compare(a, b)
		case a.IsEdge():
			return -1
		}
		return 1
	})
	found.empty = make([]graph.Value, len(found.names))
	found.long, found.copies = make([]bool, len(found.names)), make([]copier, len(found.names))
	for i, name := range found.names {
		found.number[name] = uint8(i)
	}
	for _, value := range graph.Values() {
		number := found.number[value.Kind()]
		found.long[number], found.copies[number], found.empty[number] = value.Kind().HasLong(), newCopier(value), value
	}
	return found
}

// ofEdge is the number of a kind of edges.
func (k kinds) ofEdge(kind graph.Kind) (uint8, bool) {
	number, known := k.number[kind]
	return number, known && kind.IsEdge()
}

// hasLong reports whether a fact has long fields.
func (k kinds) hasLong(fact graph.Fact) bool { return k.long[k.number[fact.Value.Kind()]] }

// find is the number of a node, whether it exists or is only known by name.
func (s *Snapshot) find(key graph.Key) (number uint32, known bool) {
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

// listed is an entry of a list of edges, by kind and then key.
type listed interface {
	edgeEntry | incoming
	kind() uint8
	edge() uint32
}

// ofKind is the part of a node's edges that are of a kind.
func ofKind[T listed](entries []T, kind uint8) []T {
	entries = entries[before(entries, kind):]
	return entries[:before(entries, kind+1)]
}

// before is how many entries are of smaller kinds.
func before[T listed](entries []T, kind uint8) int {
	at, _ := slices.BinarySearchFunc(entries, kind, func(one T, kind uint8) int { return int(one.kind()) - int(kind) })
	return at
}

// findEdge is the number of an edge.
func (s *Snapshot) findEdge(key graph.Key) (uint32, bool) {
	fromKey, toKey := key.Ends()
	from, known := s.find(fromKey)
	kind, isEdge := s.kinds.ofEdge(key.Kind())
	if !known || !isEdge {
		return 0, false
	}
	tag := key.Tag()
	edges := ofKind(s.nodes.at(from).out, kind)
	at, found := slices.BinarySearchFunc(edges, tag, func(one edgeEntry, tag string) int {
		edge := s.edges.at(one.edge())
		return compareTails(s.texts[edge.tag], *s.keys.at(edge.to), tag, toKey)
	})
	if !found {
		return 0, false
	}
	return edges[at].edge(), true
}

func (s *Snapshot) nodeFact(number uint32) graph.Fact {
	node := s.nodes.at(number)
	return s.fact(*s.keys.at(number), node.kind, s.whole(node.value), node.origin, node.moment)
}

func (s *Snapshot) edgeFact(number uint32) graph.Fact {
	edge := s.edges.at(number)
	source := s.source(edge)
	return s.fact("", edge.kind(), s.valueOf(edge), source.origin, source.moment)
}

func (s *Snapshot) fact(key graph.Key, kind uint8, value graph.Value, origin, when uint32) graph.Fact {
	moment := s.moments[when]
	return graph.Fact{
		Key: key, Origin: s.texts[origin], Revision: moment.revision, At: moment.at,
		Value: s.kinds.copies[kind].copy(value),
	}
}

// appendKey writes the text of an edge's key.
func (s *Snapshot) appendKey(text []byte, number uint32) []byte {
	edge := s.edges.at(number)
	text = append(text, *s.keys.at(edge.from)...)
	text = append(append(text, " -"...), s.kinds.names[edge.kind()]...)
	if tag := s.texts[edge.tag]; tag != "" {
		text = append(append(append(text, '['), tag...), ']')
	}
	return append(append(text, "-> "...), *s.keys.at(edge.to)...)
}
