package resolve

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/guard"
)

// EdgeQuery asks for the edges of one kind at one node.
type EdgeQuery struct {
	Node      graph.Key
	Direction graph.Direction
	Kind      graph.Kind
}

// otherEnd returns the end of an edge that the query did not start from.
func (q EdgeQuery) otherEnd(edge graph.Fact) graph.Key {
	if q.Direction == graph.Out {
		return edge.To()
	}
	return edge.From()
}

// Loader reads for siblings together: each says what it needs, and the first that uses something reads all
// that is pending, in a few reads for any number of siblings. It reads nothing twice. It is for one goroutine.
type Loader struct {
	reader graph.Reader
	limit  int // of facts read
	read   int

	pendingEdges map[EdgeQuery]bool // true: with the facts at the other ends
	pendingFacts map[graph.Key]graph.Detail
	edges        map[EdgeQuery][]graph.Fact
	Facts        map[graph.Key]graph.Fact
	details      map[graph.Key]graph.Detail // read, found or not
}

func newLoader(reader graph.Reader, limit int) *Loader {
	l := &Loader{reader: reader, limit: limit}
	l.Forget()
	return l
}

// Forget drops what was read, so that what follows sees what was written since.
func (l *Loader) Forget() {
	l.pendingEdges, l.pendingFacts = map[EdgeQuery]bool{}, map[graph.Key]graph.Detail{}
	l.edges, l.Facts, l.details = map[EdgeQuery][]graph.Fact{}, map[graph.Key]graph.Fact{}, map[graph.Key]graph.Detail{}
}

// NeedFact adds a fact to what is to be read.
func (l *Loader) NeedFact(key graph.Key, detail graph.Detail) {
	if read, ok := l.details[key]; !ok || read < detail {
		l.pendingFacts[key] = max(l.pendingFacts[key], detail)
	}
}

// NeedEdges adds edges to what is to be read, and with ends also the facts that they lead to.
func (l *Loader) NeedEdges(q EdgeQuery, ends bool) {
	edges, ok := l.edges[q]
	if !ok {
		l.pendingEdges[q] = l.pendingEdges[q] || ends
	} else if ends {
		for _, edge := range edges {
			l.NeedFact(q.otherEnd(edge), graph.Brief)
		}
	}
}

// Keep adds a fact that was read elsewhere, so that it is not read again.
func (l *Loader) Keep(fact graph.Fact) {
	if _, ok := l.details[fact.Key]; !ok {
		l.Facts[fact.Key], l.details[fact.Key] = fact, graph.Brief
	}
}

// Fact returns a fact, if there is one for this viewer.
func (l *Loader) Fact(ctx context.Context, key graph.Key, detail graph.Detail) (graph.Fact, bool, error) {
	l.NeedFact(key, detail)
	if _, pending := l.pendingFacts[key]; pending {
		if err := l.flush(ctx); err != nil {
			return graph.Fact{}, false, err
		}
	}
	fact, ok := l.Facts[key]
	return fact, ok, nil
}

// EdgesAt returns edges in key order; with ends the facts that they lead to are then in facts.
func (l *Loader) EdgesAt(ctx context.Context, q EdgeQuery, ends bool) ([]graph.Fact, error) {
	l.NeedEdges(q, ends)
	_, pending := l.pendingEdges[q]
	if !pending && ends {
		pending = slices.ContainsFunc(l.edges[q], func(edge graph.Fact) bool {
			_, end := l.pendingFacts[q.otherEnd(edge)]
			return end
		})
	}
	if pending {
		if err := l.flush(ctx); err != nil {
			return nil, err
		}
	}
	return l.edges[q], nil
}

// flush reads all that is pending: the edges first, then the facts, those at their ends included.
func (l *Loader) flush(ctx context.Context) error {
	if err := l.readEdges(ctx); err != nil {
		return err
	}
	for _, detail := range []graph.Detail{graph.Whole, graph.Brief} {
		if err := l.readFacts(ctx, detail); err != nil {
			return err
		}
	}
	return nil
}

func (l *Loader) count(facts int) error {
	if l.read += facts; l.read > l.limit {
		return guard.Refuse("the request reads more than %d facts: ask for less", l.limit)
	}
	return nil
}

// readEdges reads nodes of which the same kinds are needed together, always in the same order.
func (l *Loader) readEdges(ctx context.Context) error {
	kinds := map[EdgeQuery][]graph.Kind{} // by node and direction
	for q := range l.pendingEdges {
		at := EdgeQuery{Node: q.Node, Direction: q.Direction}
		kinds[at] = append(kinds[at], q.Kind)
	}
	batches := map[string][]EdgeQuery{}
	for at, of := range kinds {
		slices.Sort(of)
		name := fmt.Sprint(at.Direction, of)
		batches[name] = append(batches[name], at)
	}
	for _, name := range slices.Sorted(maps.Keys(batches)) {
		batch := batches[name]
		var nodes []graph.Key
		for _, at := range batch {
			nodes = append(nodes, at.Node)
		}
		slices.Sort(nodes)
		edges, err := l.reader.Edges(ctx, nodes, batch[0].Direction, kinds[batch[0]]...)
		if err != nil {
			return err
		}
		if err := l.count(len(edges)); err != nil {
			return err
		}
		for _, edge := range edges {
			q := EdgeQuery{edge.From(), batch[0].Direction, edge.Key.Kind()}
			if q.Direction == graph.Into {
				q.Node = edge.To()
			}
			l.edges[q] = append(l.edges[q], edge)
		}
	}
	pending := l.pendingEdges
	l.pendingEdges = map[EdgeQuery]bool{}
	for q, ends := range pending {
		if _, found := l.edges[q]; !found {
			l.edges[q] = nil
		}
		l.NeedEdges(q, ends)
	}
	return nil
}

func (l *Loader) readFacts(ctx context.Context, detail graph.Detail) error {
	var keys []graph.Key
	for key, needed := range l.pendingFacts {
		if needed == detail {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	slices.Sort(keys)
	facts, err := l.reader.Facts(ctx, detail, keys...)
	if err != nil {
		return err
	}
	for _, key := range keys {
		l.details[key] = detail
		delete(l.pendingFacts, key)
	}
	for _, fact := range facts {
		l.Facts[fact.Key] = fact
	}
	return l.count(len(facts))
}
