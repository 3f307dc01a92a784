package replica

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Facts implements graph.Reader.
func (r *Replica) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	return r.Snapshot().Facts(ctx, detail, keys...)
}

// Edges implements graph.Reader.
func (r *Replica) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	return r.Snapshot().Edges(ctx, nodes, direction, kinds...)
}

// Scan implements graph.Reader.
func (r *Replica) Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (int64, error) {
	return r.Snapshot().Scan(ctx, detail, visit, kinds...)
}

// Facts implements graph.Reader. Read whole, facts may be of a later revision: see [Snapshot.WholeFacts].
func (s *Snapshot) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if detail == graph.Brief {
		return s.facts(keys), nil
	}
	facts, _, err := s.WholeFacts(ctx, keys)
	return facts, err
}

// maxAttempts bounds how often a whole read starts again because the store has moved on.
const maxAttempts = 3

// WholeFacts returns facts with their long texts, which it reads from the store at once, and the snapshot
// that holds these very facts. A text that was written later may have another audience, so where the store
// has moved on, the replica catches up, and the snapshot is a later one.
func (s *Snapshot) WholeFacts(ctx context.Context, keys []graph.Key) ([]graph.Fact, *Snapshot, error) {
	replica := s.replica
	for range maxAttempts {
		now := replica.Snapshot()
		facts := now.facts(keys)
		same, err := now.readTexts(ctx, facts)
		if err != nil {
			return nil, nil, fmt.Errorf("read long texts: %w", err)
		}
		if same {
			return facts, now, nil
		}
		if err := replica.CatchUp(ctx); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, fmt.Errorf("read long texts: %w: the store changes faster than it can be read", graph.ErrConflict)
}

// readTexts replaces facts by whole ones; same is whether the store has these very facts.
func (s *Snapshot) readTexts(ctx context.Context, facts []graph.Fact) (same bool, err error) {
	var long []graph.Key
	var at []int
	for i, fact := range facts {
		if s.kinds.long[s.kinds.number[fact.Value.Kind()]] {
			long, at = append(long, fact.Key), append(at, i)
		}
	}
	if len(long) == 0 {
		return true, nil
	}
	found, err := s.replica.store.Facts(ctx, graph.Whole, long...)
	if err != nil {
		return false, err
	}
	whole := graph.ByKey(found)
	for _, i := range at {
		fact := whole[facts[i].Key]
		if fact.Revision != facts[i].Revision {
			return false, nil
		}
		facts[i] = fact
	}
	return true, nil
}

// facts returns those of the keys that exist, in key order, in brief.
func (s *Snapshot) facts(keys []graph.Key) []graph.Fact {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	found := make([]graph.Fact, 0, len(keys))
	for _, key := range keys {
		if !key.IsEdge() {
			if number, known := s.find(key); known && s.nodes.at(number).value != nil {
				found = append(found, s.nodeFact(number))
			}
		} else if number, exists := s.findEdge(key); exists {
			fact := s.edgeFact(number)
			if fact.Key = graph.Key(s.appendKey(nil, number)); fact.Key == key {
				found = append(found, fact)
			}
		}
	}
	return found
}

func (s *Snapshot) nodeFact(number uint32) graph.Fact {
	node := s.nodes.at(number)
	return s.fact(*s.keys.at(number), node.kind, s.unpackNode(node.value), node.origin, node.moment)
}

// edgeFact returns a fact without its key.
func (s *Snapshot) edgeFact(number uint32) graph.Fact {
	edge := s.edges.at(number)
	source := s.sources[edge.source]
	return s.fact("", uint16(edge.kind()), s.unpackEdge(edge), source.origin, source.moment)
}

func (s *Snapshot) fact(key graph.Key, kind uint16, value graph.Value, origin, when uint32) graph.Fact {
	moment := s.moments[when]
	return graph.Fact{
		Key: key, Origin: s.texts[origin], Revision: moment.revision, At: moment.at,
		Value: s.kinds.copies[kind].copy(value),
	}
}

// appendKey appends the text of an edge's key.
func (s *Snapshot) appendKey(text []byte, number uint32) []byte {
	edge := s.edges.at(number)
	text = append(text, *s.keys.at(edge.from)...)
	text = append(append(text, " -"...), s.kinds.names[edge.kind()]...)
	if tag := s.texts[edge.tag]; tag != "" {
		text = append(append(append(text, '['), tag...), ']')
	}
	return append(append(text, "-> "...), *s.keys.at(edge.to)...)
}

// Edges implements graph.Reader.
func (s *Snapshot) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var numbers []uint32
	for _, key := range nodes {
		if number, known := s.find(key); known {
			numbers = s.appendNumbers(numbers, number, direction, kinds)
		}
	}
	return s.edgeFacts(s.sortEdges(numbers)), nil
}

// appendNumbers appends the edges of the kinds at a node, all of them where no kind is given.
func (s *Snapshot) appendNumbers(numbers []uint32, node uint32, direction graph.Direction, kinds []graph.Kind) []uint32 {
	if len(kinds) == 0 && direction == graph.Out {
		return appendEdges(numbers, s.nodes.at(node).out)
	} else if len(kinds) == 0 {
		return appendEdges(numbers, s.nodes.at(node).into)
	}
	for _, name := range kinds {
		if kind, known := s.kinds.ofEdge(name); known && direction == graph.Out {
			numbers = appendEdges(numbers, s.outgoing(node, kind))
		} else if known {
			numbers = appendEdges(numbers, s.incoming(node, kind))
		}
	}
	return numbers
}

func appendEdges[T interface{ edge() uint32 }](numbers []uint32, list []T) []uint32 {
	for _, one := range list {
		numbers = append(numbers, one.edge())
	}
	return numbers
}

// keysTogether is how many keys share one piece of text: few allocations, and keeping one key keeps no
// megabyte.
const keysTogether = 256

func (s *Snapshot) edgeFacts(numbers []uint32) []graph.Fact {
	facts := make([]graph.Fact, 0, len(numbers))
	var text []byte
	var ends []int
	for part := range slices.Chunk(numbers, keysTogether) {
		text, ends = text[:0], ends[:0]
		for _, number := range part {
			text = s.appendKey(text, number)
			ends = append(ends, len(text))
		}
		keys, start := graph.Key(text), 0
		for i, number := range part {
			fact := s.edgeFact(number)
			fact.Key, start = keys[start:ends[i]], ends[i]
			facts = append(facts, fact)
		}
	}
	return facts
}

// Scan implements graph.Reader. A whole scan of what has long texts is the store's own.
func (s *Snapshot) Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (int64, error) {
	if len(kinds) == 0 {
		kinds = graph.Kinds()
	}
	if detail == graph.Whole && slices.ContainsFunc(kinds, graph.Kind.HasLong) {
		return s.replica.store.Scan(ctx, detail, visit, kinds...)
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
			if s.nodes.at(number).value == nil {
				continue
			}
			var facts []graph.Fact
			if nodes[kind] {
				facts = append(facts, s.nodeFact(number))
			}
			if len(edges) > 0 {
				facts = append(facts, s.edgeFacts(s.sortEdges(s.appendNumbers(nil, number, graph.Out, edges)))...)
			}
			for _, fact := range facts {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := visit(fact); err != nil {
					return err
				}
			}
		}
	}
	return ctx.Err()
}
