package replica

import (
	"slices"

	"github.com/sachant/sachant/graph"
)

// apply makes the state that follows one.
func (r *Replica) apply(shown *Snapshot, changed delta, revision int64) *Snapshot {
	b := r.edit(shown)
	lists := touched{out: map[uint32]*changes[edgeEntry]{}, into: map[uint32]*changes[incoming]{}}
	for key, fact := range changed {
		if key.IsEdge() {
			b.applyEdge(shown, fact, &lists)
		} else {
			b.applyNode(shown, fact)
		}
	}
	next := b.pause(revision)
	for number, change := range lists.out {
		node := b.nodes.change(number)
		node.out = change.in(next, node.out)
	}
	for number, change := range lists.into {
		node := b.nodes.change(number)
		node.into = change.in(next, node.into)
	}
	next = b.pause(revision)
	next.walks = shown.walks.without(lists, shown, next)
	return next
}

func (b *builder) applyNode(shown *Snapshot, fact graph.Fact) {
	if fact.Value != nil {
		b.put(b.number(fact.Key), fact)
		return
	}
	if number, known := shown.find(fact.Key); known {
		b.nodes.change(number).value = nil
	}
}

func (b *builder) applyEdge(shown *Snapshot, fact graph.Fact, lists *touched) {
	number, there := shown.findEdge(fact.Key)
	switch {
	case there && fact.Value == nil:
		before := b.edges.at(number)
		changesOf(lists.out, before.from).removed[number] = true
		changesOf(lists.into, before.to).removed[number] = true
		b.next.dead++
	case there:
		*b.edges.change(number) = b.edgeOf(fact)
		into := changesOf(lists.into, b.edges.at(number).to) // which knows what the edge says
		into.removed[number] = true
		into.added = append(into.added, b.nearOf(number))
	case fact.Value != nil:
		number = b.edges.add(b.edgeOf(fact))
		edge := b.edges.at(number)
		out, into := changesOf(lists.out, edge.from), changesOf(lists.into, edge.to)
		out.added, into.added = append(out.added, entryOf(edge.kind(), number)), append(into.added, b.nearOf(number))
	}
}

// touched gathers what happens to the lists of nodes, so that each is made anew once, however
// many edges a hub gets.
type touched struct {
	out  map[uint32]*changes[edgeEntry]
	into map[uint32]*changes[incoming]
}

type changes[T listed] struct {
	added   []T
	removed map[uint32]bool
}

func changesOf[T listed](all map[uint32]*changes[T], node uint32) *changes[T] {
	if all[node] == nil {
		all[node] = &changes[T]{removed: map[uint32]bool{}}
	}
	return all[node]
}

// in makes a list with the changes in it.
func (c *changes[T]) in(next *Snapshot, list []T) []T {
	kept := make([]T, 0, len(list))
	for _, one := range list {
		if !c.removed[one.edge()] {
			kept = append(kept, one)
		}
	}
	slices.SortFunc(c.added, compareLists[T](next))
	return merge(kept, c.added, compareLists[T](next))
}

// late is how many facts have numbers that are out of order, or of no use any more, before
// everything is numbered anew. As that happens after growth by a part, its cost stays in
// proportion to what was added.
func late(ordered uint32) uint32 { return 10_000 + ordered/4 }

func (s *Snapshot) isUntidy() bool {
	nodes := uint32(len(s.order))
	return s.edges.length-s.ordered+s.dead > late(s.ordered) || s.nodes.length-nodes > late(nodes)
}

// tidy numbers everything anew where that is worth it.
func (r *Replica) tidy(next *Snapshot) *Snapshot {
	if !next.isUntidy() {
		return next
	}
	b := newBuilder(r.kinds)
	for _, number := range next.inOrder() {
		node := next.nodes.at(number)
		if node.value == nil {
			continue
		}
		b.copyNode(next, number)
		for _, one := range node.out {
			b.copyEdge(next, one.edge())
		}
	}
	r.intern = b.interner
	return b.finish(next.revision)
}

func (b *builder) copyNode(from *Snapshot, number uint32) {
	old := from.nodes.at(number)
	moment := from.moments[old.moment]
	_ = b.add(graph.Fact{
		Key: *from.keys.at(number), Origin: from.texts[old.origin],
		Revision: moment.revision, At: moment.at, Value: from.whole(old.value),
	})
}

func (b *builder) copyEdge(from *Snapshot, number uint32) {
	old := from.edges.at(number)
	source := from.source(old)
	moment := from.moments[source.moment]
	b.edges.add(edge{
		value: b.pack(from.valueOf(old)),
		from:  b.number(*from.keys.at(old.from)), to: b.number(*from.keys.at(old.to)), tag: b.text(from.texts[old.tag]),
		about: b.about(old.kind(), graph.Fact{Origin: from.texts[source.origin], Revision: moment.revision, At: moment.at}),
	})
}
