package memory

import (
	"context"

	"github.com/sachant/sachant/graph"
)

var (
	_ graph.Pinner = (*Replica)(nil)
	_ graph.Pinned = (*state)(nil)
)

// Pin implements graph.Pinner.
func (r *Replica) Pin() graph.Pinned { return r.shown.Load() }

// numberOf tells a node of the state to others; 0 is none.
func numberOf(node uint32) graph.Number { return graph.Number(node + 1) }

// nodeOf is the node that was told.
func nodeOf(number graph.Number) uint32 { return uint32(number) - 1 }

// Nodes implements graph.Numbers.
func (s *state) Nodes(keys []graph.Key) []graph.Number {
	numbers := make([]graph.Number, len(keys))
	for i, key := range keys {
		if node, known := s.find(key); known {
			numbers[i] = numberOf(node)
		}
	}
	return numbers
}

// Key implements graph.Numbers.
func (s *state) Key(number graph.Number) graph.Key { return *s.keys.at(nodeOf(number)) }

// Highest implements graph.Numbers.
func (s *state) Highest() graph.Number { return graph.Number(s.nodes.length) }

// Values implements graph.Numbers.
func (s *state) Values(ctx context.Context, numbers []graph.Number) ([]graph.Value, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	values := make([]graph.Value, len(numbers))
	for i, number := range numbers {
		if number != 0 {
			values[i] = s.nodes.at(nodeOf(number)).value
		}
	}
	return values, nil
}

// Arcs implements graph.Numbers.
func (s *state) Arcs(ctx context.Context, numbers []graph.Number, direction graph.Direction, visit func(graph.Arc) error, kinds ...graph.Kind) error {
	for _, number := range numbers {
		if err := ctx.Err(); err != nil {
			return err
		}
		if number == 0 {
			continue
		}
		entries := s.edgesAt(nodeOf(number), direction)
		for _, name := range kinds {
			kind, known := s.kinds.ofEdge(name)
			if !known {
				continue
			}
			if err := s.visit(ofKind(entries, kind), visit); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *state) visit(entries []entry, visit func(graph.Arc) error) error {
	for _, one := range entries {
		if err := visit(s.arc(one.edge())); err != nil {
			return err
		}
	}
	return nil
}

func (s *state) arc(number uint32) graph.Arc {
	edge := s.edges.at(number)
	arc := graph.Arc{
		From: numberOf(edge.from), To: numberOf(edge.to), Kind: s.kinds.names[edge.kind], Tag: s.texts[edge.tag],
	}
	if edge.value&numbered == 0 {
		arc.At = timeOf(edge.value)
		return arc
	}
	switch value := s.values[edge.value&^numbered].(type) {
	case graph.Likes:
		arc.At = value.At
	case graph.Follows:
		arc.At = value.At
	default:
		arc.Value = value
	}
	return arc
}

// Count implements graph.Numbers.
func (s *state) Count(ctx context.Context, numbers []graph.Number, direction graph.Direction, kind graph.Kind) ([]int, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	counts := make([]int, len(numbers))
	wanted, known := s.kinds.ofEdge(kind)
	for i, number := range numbers {
		if number != 0 && known {
			counts[i] = len(ofKind(s.edgesAt(nodeOf(number), direction), wanted))
		}
	}
	return counts, nil
}
