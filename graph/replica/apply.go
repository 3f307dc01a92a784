package replica

import (
	"maps"
	"slices"
	"sync"

	"github.com/sachant/sachant/graph"
)

// delta is what became of facts: those that are gone have no value.
type delta map[graph.Key]graph.Fact

// apply returns the snapshot that follows one.
func (r *Replica) apply(before *Snapshot, changed delta, revision int64) *Snapshot {
	b := edit(before, r.intern)
	edits := listEdits{}
	for key, fact := range changed {
		if key.IsEdge() {
			b.applyEdge(before, fact, edits)
		} else if fact.Value != nil {
			b.setNode(b.number(key), fact)
		} else if number, known := before.find(key); known {
			b.nodes.change(number).value = nil
		}
	}
	next := b.snapshot(revision)
	for number, edit := range edits {
		node := b.nodes.change(number)
		if edit.out.isSet() {
			node.out = edited(next, node.out, &edit.out, func(number uint32) outgoing { return outgoing(number) })
		}
		if edit.into.isSet() {
			node.into = edited(next, node.into, &edit.into, b.incomingOf)
		}
		next.summarizeEdges(node)
	}
	next = b.snapshot(revision)
	stale := staleNodes(edits, before, next)
	next.paths = before.paths.without(func(key pathKey) bool { return stale[key.from] })
	next.acceptances = before.acceptances.without(func(person uint32) bool { return stale[person] })
	next.replies = before.replies.without(func(person uint32) bool { return stale[person] })
	return next
}

func (b *builder) applyEdge(before *Snapshot, fact graph.Fact, edits listEdits) {
	number, exists := before.findEdge(fact.Key)
	switch {
	case exists && fact.Value == nil:
		edge := b.edges.at(number)
		edits.of(edge.from).out.remove(number)
		edits.of(edge.to).into.remove(number)
		b.next.dead++
	case exists:
		edge := b.edges.change(number)
		*edge = b.edgeOf(fact)
		edits.of(edge.from) // which may hold what the edge says, as the entry does
		into := &edits.of(edge.to).into
		into.remove(number)
		into.added = append(into.added, number)
	case fact.Value != nil:
		number = b.edges.add(b.edgeOf(fact))
		edge := b.edges.at(number)
		out, into := &edits.of(edge.from).out, &edits.of(edge.to).into
		out.added, into.added = append(out.added, number), append(into.added, number)
	}
}

// listEdits are the edits to the lists of nodes, so that each list is made anew once, however many
// edges a hub gets.
type listEdits map[uint32]*nodeEdit

type nodeEdit struct{ out, into listEdit }

// listEdit holds numbers of edges.
type listEdit struct {
	added   []uint32
	removed map[uint32]bool
}

func (e listEdits) of(node uint32) *nodeEdit {
	if e[node] == nil {
		e[node] = &nodeEdit{}
	}
	return e[node]
}

func (e *listEdit) remove(number uint32) {
	if e.removed == nil {
		e.removed = map[uint32]bool{}
	}
	e.removed[number] = true
}

func (e *listEdit) isSet() bool { return len(e.added)+len(e.removed) > 0 }

// edited returns a list with an edit applied.
func edited[T interface{ edge() uint32 }](next *Snapshot, list []T, edit *listEdit, entryOf func(number uint32) T) []T {
	kept := make([]T, 0, len(list))
	for _, one := range list {
		if !edit.removed[one.edge()] {
			kept = append(kept, one)
		}
	}
	slices.SortFunc(edit.added, next.compareInList)
	added := make([]T, len(edit.added))
	for i, number := range edit.added {
		added[i] = entryOf(number)
	}
	return merge(kept, added, func(a, b T) int { return next.compareInList(a.edge(), b.edge()) })
}

// maxUnordered is how many facts may have numbers that are out of order, or unused, before everything
// is numbered anew. As that happens after growth by a quarter, its cost stays in proportion to what was added.
func maxUnordered(ordered uint32) uint32 { return 10_000 + ordered/4 }

// renumber numbers everything anew where many numbers are out of order.
func (r *Replica) renumber(next *Snapshot) *Snapshot {
	nodes := uint32(len(next.order))
	if next.edges.length-next.ordered+next.dead <= maxUnordered(next.ordered) && next.nodes.length-nodes <= maxUnordered(nodes) {
		return next
	}
	b := newBuilder(r.kinds)
	for _, number := range next.inOrder() {
		node := next.nodes.at(number)
		if node.value == nil {
			continue
		}
		_ = b.addFact(next.nodeFact(number))
		for _, one := range node.out {
			edge := next.edges.at(one.edge())
			from, to := b.number(*next.keys.at(edge.from)), b.number(*next.keys.at(edge.to))
			b.edges.add(b.newEdge(from, to, next.texts[edge.tag], next.edgeFact(one.edge())))
		}
	}
	r.intern = b.interner
	return b.finish(next.revision)
}

// maxChangelog is how many changed facts are remembered.
const maxChangelog = 10_000

// changelog remembers which facts changed lately, so that what was found out about a snapshot need not be
// found out again about all of its successor.
type changelog struct {
	mutex   sync.Mutex
	changes []change
	size    int
}

// change is what made one revision of another.
type change struct {
	from, to int64
	keys     []graph.Key
}

// add appends a change. The log begins anew once numbers are new or too much has changed.
func (c *changelog) add(before, next *Snapshot, changed delta) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.size += len(changed); c.size > maxChangelog || next.numbering != before.numbering {
		c.changes, c.size = nil, 0
		return
	}
	c.changes = append(c.changes, change{before.revision, next.revision, slices.Collect(maps.Keys(changed))})
}

// Since returns the facts that changed between two snapshots, cascades included. They are known as long as
// few changed, and then node ids stand for the same nodes in both.
func (s *Snapshot) Since(before *Snapshot) (keys []graph.Key, known bool) {
	if before.numbering != s.numbering {
		return nil, false
	}
	log := &s.replica.changelog
	log.mutex.Lock()
	defer log.mutex.Unlock()
	at := before.revision
	for _, change := range log.changes {
		if change.from == at && at < s.revision {
			keys, at = append(keys, change.keys...), change.to
		}
	}
	return keys, at == s.revision
}
