package graph

import (
	"context"
	"maps"
	"slices"
)

// numbered gives numbers to what is read of a graph that has none. It is for one user at a time.
type numbered struct {
	Reader
	numbers map[Key]NodeID
	keys    []Key
	edges   []edgeOf
}

// edgeOf is what an arc does not tell of its edge.
type edgeOf struct {
	tag  string
	said Value
}

// NewAdjacency reads a graph by numbers that it makes as it goes, in a fixed number of reads for each
// call. It is of no revision, and for one goroutine.
func NewAdjacency(reader Reader) Snapshot {
	return &numbered{Reader: reader, numbers: map[Key]NodeID{}, keys: []Key{""}}
}

func (n *numbered) NodeIDs(keys []Key) []NodeID {
	nodes := make([]NodeID, len(keys))
	for i, key := range keys {
		nodes[i] = n.number(key)
	}
	return nodes
}

func (n *numbered) number(key Key) NodeID {
	node, known := n.numbers[key]
	if !known {
		node = NodeID(len(n.keys))
		n.numbers[key] = node
		n.keys = append(n.keys, key)
	}
	return node
}

func (n *numbered) Key(node NodeID) Key { return n.keys[node] }

func (n *numbered) Tag(arc EdgeRef) string { return n.edges[arc.ID].tag }

func (n *numbered) EdgeValue(arc EdgeRef) Value { return n.edges[arc.ID].said }

func (n *numbered) AppendDeclarations(standings []DeclarationSummary, arcs []EdgeRef) []DeclarationSummary {
	for _, arc := range arcs {
		declares, _ := n.EdgeValue(arc).(Declares)
		standings = append(standings, declares.Summary())
	}
	return standings
}

func (n *numbered) IDSpace() any { return nil }

func (n *numbered) MaxNodeID() NodeID { return 0 }

func (n *numbered) keysOf(nodes []NodeID) []Key {
	keys := make([]Key, len(nodes))
	for i, node := range nodes {
		keys[i] = n.keys[node]
	}
	return keys
}

func (n *numbered) NodeValues(ctx context.Context, nodes []NodeID) ([]Value, error) {
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

func (n *numbered) AppendContributions(ctx context.Context, writings []ContributionSummary, nodes []NodeID) ([]ContributionSummary, error) {
	values, err := n.NodeValues(ctx, nodes)
	for _, value := range values {
		var writing ContributionSummary
		if contribution, is := value.(Contribution); is {
			writing = contribution.Summary()
		}
		writings = append(writings, writing)
	}
	return writings, err
}

// at is where an edge is listed.
type at struct {
	node NodeID
	kind Kind
}

func (n *numbered) AppendEdges(ctx context.Context, arcs []EdgeRef, nodes []NodeID, direction Direction, kinds ...Kind) ([]EdgeRef, error) {
	if len(nodes) == 0 {
		return arcs, nil
	}
	edges, err := n.Edges(ctx, n.keysOf(nodes), direction, kinds...)
	if err != nil {
		return arcs, err
	}
	found := map[at][]EdgeRef{}
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

func (n *numbered) arc(edge Fact) EdgeRef {
	parts, _ := edge.Key.parts()
	arc := EdgeRef{From: n.number(parts.from), To: n.number(parts.to), ID: uint32(len(n.edges))}
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

func (n *numbered) Degrees(ctx context.Context, nodes []NodeID, direction Direction, kind Kind) ([]int, error) {
	places := make(map[NodeID]int, len(nodes))
	for i, node := range nodes {
		places[node] = i
	}
	counts := make([]int, len(nodes))
	arcs, err := n.AppendEdges(ctx, nil, nodes, direction, kind)
	for _, arc := range arcs {
		if direction == Out {
			counts[places[arc.From]]++
		} else {
			counts[places[arc.To]]++
		}
	}
	return counts, err
}

func (n *numbered) CommonNeighbors(ctx context.Context, pairs Pairs, first, second Kind, most int, visit func(first, second EdgeRef) error) error {
	arcs, err := n.AppendEdges(ctx, nil, pairs.Starts(), Out, first)
	if err != nil || len(arcs) == 0 {
		return err
	}
	leaving := map[NodeID][]EdgeRef{}
	for _, arc := range arcs {
		leaving[arc.To] = append(leaving[arc.To], arc)
	}
	others, err := n.AppendEdges(ctx, nil, slices.Sorted(maps.Keys(leaving)), Into, second)
	if err != nil {
		return err
	}
	wanted, found := pairs.set(), map[pair][][2]EdgeRef{}
	for _, other := range others {
		for _, arc := range leaving[other.To] {
			if both := (pair{arc.From, other.From}); wanted[both] && (most == 0 || len(found[both]) < most) {
				found[both] = append(found[both], [2]EdgeRef{arc, other})
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

type pair struct{ from, to NodeID }

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
func (p Pairs) Starts() []NodeID { return slices.Sorted(maps.Keys(p)) }
