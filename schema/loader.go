package schema

import (
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/guard"
)

// question asks for the edges of one kind at one node.
type question struct {
	node      graph.Key
	direction graph.Direction
	kind      graph.Kind
}

// loader reads for siblings together: they ask, and whoever first needs an answer has all that
// was asked read at once, in a few reads whatever the number of siblings. It answers the same
// question once only. It is for one goroutine.
type loader struct {
	reader graph.Reader
	limit  int // facts that may be read
	read   int

	asked  map[question]bool // true: with the facts at the other ends
	wanted map[graph.Key]graph.Detail
	edges  map[question][]graph.Fact
	facts  map[graph.Key]graph.Fact
	known  map[graph.Key]graph.Detail // read, found or not
}

func newLoader(reader graph.Reader, limit int) *loader {
	l := &loader{reader: reader, limit: limit}
	l.forget()
	return l
}

// forget makes later questions see what was written since.
func (l *loader) forget() {
	l.asked, l.wanted = map[question]bool{}, map[graph.Key]graph.Detail{}
	l.edges, l.facts, l.known = map[question][]graph.Fact{}, map[graph.Key]graph.Fact{}, map[graph.Key]graph.Detail{}
}

// askFact asks for a fact.
func (l *loader) askFact(key graph.Key, detail graph.Detail) {
	if known, ok := l.known[key]; ok && known >= detail {
		return
	}
	l.wanted[key] = max(l.wanted[key], detail)
}

// askEdges asks for edges, and where ends is set also for the facts they lead to.
func (l *loader) askEdges(q question, ends bool) {
	edges, ok := l.edges[q]
	if !ok {
		l.asked[q] = l.asked[q] || ends
		return
	}
	if ends {
		l.askEnds(q, edges)
	}
}

func (l *loader) askEnds(q question, edges []graph.Fact) {
	for _, edge := range edges {
		l.askFact(q.other(edge), graph.Brief)
	}
}

// keep remembers a fact that was read elsewhere, so that it is not read again.
func (l *loader) keep(fact graph.Fact) {
	if _, ok := l.known[fact.Key]; !ok {
		l.facts[fact.Key], l.known[fact.Key] = fact, graph.Brief
	}
}

// fact is one that was asked for, if there is one for this viewer.
func (l *loader) fact(ctx context.Context, key graph.Key, detail graph.Detail) (graph.Fact, bool, error) {
	l.askFact(key, detail)
	if _, pending := l.wanted[key]; pending {
		if err := l.flush(ctx); err != nil {
			return graph.Fact{}, false, err
		}
	}
	fact, ok := l.facts[key]
	return fact, ok, nil
}

// edgesAt are those that were asked for, in key order.
func (l *loader) edgesAt(ctx context.Context, q question, ends bool) ([]graph.Fact, error) {
	l.askEdges(q, ends)
	if _, pending := l.asked[q]; pending || ends && l.wantsEnds(q) {
		if err := l.flush(ctx); err != nil {
			return nil, err
		}
	}
	return l.edges[q], nil
}

func (l *loader) wantsEnds(q question) bool {
	return slices.ContainsFunc(l.edges[q], func(edge graph.Fact) bool {
		_, wanted := l.wanted[q.other(edge)]
		return wanted
	})
}

// other is the end of an edge that the question was not asked at.
func (q question) other(edge graph.Fact) graph.Key {
	if q.direction == graph.Out {
		return edge.To()
	}
	return edge.From()
}

// flush reads all that was asked: the edges first, then the facts, those at their ends included.
func (l *loader) flush(ctx context.Context) error {
	for _, group := range l.groups() {
		if err := l.readEdges(ctx, group); err != nil {
			return err
		}
	}
	for _, detail := range []graph.Detail{graph.Whole, graph.Brief} {
		if err := l.readFacts(ctx, detail); err != nil {
			return err
		}
	}
	return nil
}

// edgeRead is one read of edges: the same kinds at all the nodes.
type edgeRead struct {
	direction graph.Direction
	kinds     []graph.Kind
	nodes     []graph.Key
}

// groups puts nodes of which the same is asked into one read, in an order that is always the same.
func (l *loader) groups() []edgeRead {
	type place struct {
		node      graph.Key
		direction graph.Direction
	}
	kinds := map[place][]graph.Kind{}
	for q := range l.asked {
		at := place{q.node, q.direction}
		kinds[at] = append(kinds[at], q.kind)
	}
	groups := map[string]*edgeRead{}
	for at, kinds := range kinds {
		slices.Sort(kinds)
		name := signature(at.direction, kinds)
		if groups[name] == nil {
			groups[name] = &edgeRead{direction: at.direction, kinds: kinds}
		}
		groups[name].nodes = append(groups[name].nodes, at.node)
	}
	return inOrder(groups)
}

func signature(direction graph.Direction, kinds []graph.Kind) string {
	names := []string{string(rune('0' + direction))}
	for _, kind := range kinds {
		names = append(names, string(kind))
	}
	return strings.Join(names, " ")
}

func inOrder(groups map[string]*edgeRead) []edgeRead {
	names := make([]string, 0, len(groups))
	for name := range groups {
		names = append(names, name)
	}
	slices.Sort(names)
	ordered := make([]edgeRead, len(names))
	for i, name := range names {
		slices.Sort(groups[name].nodes)
		ordered[i] = *groups[name]
	}
	return ordered
}

func (l *loader) readEdges(ctx context.Context, group edgeRead) error {
	edges, err := l.reader.Edges(ctx, group.nodes, group.direction, group.kinds...)
	if err != nil {
		return err
	}
	found := map[question][]graph.Fact{}
	for _, edge := range edges {
		node := edge.From()
		if group.direction == graph.Into {
			node = edge.To()
		}
		q := question{node, group.direction, edge.Key.Kind()}
		found[q] = append(found[q], edge)
	}
	for _, node := range group.nodes {
		for _, kind := range group.kinds {
			l.answer(question{node, group.direction, kind}, found)
		}
	}
	return l.count(len(edges))
}

func (l *loader) answer(q question, found map[question][]graph.Fact) {
	l.edges[q] = found[q]
	if l.asked[q] {
		l.askEnds(q, found[q])
	}
	delete(l.asked, q)
}

func (l *loader) readFacts(ctx context.Context, detail graph.Detail) error {
	var keys []graph.Key
	for key, wanted := range l.wanted {
		if wanted == detail {
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
		l.known[key] = detail
		delete(l.wanted, key)
	}
	for _, fact := range facts {
		l.facts[fact.Key] = fact
	}
	return l.count(len(facts))
}

func (l *loader) count(facts int) error {
	if l.read += facts; l.read > l.limit {
		return guard.Refuse("the request reads more than %d facts: ask for less", l.limit)
	}
	return nil
}
