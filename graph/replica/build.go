package replica

import (
	"cmp"
	"hash/maphash"
	"slices"

	"github.com/sachant/sachant/graph"
)

// builder makes a snapshot, of facts that come in key order or as a successor of another snapshot.
type builder struct {
	*interner
	next  Snapshot
	slots draft[uint32]
	keys  draft[graph.Key]
	nodes draft[node]
	edges draft[edge]
}

func newBuilder(kinds kinds) *builder {
	return edit(&Snapshot{
		kinds: kinds, seed: maphash.MakeSeed(), numbering: new(byte),
		paths: newCache[pathKey, path](maxCachedPaths), acceptances: newCache[uint32, graph.Acceptance](maxCachedAcceptances),
		replies: newCache[uint32, graph.Reply](maxCachedReplies),
	}, newInterner(kinds))
}

// edit returns a builder of the successor of a snapshot, whose tables are those of the interner.
func edit(before *Snapshot, intern *interner) *builder {
	return &builder{
		interner: intern, next: *before,
		slots: before.slots.edit(), keys: before.keys.edit(), nodes: before.nodes.edit(), edges: before.edges.edit(),
	}
}

// addFact adds the next fact in key order.
func (b *builder) addFact(fact graph.Fact) error {
	if fact.Key.IsEdge() {
		b.edges.add(b.edgeOf(fact))
		return nil
	}
	number := b.number(fact.Key)
	b.setNode(number, fact)
	b.next.order = append(b.next.order, number)
	return nil
}

func (b *builder) setNode(number uint32, fact graph.Fact) {
	node := b.nodes.change(number)
	node.origin, node.moment = b.text(fact.Origin), b.moment(fact)
	b.setValue(node, b.kinds.number[fact.Value.Kind()], fact.Value)
}

func (b *builder) edgeOf(fact graph.Fact) edge {
	from, to := fact.Key.Ends()
	return b.newEdge(b.number(from), b.number(to), fact.Key.Tag(), fact)
}

// newEdge makes an edge of a fact without looking at its key.
func (b *builder) newEdge(from, to uint32, tag string, fact graph.Fact) edge {
	return edge{
		from: from, to: to, tag: b.text(tag), source: b.sourceOf(fact),
		value: b.pack(uint8(b.kinds.number[fact.Value.Kind()]), fact.Value),
	}
}

func (b *builder) incomingOf(number uint32) incoming {
	edge := b.edges.at(number)
	return newIncoming(edge.kind(), number, edge.from, b.payloadOf(edge))
}

// number returns that of a node, a new one where it has none.
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
		b.insertSlot(number)
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
		b.insertSlot(number)
	}
}

func (b *builder) insertSlot(number uint32) {
	mask := b.slots.length - 1
	i := uint32(maphash.String(b.next.seed, string(*b.keys.at(number)))) & mask
	for *b.slots.at(i) != 0 {
		i = (i + 1) & mask
	}
	*b.slots.change(i) = number + 1
}

// finish lists the edges at each node and returns the snapshot.
func (b *builder) finish(revision int64) *Snapshot {
	b.next.ordered = b.edges.length
	b.orderAll()
	b.listOut()
	b.listInto()
	done := b.snapshot(revision)
	for number := range b.nodes.length {
		if node := b.nodes.at(number); node.kind == b.kinds.number[graph.KindContribution] {
			done.summarizeEdges(b.nodes.change(number))
		}
	}
	return b.snapshot(revision)
}

// orderAll puts all nodes in order where edges name some that no fact describes. A store has none such.
func (b *builder) orderAll() {
	if uint32(len(b.next.order)) == b.nodes.length {
		return
	}
	b.next.order = b.next.order[:0]
	for number := range b.nodes.length {
		b.next.order = append(b.next.order, number)
	}
	slices.SortFunc(b.next.order, func(x, y uint32) int { return cmp.Compare(*b.keys.at(x), *b.keys.at(y)) })
}

// snapshot returns the snapshot as far as it is built.
func (b *builder) snapshot(revision int64) *Snapshot {
	b.next.slots, b.next.keys, b.next.nodes, b.next.edges = b.slots.pages, b.keys.pages, b.nodes.pages, b.edges.pages
	b.next.tables, b.next.revision = b.tables, revision
	done := b.next
	return &done
}

// listOut relies on key order, in which the edges that leave a node stand together, kind by kind.
func (b *builder) listOut() {
	all := make([]outgoing, b.edges.length)
	for i := range all {
		all[i] = outgoing(i)
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

// listInto lists edges kind by kind, and those of each kind in key order.
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
		all[filled[to]] = b.incomingOf(i)
		filled[to]++
	}
	for number := range b.nodes.length {
		if part := all[ends[number]:ends[number+1]:ends[number+1]]; len(part) > 0 {
			slices.SortFunc(part, func(x, y incoming) int {
				return cmp.Or(cmp.Compare(x.kind(), y.kind()), cmp.Compare(x.edge(), y.edge()))
			})
			b.nodes.change(number).into = part
		}
	}
}

// pageLength is a compromise: a change copies a page, and a snapshot has a list of all pages.
const pageLength = 256

// pages is a long list in pages, which snapshots share until one of them changes a page.
type pages[T any] struct {
	list   []*[pageLength]T
	length uint32
}

// at is an element to read.
func (p *pages[T]) at(i uint32) *T { return &p.list[i/pageLength][i%pageLength] }

// draft is a list of pages while it is changed; what it was made from stays as it is.
type draft[T any] struct {
	pages[T]
	own map[uint32]bool // pages that are not shared
}

func (p pages[T]) edit() draft[T] {
	return draft[T]{
		pages: pages[T]{list: append([]*[pageLength]T(nil), p.list...), length: p.length},
		own:   map[uint32]bool{},
	}
}

// change is an element to write; its page is copied first where it is shared.
func (d *draft[T]) change(i uint32) *T {
	page := i / pageLength
	if !d.own[page] {
		copied := *d.list[page]
		d.list[page] = &copied
		d.own[page] = true
	}
	return d.at(i)
}

// add appends. The rest of a shared page is free to be written: no snapshot that shares it reads
// beyond its own length, and there is one draft at a time.
func (d *draft[T]) add(element T) uint32 {
	i := d.length
	if page := i / pageLength; int(page) == len(d.list) {
		d.list = append(d.list, new([pageLength]T))
		d.own[page] = true
	}
	d.length++
	*d.at(i) = element
	return i
}
