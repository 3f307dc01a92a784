package replica

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Facts implements graph.Reader. Reading whole what has long texts asks the store behind, once.
func (r *Replica) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if detail == graph.Brief {
		return r.shown.Load().facts(keys), nil
	}
	return r.whole(ctx, keys)
}

// Facts implements graph.Reader.
func (s *Snapshot) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	if detail != graph.Brief {
		return s.behind.Facts(ctx, detail, keys...)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s.facts(keys), nil
}

// attempts bounds how often a whole read starts again because the store has moved on.
const attempts = 3

// whole takes long texts from the store. They must be of the facts that the replica shows: a
// text that was written later may have another audience. Where they are not, it catches up.
func (r *Replica) whole(ctx context.Context, keys []graph.Key) ([]graph.Fact, error) {
	for range attempts {
		facts := r.shown.Load().facts(keys)
		same, err := r.complete(ctx, facts)
		if err != nil {
			return nil, fmt.Errorf("read long texts: %w", err)
		}
		if same {
			return facts, nil
		}
		if err := r.CatchUp(ctx); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("read long texts: %w: the store changes faster than it can be read", graph.ErrConflict)
}

// complete replaces facts by whole ones; same is whether the store has these very facts.
func (r *Replica) complete(ctx context.Context, facts []graph.Fact) (same bool, err error) {
	var long []graph.Key
	for _, fact := range facts {
		if r.kinds.hasLong(fact) {
			long = append(long, fact.Key)
		}
	}
	if len(long) == 0 {
		return true, nil
	}
	found, err := r.store.Facts(ctx, graph.Whole, long...)
	if err != nil {
		return false, err
	}
	whole := graph.ByKey(found)
	for i, fact := range facts {
		if !r.kinds.hasLong(fact) {
			continue
		}
		if whole[fact.Key].Revision != fact.Revision {
			return false, nil
		}
		facts[i] = whole[fact.Key]
	}
	return true, nil
}

// facts are those of the keys that exist, in key order, in brief.
func (s *Snapshot) facts(keys []graph.Key) []graph.Fact {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	found := make([]graph.Fact, 0, len(keys))
	for _, key := range keys {
		if fact, there := s.factOf(key); there {
			found = append(found, fact)
		}
	}
	return found
}

func (s *Snapshot) factOf(key graph.Key) (graph.Fact, bool) {
	if !key.IsEdge() {
		number, known := s.find(key)
		if !known || s.nodes.at(number).value == nil {
			return graph.Fact{}, false
		}
		return s.nodeFact(number), true
	}
	number, there := s.findEdge(key)
	if !there {
		return graph.Fact{}, false
	}
	fact := s.edgeFact(number)
	fact.Key = graph.Key(s.appendKey(nil, number))
	return fact, fact.Key == key
}

// Edges implements graph.Reader.
func (r *Replica) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	return r.shown.Load().Edges(ctx, nodes, direction, kinds...)
}

// Edges implements graph.Reader.
func (s *Snapshot) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var numbers []uint32
	for _, key := range nodes {
		number, known := s.find(key)
		if !known {
			continue
		}
		if node := s.nodes.at(number); direction == graph.Out {
			numbers = appendOfKinds(s, numbers, node.out, kinds)
		} else {
			numbers = appendOfKinds(s, numbers, node.into, kinds)
		}
	}
	return s.edgeFacts(s.sortEdges(numbers)), nil
}

// appendOfKinds appends the edges of the kinds, all of them where no kind is given.
func appendOfKinds[T listed](s *Snapshot, numbers []uint32, entries []T, kinds []graph.Kind) []uint32 {
	if len(kinds) == 0 {
		return appendEdges(numbers, entries)
	}
	for _, name := range kinds {
		if kind, known := s.kinds.ofEdge(name); known {
			numbers = appendEdges(numbers, ofKind(entries, kind))
		}
	}
	return numbers
}

func appendEdges[T listed](numbers []uint32, entries []T) []uint32 {
	for _, one := range entries {
		numbers = append(numbers, one.edge())
	}
	return numbers
}

// keysTogether is how many keys share one piece of text: few allocations, and whoever keeps
// one key does not keep a megabyte.
const keysTogether = 256

func (s *Snapshot) edgeFacts(numbers []uint32) []graph.Fact {
	facts := make([]graph.Fact, 0, len(numbers))
	var text []byte
	for part := range slices.Chunk(numbers, keysTogether) {
		text = text[:0]
		for _, number := range part {
			text = s.appendKey(text, number)
		}
		keys := string(text)
		for _, number := range part {
			fact := s.edgeFact(number)
			length := s.keyLength(number)
			fact.Key, keys = graph.Key(keys[:length]), keys[length:]
			facts = append(facts, fact)
		}
	}
	return facts
}

func (s *Snapshot) keyLength(number uint32) int {
	edge := s.edges.at(number)
	length := len(*s.keys.at(edge.from)) + len(" -") + len(s.kinds.names[edge.kind()]) + len("-> ") + len(*s.keys.at(edge.to))
	if tag := s.texts[edge.tag]; tag != "" {
		length += len("[") + len(tag) + len("]")
	}
	return length
}

// Scan implements graph.Reader. A whole scan of what has long texts is the store's own.
func (r *Replica) Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (int64, error) {
	if len(kinds) == 0 {
		kinds = graph.Kinds()
	}
	if detail == graph.Whole && slices.ContainsFunc(kinds, graph.Kind.HasLong) {
		return r.store.Scan(ctx, detail, visit, kinds...)
	}
	return r.shown.Load().Scan(ctx, graph.Brief, visit, kinds...)
}

// Scan implements graph.Reader.
func (s *Snapshot) Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (int64, error) {
	if len(kinds) == 0 {
		kinds = graph.Kinds()
	}
	if detail != graph.Brief {
		return s.behind.Scan(ctx, detail, visit, kinds...)
	}
	if err := s.scan(ctx, visit, kinds); err != nil {
		return 0, err
	}
	return s.revision, nil
}

func (s *Snapshot) scan(ctx context.Context, visit func(graph.Fact) error, kinds []graph.Kind) error {
	nodes, among := map[graph.Kind]bool{}, map[graph.Kind]bool{}
	var edges []graph.Kind
	for _, kind := range kinds {
		if kind.IsEdge() {
			from, _ := kind.Ends()
			edges, among[from] = append(edges, kind), true
		} else {
			nodes[kind], among[kind] = true, true
		}
	}
	for _, kind := range slices.SortedFunc(maps.Keys(among), func(a, b graph.Kind) int { return cmp.Compare(a+"/", b+"/") }) {
		for _, number := range s.nodesOf(kind) {
			if err := s.scanNode(ctx, number, nodes, edges, visit); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

func (s *Snapshot) scanNode(ctx context.Context, number uint32, nodes map[graph.Kind]bool, edges []graph.Kind, visit func(graph.Fact) error) error {
	node := s.nodes.at(number)
	if node.value == nil {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if nodes[node.value.Kind()] {
		if err := visit(s.nodeFact(number)); err != nil {
			return err
		}
	}
	if len(edges) == 0 || len(node.out) == 0 {
		return nil
	}
	for _, fact := range s.edgeFacts(s.sortEdges(appendOfKinds(s, nil, node.out, edges))) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := visit(fact); err != nil {
			return err
		}
	}
	return nil
}
