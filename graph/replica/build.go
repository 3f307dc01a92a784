package replica

import (
	"cmp"
	"hash/maphash"
	"slices"

	"github.com/sachant/sachant/graph"
)

// builder makes a state of facts that come in key order.
type builder struct {
	*interner
	next  Snapshot
	slots draft[uint32]
	keys  draft[graph.Key]
	nodes draft[node]
	edges draft[edge]
}

func newBuilder(kinds kinds) *builder {
	fresh := &builder{interner: newInterner(), next: Snapshot{kinds: kinds, seed: maphash.MakeSeed(), walks: newWalks(), levels: newLevels(), numbering: new(byte)}}
	fresh.slots, fresh.keys = fresh.next.slots.edit(), fresh.next.keys.edit()
	fresh.nodes, fresh.edges = fresh.next.nodes.edit(), fresh.next.edges.edit()
	return fresh
}

// edit makes a builder of what is to follow a state.
func (r *Replica) edit(shown *Snapshot) *builder {
	return &builder{
		interner: r.intern, next: *shown,
		slots: shown.slots.edit(), keys: shown.keys.edit(), nodes: shown.nodes.edit(), edges: shown.edges.edit(),
	}
}

// add takes the next fact.
func (b *builder) add(fact graph.Fact) error {
	if fact.Key.IsEdge() {
		b.edges.add(b.edgeOf(fact))
		return nil
	}
	number := b.number(fact.Key)
	b.put(number, fact)
	b.next.order = append(b.next.order, number)
	return nil
}

func (b *builder) put(number uint32, fact graph.Fact) {
	node := b.nodes.change(number)
	node.origin, node.moment = b.text(fact.Origin), b.moment(fact)
	b.putValue(node, b.next.kinds.number[fact.Value.Kind()], fact.Value)
}

func (b *builder) edgeOf(fact graph.Fact) edge {
	from, to := fact.Key.Ends()
	return edge{
		from: b.number(from), to: b.number(to), tag: b.text(fact.Key.Tag()),
		about: b.about(b.next.kinds.number[fact.Key.Kind()], fact), value: b.pack(fact.Value),
	}
}

// number is that of a node, a new one where it has none.
func (b *builder) number(key graph.Key) uint32 {
	b.next.slots, b.next.keys = b.slots.pages, b.keys.pages
	if number, known := b.next.find(key); known {
		return number
	}
	number := b.keys.add(key)
	b.nodes.add(node{})
	if 2*b.keys.length > b.slots.length {
		b.grow()
	} else {
		b.place(number)
	}
	return number
}

// grow makes the hash table larger, so that at least half of it stays free.
func (b *builder) grow() {
	b.slots = pages[uint32]{}.edit()
	size := uint32(2 * pageLength)
	for size < 4*b.keys.length {
		size *= 2
	}
	for range size {
		b.slots.add(0)
	}
	for number := range b.keys.length {
		b.place(number)
	}
}

func (b *builder) place(number uint32) {
	mask := b.slots.length - 1
	i := uint32(maphash.String(b.next.seed, string(*b.keys.at(number)))) & mask
	for *b.slots.at(i) != 0 {
		i = (i + 1) & mask
	}
	*b.slots.change(i) = number + 1
}

// finish lists the edges at each node and gives the state.
func (b *builder) finish(revision int64) *Snapshot {
	b.next.ordered = b.edges.length
	b.loaded()
	b.pause(revision)
	b.orderRest()
	b.listOut()
	b.listInto()
	return b.pause(revision)
}

// orderRest puts nodes in order that edges name and nothing describes, so that all nodes are in order that
// have a number by now. A store has none such.
func (b *builder) orderRest() {
	if uint32(len(b.next.order)) == b.nodes.length {
		return
	}
	b.next.order = b.next.order[:0]
	for number := range b.nodes.length {
		b.next.order = append(b.next.order, number)
	}
	slices.SortFunc(b.next.order, func(x, y uint32) int { return cmp.Compare(*b.keys.at(x), *b.keys.at(y)) })
}

// pause gives the state as far as it is built.
func (b *builder) pause(revision int64) *Snapshot {
	b.next.slots, b.next.keys, b.next.nodes, b.next.edges = b.slots.pages, b.keys.pages, b.nodes.pages, b.edges.pages
	b.next.texts, b.next.moments, b.next.values, b.next.revision = b.texts, b.moments, b.values, revision
	b.next.declares, b.next.shapes, b.next.standings, b.next.sources = b.declares, b.shapes, b.standings, b.sources
	done := b.next
	return &done
}

// listOut relies on key order, in which the edges that leave a node stand together, kind by kind.
func (b *builder) listOut() {
	all := make([]edgeEntry, b.edges.length)
	for i := range b.edges.length {
		all[i] = entryOf(b.edges.at(i).kind(), i)
	}
	for start := uint32(0); start < b.edges.length; {
		from, end := b.edges.at(start).from, start+1
		for end < b.edges.length && b.edges.at(end).from == from {
			end++
		}
		b.nodes.change(from).out = all[start:end:end]
		start = end
	}
}

// listInto sorts entries as numbers: kind by kind, and of each kind in key order.
func (b *builder) listInto() {
	ends := make([]uint32, b.nodes.length+1) // where each node's part begins
	for i := range b.edges.length {
		ends[b.edges.at(i).to+1]++
	}
	for i := range b.nodes.length {
		ends[i+1] += ends[i]
	}
	all := make([]incoming, b.edges.length)
	filled := slices.Clone(ends)
	for i := range b.edges.length {
		to := b.edges.at(i).to
		all[filled[to]] = b.nearOf(i)
		filled[to]++
	}
	for number := range b.nodes.length {
		if part := all[ends[number]:ends[number+1]:ends[number+1]]; len(part) > 0 {
			slices.SortFunc(part, func(x, y incoming) int { return cmp.Compare(x.edgeEntry, y.edgeEntry) })
			b.nodes.change(number).into = part
		}
	}
}
