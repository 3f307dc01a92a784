package replica

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// loadByNumber fills a builder with all that a store hands out by number.
func (b *builder) loadByNumber(ctx context.Context, store graph.BulkReader) (int64, error) {
	under := &loading{builder: b}
	under.arrived = under.arrived.edit()
	revision, err := store.ReadBulk(ctx, graph.Brief, "", under)
	if err != nil {
		return 0, err
	}
	under.settle()
	return revision, nil
}

// loading puts edges into key order that come in another: together where they leave one node, so each
// node's are put in order, and then behind those of the nodes before.
type loading struct {
	*builder
	numbers []uint32 // of nodes, by those of the store
	arrived draft[edge]
	leaving []run // by node
}

// run is where the edges are that leave a node, among those that arrived.
type run struct{ start, end uint32 }

var errUnnamed = errors.New("it has no key")

var _ graph.BulkSink = (*loading)(nil)

// NodeKey implements graph.BulkSink. The keys come in order, and so do the numbers given out.
func (l *loading) NodeKey(number int64, key graph.Key) error {
	for int64(len(l.numbers)) <= number {
		l.numbers = append(l.numbers, none)
	}
	l.numbers[number] = l.number(key)
	l.next.order = append(l.next.order, l.numbers[number])
	l.leaving = append(l.leaving, run{})
	return nil
}

// none is no number of a node.
const none = ^uint32(0)

func (l *loading) named(number int64) (uint32, error) {
	if number < 0 || number >= int64(len(l.numbers)) || l.numbers[number] == none {
		return 0, fmt.Errorf("node %d: %w", number, errUnnamed)
	}
	return l.numbers[number], nil
}

// Node implements graph.BulkSink.
func (l *loading) Node(number int64, record graph.Record) error {
	node, err := l.named(number)
	if err != nil {
		return err
	}
	record.Key = *l.keys.at(node)
	fact, err := decoded(record.Key.Kind(), record)
	if err != nil {
		return fmt.Errorf("%q: %w", record.Key, err)
	}
	l.put(node, fact)
	return nil
}

func decoded(kind graph.Kind, record graph.Record) (graph.Fact, error) {
	value, err := graph.DecodeBrief(kind, record.Brief)
	return graph.Fact{Key: record.Key, Origin: record.Origin, Revision: record.Revision, At: record.At, Value: value}, err
}

// Edge implements graph.BulkSink.
func (l *loading) Edge(from, to int64, kind graph.Kind, tag string, record graph.Record) error {
	near, err := l.named(from)
	far, errFar := l.named(to)
	if err = cmp.Or(err, errFar); err != nil {
		return err
	}
	fact, err := decoded(kind, record)
	if err != nil {
		return fmt.Errorf("an edge from %q to %q: %w", *l.keys.at(near), *l.keys.at(far), err)
	}
	at := l.arrived.add(edge{
		from: near, to: far, tag: l.text(tag),
		about: l.about(l.next.kinds.number[kind], fact), value: l.pack(fact.Value),
	})
	leaving := &l.leaving[near]
	if leaving.end == 0 {
		leaving.start = at
	}
	leaving.end = at + 1
	return nil
}

// settle takes the edges that arrived over, in key order.
func (l *loading) settle() {
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

// compareLeaving orders edges that leave one node as the text of their keys does: of nodes, numbers stand
// in key order here.
func (l *loading) compareLeaving(x, y edge) int {
	switch {
	case x.kind() != y.kind():
		return cmp.Compare(x.kind(), y.kind())
	case x.tag == y.tag:
		return cmp.Compare(x.to, y.to)
	}
	return compareTails(l.texts[x.tag], *l.keys.at(x.to), l.texts[y.tag], *l.keys.at(y.to))
}
