package replica

import (
	"cmp"
	"hash/maphash"
	"reflect"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// Snapshot is the graph as of one revision, by keys and by node ids. It never changes and is safe for
// use by many goroutines.
type Snapshot struct {
	tables
	kinds    kinds
	revision int64
	seed     maphash.Seed
	slots    pages[uint32]    // a hash table: a node's number + 1, or 0
	keys     pages[graph.Key] // of nodes, by number
	nodes    pages[node]
	edges    pages[edge]
	order    []uint32 // the first nodes, in key order; those with larger numbers came later
	ordered  uint32   // edges with smaller numbers are numbered in key order
	dead     uint32   // edges that no list holds any more
	paths    *cache[pathKey, path]
	// acceptances and replies are those of people, by number.
	acceptances *cache[uint32, graph.Acceptance]
	replies     *cache[uint32, graph.Reply]
	// numbering is the same for snapshots in which numbers stand for the same nodes.
	numbering *byte
	replica   *Replica // reads the long texts
}

// tables hold by number what repeats. The interner appends to them; snapshots share them as long as they were.
type tables struct {
	texts     []string // tags, origins, languages, words
	moments   []moment
	sources   []source      // of edges
	values    []graph.Value // of edges
	declares  []packedDeclaration
	summaries []packedSummary
	levels    *[levelCount]graph.Level
}

// moment is when a fact was committed; every fact of a commit has the same.
type moment struct {
	revision int64
	at       time.Time
}

// source says where a fact came from and when it was committed. Thousands of a commit have the same.
type source struct{ origin, moment uint32 }

// node is a fact and the edges at it, both lists by kind and then key. One without a value does not
// exist: it was deleted, or an edge that names it came first.
type node struct {
	value          graph.Value
	out            []outgoing
	into           []incoming
	moment, origin uint32
	// What a [graph.ContributionSummary] holds stands beside the value, which lies elsewhere in memory. Its
	// type is an index into contributionTypes, 0 for any other.
	publishedOn      graph.Day
	kind             uint16
	contributionType uint8
	hasTallies       bool
	// What a [graph.AuthoredContribution] holds besides: numbers of nodes and 1, 0 for none, the payload of the edge to
	// the question, and how many likes there are. The lists of edges hold all of it, each in another place of memory.
	author, question uint32
	answers          payload
	likes            uint32
}

// severalAuthors stands for more authors than one.
const severalAuthors = ^uint32(0)

// edge is 24 bytes without a pointer in it, which the garbage collector need not look at.
type edge struct {
	value                 packedValue // with the kind in its upper bits
	from, to, tag, source uint32
}

func (e *edge) kind() uint8 { return uint8(e.value >> kindShift) }

// maxEdges bounds the numbers of edges, and maxNodes those of nodes: 28 bits each, so that an
// incoming entry has room for a kind. That is a company of two million people, in 8 GB.
const (
	maxEdges   = 1 << 28
	maxNodes   = 1 << 28
	numberMask = 1<<28 - 1
)

// outgoing is the number of an edge in the list of the node that it leaves. Such edges stand side by
// side, so their kind is read from the edge.
type outgoing uint32

func (o outgoing) edge() uint32 { return uint32(o) }

// incoming is an edge in the list of the node to which it leads, with all that most readers of the list
// need: those edges are scattered in memory. The eight bits of the kind stand above the two numbers.
type incoming struct {
	kindHighAndEdge uint32
	kindLowAndFrom  uint32
	payload         payload
}

func newIncoming(kind uint8, edge, from uint32, payload payload) incoming {
	return incoming{uint32(kind>>4)<<28 | edge, uint32(kind&15)<<28 | from, payload}
}

func (i *incoming) kind() uint8 { return uint8(i.kindHighAndEdge>>28<<4 | i.kindLowAndFrom>>28) }

func (i *incoming) from() uint32 { return i.kindLowAndFrom & numberMask }

func (i incoming) edge() uint32 { return i.kindHighAndEdge & numberMask }

// payload is what an edge says, in 32 bits: the day of a like, a follow or an accepted answer, the
// index of the summary of a declaration and whether it is published, or else the index of its value.
type payload uint32

const (
	isValueIndex     payload = 1 << 31
	isAcceptance     payload = 1 << 30
	isPublishedIndex payload = 1 << 30
)

// payloadKind is what the payloads of a kind of edges say.
type payloadKind uint8

const (
	saysNothing payloadKind = iota
	saysDay
	saysSummary
)

func (t *tables) payloadOf(edge *edge) payload {
	value := edge.value & valueMask
	switch {
	case value&isIndex != 0:
		return isValueIndex | payload(value&^isIndex)
	case value&isDeclaration != 0:
		declared := &t.declares[value&^isDeclaration]
		if t.summaries[declared.summary].flags&isPublished != 0 {
			return isPublishedIndex | payload(declared.summary)
		}
		return payload(declared.summary)
	}
	packed, stamp := payload(0), value&^isAccepted
	if value != stamp {
		packed = isAcceptance
	}
	if stamp != 0 {
		packed |= payload(stamp/(24*60*60*1000)) + 1 // a [graph.Day]
	}
	return packed
}

// kinds numbers the kinds of facts, those of edges first, in the order of their names.
type kinds struct {
	names  []graph.Kind
	edges  int // how many are kinds of edges
	number map[graph.Kind]uint16
	long   []bool // whether facts of the kind have long fields
	copies []copier
	empty  []graph.Value // of each kind
	equals []bool        // whether values of the kind can be compared by ==
	says   []payloadKind // what the payload of such an edge is
}

// maxEdgeKinds is how many kinds of edges an [edge] tells apart.
const maxEdgeKinds = 1 << 8

func newKinds() kinds {
	found := kinds{names: graph.Kinds(), number: map[graph.Kind]uint16{}}
	slices.SortFunc(found.names, func(a, b graph.Kind) int {
		switch {
		case a.IsEdge() == b.IsEdge():
			return cmp.Compare(a, b)
		case a.IsEdge():
			return -1
		}
		return 1
	})
	found.empty, found.equals = make([]graph.Value, len(found.names)), make([]bool, len(found.names))
	found.long, found.copies = make([]bool, len(found.names)), make([]copier, len(found.names))
	found.says = make([]payloadKind, len(found.names))
	for i, name := range found.names {
		found.number[name] = uint16(i)
		switch name {
		case graph.KindLikes, graph.KindFollows, graph.KindAnswers:
			found.says[i] = saysDay
		case graph.KindDeclares:
			found.says[i] = saysSummary
		}
		if name.IsEdge() {
			found.edges++
		}
	}
	if found.edges > maxEdgeKinds {
		panic("a replica has no room for so many kinds of edges")
	}
	for _, value := range graph.Values() {
		number := found.number[value.Kind()]
		found.long[number], found.copies[number] = value.Kind().HasLong(), newCopier(value)
		found.empty[number], found.equals[number] = value, reflect.TypeOf(value).Comparable()
	}
	return found
}

// ofEdge is the number of a kind of edges.
func (k kinds) ofEdge(kind graph.Kind) (uint8, bool) {
	number, known := k.number[kind]
	return uint8(number), known && int(number) < k.edges
}

// find returns the number of a node, whether it exists or is only known by name.
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

// outgoing returns the edges of a kind that leave a node, in key order.
func (s *Snapshot) outgoing(number uint32, kind uint8) []outgoing {
	return s.outgoingOf(s.nodes.at(number), kind)
}

func (s *Snapshot) outgoingOf(node *node, kind uint8) []outgoing {
	return between(node.out, kind, func(one *outgoing) uint8 { return s.edges.at(one.edge()).kind() })
}

// incoming returns the edges of a kind that lead to a node, in key order.
func (s *Snapshot) incoming(number uint32, kind uint8) []incoming {
	return between(s.nodes.at(number).into, kind, (*incoming).kind)
}

// between returns the part of a list by kind that is of one kind.
func between[T any](list []T, kind uint8, kindOf func(*T) uint8) []T {
	start := firstOf(list, int(kind), kindOf)
	return list[start : start+firstOf(list[start:], int(kind)+1, kindOf)]
}

func firstOf[T any](list []T, kind int, kindOf func(*T) uint8) int {
	low, high := 0, len(list)
	for low < high {
		middle := (low + high) / 2
		if int(kindOf(&list[middle])) < kind {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// findEdge returns the number of an edge.
func (s *Snapshot) findEdge(key graph.Key) (uint32, bool) {
	fromKey, toKey := key.Ends()
	from, known := s.find(fromKey)
	kind, isEdge := s.kinds.ofEdge(key.Kind())
	if !known || !isEdge {
		return 0, false
	}
	tag, edges := key.Tag(), s.outgoing(from, kind)
	at, found := slices.BinarySearchFunc(edges, tag, func(one outgoing, tag string) int {
		edge := s.edges.at(one.edge())
		return compareTails(s.texts[edge.tag], *s.keys.at(edge.to), tag, toKey)
	})
	if !found {
		return 0, false
	}
	return edges[at].edge(), true
}
