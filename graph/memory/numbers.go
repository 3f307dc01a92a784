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

// Numbering implements graph.Numbers.
func (s *state) Numbering() any { return s.numbering }

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

// AppendWritings implements graph.Numbers.
func (s *state) AppendWritings(ctx context.Context, writings []graph.Writing, numbers []graph.Number) ([]graph.Writing, error) {
	if err := ctx.Err(); err != nil {
		return writings, err
	}
	all, contribution := forms(), s.kinds.number[graph.KindContribution]
	for _, number := range numbers {
		var short graph.Writing
		if number != 0 {
			if node := s.nodes.at(nodeOf(number)); node.value != nil && node.kind == contribution {
				short = node.short(&all)
			}
		}
		writings = append(writings, short)
	}
	return writings, nil
}

// short is what a contribution is in short.
func (n *node) short(forms *[5]string) graph.Writing {
	short := graph.Writing{Type: forms[n.form], On: n.on, Tallied: n.tallied, There: true}
	if n.form == 0 {
		contribution, _ := n.value.(graph.Contribution)
		short.Type = contribution.Type
	}
	return short
}

// Arcs implements graph.Numbers.
func (s *state) Arcs(ctx context.Context, numbers []graph.Number, direction graph.Direction, visit func(graph.Kind, graph.Arc) error, kinds ...graph.Kind) error {
	s.ahead(numbers, direction)
	for _, number := range numbers {
		if err := ctx.Err(); err != nil {
			return err
		}
		if number == 0 {
			continue
		}
		for _, name := range kinds {
			kind, known := s.kinds.ofEdge(name)
			if !known {
				continue
			}
			if err := s.arcs(nodeOf(number), direction, kind, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

// ahead looks at what is about to be gone through, and does nothing with it: memory takes long to
// answer, but answers many side by side who do not wait for one another.
func (s *state) ahead(numbers []graph.Number, direction graph.Direction) (sum uint32) {
	for _, number := range numbers {
		if number == 0 {
			continue
		}
		node := s.nodes.at(nodeOf(number))
		if out, into := node.out, node.into; direction == graph.Into && len(into) > 0 {
			sum += into[len(into)/2].from
		} else if direction == graph.Out && len(out) > 0 {
			sum += s.edges.at(out[len(out)/2].edge()).to
		}
	}
	return sum
}

func (s *state) arcs(node uint32, direction graph.Direction, kind uint8, visit func(graph.Kind, graph.Arc) error) error {
	name := s.kinds.names[kind]
	if direction == graph.Out {
		for _, one := range ofKind(s.nodes.at(node).out, kind) {
			if err := visit(name, s.arc(one.edge())); err != nil {
				return err
			}
		}
		return nil
	}
	for _, one := range ofKind(s.nodes.at(node).into, kind) {
		if err := visit(name, s.arcOf(kind, one.edge(), one.from, node, one.said)); err != nil {
			return err
		}
	}
	return nil
}

func (s *state) arc(number uint32) graph.Arc {
	edge := s.edges.at(number)
	return s.arcOf(edge.kind(), number, edge.from, edge.to, saidOf(edge.value, s.declares))
}

func (s *state) arcOf(kind uint8, number, from, to uint32, what said) graph.Arc {
	arc := graph.Arc{From: numberOf(from), To: numberOf(to), Edge: number}
	switch {
	case !s.kinds.tells[kind]:
	case what&(byNumber|byStanding) == 0:
		arc.On = graph.Day(what)
	case what&byNumber == 0:
		arc.Standing = uint32(what)
	default:
		s.sayValue(&arc, what)
	}
	return arc
}

// sayValue is for the few edges that are not in short.
func (s *state) sayValue(arc *graph.Arc, what said) {
	switch value := s.values[what&^byNumber].(type) {
	case graph.Likes:
		arc.On = graph.DayOf(value.At)
	case graph.Follows:
		arc.On = graph.DayOf(value.At)
	case graph.Declares:
		arc.Standing = uint32(what)
	}
}

// Tag implements graph.Numbers.
func (s *state) Tag(arc graph.Arc) string { return s.texts[s.edges.at(arc.Edge).tag] }

// Said implements graph.Numbers.
func (s *state) Said(arc graph.Arc) graph.Value { return s.valueOf(s.edges.at(arc.Edge)) }

// Count implements graph.Numbers.
func (s *state) Count(ctx context.Context, numbers []graph.Number, direction graph.Direction, kind graph.Kind) ([]int, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	counts := make([]int, len(numbers))
	wanted, known := s.kinds.ofEdge(kind)
	for i, number := range numbers {
		if number != 0 && known {
			node := s.nodes.at(nodeOf(number))
			if direction == graph.Out {
				counts[i] = len(ofKind(node.out, wanted))
			} else {
				counts[i] = len(ofKind(node.into, wanted))
			}
		}
	}
	return counts, nil
}
