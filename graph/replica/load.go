package replica

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// load fills the builder with all that a store holds.
func (b *builder) load(ctx context.Context, store graph.Store) (revision int64, err error) {
	bulk, able := graph.BulkReaderOf(store)
	if !able {
		return store.Scan(ctx, graph.Brief, b.addFact)
	}
	into := &loader{builder: b}
	into.arrived = into.arrived.edit()
	if revision, err = bulk.ReadBulk(ctx, graph.Brief, "", into); err != nil {
		return 0, err
	}
	into.addEdges()
	return revision, nil
}

// loader puts edges into key order that come in another: those that leave one node come together, so
// each node's are sorted, and then follow those of the nodes before.
type loader struct {
	*builder
	numbers []uint32 // of nodes, by those of the store
	arrived draft[edge]
	leaving []span // by node
}

// span is where the edges are that leave a node, among those that arrived.
type span struct{ start, end uint32 }

var errUnnamed = errors.New("it has no key")

var _ graph.BulkSink = (*loader)(nil)

// NodeKey implements graph.BulkSink. The keys come in order, and so do the numbers given out.
func (l *loader) NodeKey(number int64, key graph.Key) error {
	for int64(len(l.numbers)) <= number {
		l.numbers = append(l.numbers, noNode)
	}
	l.numbers[number] = l.number(key)
	l.next.order = append(l.next.order, l.numbers[number])
	l.leaving = append(l.leaving, span{})
	return nil
}

// noNode is the number of no node.
const noNode = ^uint32(0)

func (l *loader) nodeNumber(number int64) (uint32, error) {
	if number < 0 || number >= int64(len(l.numbers)) || l.numbers[number] == noNode {
		return 0, fmt.Errorf("node %d: %w", number, errUnnamed)
	}
	return l.numbers[number], nil
}

// Node implements graph.BulkSink.
func (l *loader) Node(number int64, record graph.Record) error {
	node, err := l.nodeNumber(number)
	if err != nil {
		return err
	}
	record.Key = *l.keys.at(node)
	fact, err := decoded(record.Key.Kind(), record)
	if err != nil {
		return fmt.Errorf("%q: %w", record.Key, err)
	}
	l.setNode(node, fact)
	return nil
}

func decoded(kind graph.Kind, record graph.Record) (graph.Fact, error) {
	value, err := graph.DecodeBrief(kind, record.Brief)
	return graph.Fact{Key: record.Key, Origin: record.Origin, Revision: record.Revision, At: record.At, Value: value}, err
}

// Edge implements graph.BulkSink.
func (l *loader) Edge(from, to int64, kind graph.Kind, tag string, record graph.Record) error {
	start, err := l.nodeNumber(from)
	end, errEnd := l.nodeNumber(to)
	if err = cmp.Or(err, errEnd); err != nil {
		return err
	}
	fact, err := decoded(kind, record)
	if err != nil {
		return fmt.Errorf("an edge from %q to %q: %w", *l.keys.at(start), *l.keys.at(end), err)
	}
	at := l.arrived.add(l.newEdge(start, end, tag, fact))
	leaving := &l.leaving[start]
	if leaving.end == 0 {
		leaving.start = at
	}
	leaving.end = at + 1
	return nil
}

// addEdges adds the edges that arrived, in key order.
func (l *loader) addEdges() {
	var edges []edge
	for _, leaving := range l.leaving {
		edges = edges[:0]
		for i := leaving.start; i < leaving.end; i++ {
			edges = append(edges, *l.arrived.at(i))
		}
		slices.SortFunc(edges, l.compareLeaving)
		for _, edge := range edges {
			l.edges.add(edge)
		}
	}
	l.arrived, l.leaving = draft[edge]{}, nil
}

// compareLeaving orders edges that leave one node as the text of their keys does: here the numbers of
// nodes are in key order.
func (l *loader) compareLeaving(x, y edge) int {
	switch {
	case x.kind() != y.kind():
		return cmp.Compare(x.kind(), y.kind())
	case x.tag == y.tag:
		return cmp.Compare(x.to, y.to)
	}
	return compareTails(l.texts[x.tag], *l.keys.at(x.to), l.texts[y.tag], *l.keys.at(y.to))
}
