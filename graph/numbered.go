package graph

import (
	"context"
	"maps"
	"slices"
)

// numbered gives numbers to what is read of a graph that has none. It is for one user at a time.
type numbered struct {
	Reader
	numbers map[Key]Number
	keys    []Key
	edges   []edgeOf
}

// edgeOf is what an arc does not tell of its edge.
type edgeOf struct {
	tag  string
	said Value
}

// Numbered reads a graph by numbers that it makes as it goes, in a fixed number of reads for each
// call. It is of no revision, and for one goroutine.
func Numbered(reader Reader) Pinned {
	return &numbered{Reader: reader, numbers: map[Key]Number{}, keys: []Key{""}}
}

func (n *numbered) Nodes(keys []Key) []Number {
	nodes := make([]Number, len(keys))
	for i, key := range keys {
		nodes[i] = n.number(key)
	}
	return nodes
}

func (n *numbered) number(key Key) Number {
	node, known := n.numbers[key]
	if !known {
		node = Number(len(n.keys))
		n.numbers[key] = node
		n.keys = append(n.keys, key)
	}
	return node
}

func (n *numbered) Key(node Number) Key { return n.keys[node] }

func (n *numbered) Tag(arc Arc) string { return n.edges[arc.Edge].tag }

func (n *numbered) Said(arc Arc) Value { return n.edges[arc.Edge].said }

func (n *numbered) AppendStandings(standings []Standing, arcs []Arc) []Standing {
	for _, arc := range arcs {
		declares, _ := n.Said(arc).(Declares)
		standings = append(standings, declares.Standing())
	}
	return standings
}

func (n *numbered) Numbering() any { return nil }

func (n *numbered) Highest() Number { return 0 }

func (n *numbered) keysOf(nodes []Number) []Key {
	keys := make([]Key, len(nodes))
	for i, node := range nodes {
		keys[i] = n.keys[node]
	}
	return keys
}

func (n *numbered) Values(ctx context.Context, nodes []Number) ([]Value, error) {
	if len(nodes) == 0 {
		return nil, nil
	}
	facts, err := n.Facts(ctx, Brief, n.keysOf(nodes)...)
	if err != nil {
		return nil, err
	}
	byKey, values := ByKey(facts), make([]Value, len(nodes))
	for i, node := range nodes {
		values[i] = byKey[n.keys[node]].Value
	}
	return values, nil
}

func (n *numbered) AppendWritings(ctx context.Context, writings []Writing, nodes []Number) ([]Writing, error) {
	values, err := n.Values(ctx, nodes)
	for _, value := range values {
		var writing Writing
		if contribution, is := value.(Contribution); is {
			writing = contribution.Writing()
		}
		writings = append(writings, writing)
	}
	return writings, err
}

// at is where an edge is listed.
type at struct {
	node Number
	kind Kind
}

func (n *numbered) AppendArcs(ctx context.Context, arcs []Arc, nodes []Number, direction Direction, kinds ...Kind) ([]Arc, error) {
	if len(nodes) == 0 {
		return arcs, nil
	}
	edges, err := n.Edges(ctx, n.keysOf(nodes), direction, kinds...)
	if err != nil {
		return arcs, err
	}
	found := map[at][]Arc{}
	for _, edge := range edges {
		arc := n.arc(edge)
		place := at{arc.To, edge.Key.Kind()}
		if direction == Out {
			place.node = arc.From
		}
		found[place] = append(found[place], arc)
	}
	for _, node := range nodes {
		for i, kind := range kinds {
			for _, arc := range found[at{node, kind}] {
				arc.Kind = uint8(i)
				arcs = append(arcs, arc)
			}
		}
	}
	return arcs, nil
}

func (n *numbered) arc(edge Fact) Arc {
	parts, _ := edge.Key.parts()
	arc := Arc{From: n.number(parts.from), To: n.number(parts.to), Edge: uint32(len(n.edges))}
	switch said := edge.Value.(type) {
	case Likes:
		arc.On = DayOf(said.At)
	case Follows:
		arc.On = DayOf(said.At)
	case Answers:
		arc.On, arc.Accepted = DayOf(said.AcceptedAt), said.Accepted
	case Declares:
		arc.Published = said.Published
	}
	n.edges = append(n.edges, edgeOf{parts.tag, edge.Value})
	return arc
}

func (n *numbered) Count(ctx context.Context, nodes []Number, direction Direction, kind Kind) ([]int, error) {
	places := make(map[Number]int, len(nodes))
	for i, node := range nodes {
		places[node] = i
	}
	counts := make([]int, len(nodes))
	arcs, err := n.AppendArcs(ctx, nil, nodes, direction, kind)
	for _, arc := range arcs {
		if direction == Out {
			counts[places[arc.From]]++
		} else {
			counts[places[arc.To]]++
		}
	}
	return counts, err
}

func (n *numbered) JoinedAt(ctx context.Context, pairs Pairs, first, second Kind, most int, visit func(first, second Arc) error) error {
	arcs, err := n.AppendArcs(ctx, nil, pairs.Starts(), Out, first)
	if err != nil || len(arcs) == 0 {
		return err
	}
	leaving := map[Number][]Arc{}
	for _, arc := range arcs {
		leaving[arc.To] = append(leaving[arc.To], arc)
	}
	others, err := n.AppendArcs(ctx, nil, slices.Sorted(maps.Keys(leaving)), Into, second)
	if err != nil {
		return err
	}
	wanted, found := pairs.set(), map[pair][][2]Arc{}
	for _, other := range others {
		for _, arc := range leaving[other.To] {
			if both := (pair{arc.From, other.From}); wanted[both] && (most == 0 || len(found[both]) < most) {
				found[both] = append(found[both], [2]Arc{arc, other})
			}
		}
	}
	for _, paths := range found {
		for _, path := range paths {
			if err := visit(path[0], path[1]); err != nil {
				return err
			}
		}
	}
	return nil
}

type pair struct{ from, to Number }

func (p Pairs) set() map[pair]bool {
	set := map[pair]bool{}
	for from, others := range p {
		for _, to := range others {
			set[pair{from, to}] = true
		}
	}
	return set
}

// Starts are the first nodes of the pairs, in order.
func (p Pairs) Starts() []Number { return slices.Sorted(maps.Keys(p)) }
