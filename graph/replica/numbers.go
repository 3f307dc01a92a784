package replica

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

var (
	_ graph.Snapshotter = (*Replica)(nil)
	_ graph.Snapshot    = (*Snapshot)(nil)
)

// Snapshot implements graph.Pinner.
func (r *Replica) Snapshot() graph.Snapshot { return r.shown.Load() }

// numberOf tells a node of the state to others; 0 is none.
func numberOf(node uint32) graph.NodeID { return graph.NodeID(node + 1) }

// nodeOf is the node that was told.
func nodeOf(number graph.NodeID) uint32 { return uint32(number) - 1 }

// NodeIDs implements graph.Numbers.
func (s *Snapshot) NodeIDs(keys []graph.Key) []graph.NodeID {
	numbers := make([]graph.NodeID, len(keys))
	for i, key := range keys {
		if node, known := s.find(key); known {
			numbers[i] = numberOf(node)
		}
	}
	return numbers
}

// Key implements graph.Numbers.
func (s *Snapshot) Key(number graph.NodeID) graph.Key { return *s.keys.at(nodeOf(number)) }

// IDSpace implements graph.Numbers.
func (s *Snapshot) IDSpace() any { return s.numbering }

// MaxNodeID implements graph.Numbers.
func (s *Snapshot) MaxNodeID() graph.NodeID { return graph.NodeID(s.nodes.length) }

// NodeValues implements graph.Numbers.
func (s *Snapshot) NodeValues(ctx context.Context, numbers []graph.NodeID) ([]graph.Value, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	values := make([]graph.Value, len(numbers))
	for i, number := range numbers {
		if number != 0 {
			values[i] = s.whole(s.nodes.at(nodeOf(number)).value)
		}
	}
	return values, nil
}

// AppendContributions implements graph.Numbers.
func (s *Snapshot) AppendContributions(ctx context.Context, writings []graph.ContributionSummary, numbers []graph.NodeID) ([]graph.ContributionSummary, error) {
	if err := ctx.Err(); err != nil {
		return writings, err
	}
	all, contribution := forms(), s.kinds.number[graph.KindContribution]
	for _, number := range numbers {
		var short graph.ContributionSummary
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
func (n *node) short(forms *[5]string) graph.ContributionSummary {
	short := graph.ContributionSummary{Type: forms[n.form], On: n.on, HasTallies: n.tallied, Exists: true}
	if n.form == 0 {
		contribution, _ := n.value.(graph.Contribution)
		short.Type = contribution.Type
	}
	return short
}

// AppendEdges implements graph.Numbers.
func (s *Snapshot) AppendEdges(
	ctx context.Context, arcs []graph.EdgeRef, numbers []graph.NodeID, direction graph.Direction, kinds ...graph.Kind,
) ([]graph.EdgeRef, error) {
	asked := make([]asked, 0, len(kinds))
	for place, name := range kinds {
		if kind, known := s.kinds.ofEdge(name); known {
			asked = append(asked, s.kinds.asked(kind, place))
		}
	}
	s.ahead(numbers, direction)
	for _, number := range numbers {
		if err := ctx.Err(); err != nil {
			return arcs, err
		}
		if number == 0 {
			continue
		}
		for _, kind := range asked {
			arcs = s.appendArcs(arcs, nodeOf(number), direction, kind)
		}
	}
	return arcs, nil
}

// asked is a kind of edges that is asked for.
type asked struct {
	kind, place uint8
	// isDated: it is a like, a follow or an answer; declares: it is a declaration. Others tell their
	// ends alone.
	isDated, declares bool
}

func (k kinds) asked(kind uint8, place int) asked {
	name := k.names[kind]
	isDated := name == graph.KindLikes || name == graph.KindFollows || name == graph.KindAnswers
	return asked{kind, uint8(place), isDated, name == graph.KindDeclares}
}

// ahead looks at what is about to be gone through, and does nothing with it: memory takes long to
// answer, but answers many side by side who do not wait for one another.
func (s *Snapshot) ahead(numbers []graph.NodeID, direction graph.Direction) (sum uint32) {
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

func (s *Snapshot) appendArcs(arcs []graph.EdgeRef, node uint32, direction graph.Direction, asked asked) []graph.EdgeRef {
	if direction == graph.Out {
		for _, one := range ofKind(s.nodes.at(node).out, asked.kind) {
			edge := s.edges.at(one.edge())
			arc := graph.EdgeRef{From: numberOf(node), To: numberOf(edge.to), ID: one.edge(), Kind: asked.place}
			s.tell(&arc, asked, payloadOf(edge.value, s.declares))
			arcs = append(arcs, arc)
		}
		return arcs
	}
	list := ofKind(s.nodes.at(node).into, asked.kind)
	arcs = slices.Grow(arcs, len(list))
	for i := range list {
		one := &list[i]
		arcs = append(arcs, graph.EdgeRef{From: numberOf(one.from), To: numberOf(node), ID: one.edge(), Kind: asked.place})
		s.tell(&arcs[len(arcs)-1], asked, one.said)
	}
	return arcs
}

// tell says of an arc what its edge does.
func (s *Snapshot) tell(arc *graph.EdgeRef, asked asked, what payload) {
	switch {
	case asked.declares:
		arc.Summary, arc.Published = uint32(what), s.isPublished(what)
	case asked.isDated && what&byNumber == 0:
		arc.On, arc.Accepted = graph.Day(what&^accepted), what&accepted != 0
	case asked.isDated:
		s.tellValue(arc, what)
	}
}

// tellValue is for the few edges that are not in short.
func (s *Snapshot) tellValue(arc *graph.EdgeRef, what payload) {
	switch value := s.values[what&^byNumber].(type) {
	case graph.Likes:
		arc.On = graph.DayOf(value.At)
	case graph.Follows:
		arc.On = graph.DayOf(value.At)
	case graph.Answers:
		arc.On, arc.Accepted = graph.DayOf(value.AcceptedAt), value.Accepted
	}
}

// arc is an edge by which nodes are joined.
func (s *Snapshot) arc(number uint32) graph.EdgeRef {
	edge := s.edges.at(number)
	arc := graph.EdgeRef{From: numberOf(edge.from), To: numberOf(edge.to), ID: number}
	s.tell(&arc, s.kinds.asked(edge.kind(), 0), payloadOf(edge.value, s.declares))
	return arc
}

// Tag implements graph.Numbers.
func (s *Snapshot) Tag(arc graph.EdgeRef) string { return s.texts[s.edges.at(arc.ID).tag] }

// EdgeValue implements graph.Numbers.
func (s *Snapshot) EdgeValue(arc graph.EdgeRef) graph.Value { return s.valueOf(s.edges.at(arc.ID)) }

// Degrees implements graph.Numbers.
func (s *Snapshot) Degrees(ctx context.Context, numbers []graph.NodeID, direction graph.Direction, kind graph.Kind) ([]int, error) {
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
