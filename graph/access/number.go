package access

import (
	"context"
	"reflect"
	"slices"

	"github.com/sachant/sachant/graph"
)

// NodeIDs are the numbers of those of the keys that the viewer may see; 0 for the others.
func (v *View) NodeIDs(ctx context.Context, keys ...graph.Key) ([]graph.NodeID, error) {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 {
		return make([]graph.NodeID, len(keys)), err
	}
	nodes := v.pin.NodeIDs(keys)
	return nodes, v.Hide(ctx, nodes)
}

// Hide makes 0 of the numbers of nodes that the viewer may not see. They are numbers that a view gave,
// to whomever, and of the same numbering.
func (v *View) Hide(ctx context.Context, nodes []graph.NodeID) error {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 {
		clear(nodes)
		return err
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if err := v.judgeNumbers(ctx, nodes); err != nil {
		clear(nodes)
		return err
	}
	for i, node := range nodes {
		if !v.shows(node) {
			nodes[i] = 0
		}
	}
	return nil
}

// IDSpace is that of the numbers which this view gives, as [graph.Adjacency] has it; nil before
// anything was asked.
func (v *View) IDSpace() any {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if v.pin == nil {
		return nil
	}
	return v.pin.IDSpace()
}

// Key is that of a node which this view gave.
func (v *View) Key(node graph.NodeID) graph.Key { return v.pin.Key(node) }

// Tag is that of the edge of an arc which this view gave.
func (v *View) Tag(arc graph.EdgeRef) string { return v.pin.Tag(arc) }

// NodeValues are those of nodes which this view gave, in brief. Fields that the viewer may not see are
// empty; what values lead to must not be changed.
func (v *View) NodeValues(ctx context.Context, nodes []graph.NodeID) ([]graph.Value, error) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	values, err := v.pin.NodeValues(ctx, nodes)
	for i, value := range values {
		if value != nil && len(v.gate.fields[value.Kind()]) > 0 {
			values[i] = v.emptied(v.gate.fields[value.Kind()], v.pin.Key(nodes[i]), value)
		}
	}
	return values, err
}

// AppendContributions appends to a list what contributions are in short which this view gave, in the order
// of the nodes. The whole company may see all of whoever may see the contribution.
func (v *View) AppendContributions(ctx context.Context, writings []graph.ContributionSummary, nodes []graph.NodeID) ([]graph.ContributionSummary, error) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if v.pin == nil {
		return writings, nil
	}
	return v.pin.AppendContributions(ctx, writings, nodes)
}

// AppendEdges appends to a list the edges of the kinds at nodes, in the order in which [graph.Adjacency]
// gives them, that the viewer may see, both ends included.
func (v *View) AppendEdges(
	ctx context.Context, arcs []graph.EdgeRef, nodes []graph.NodeID, direction graph.Direction, kinds ...graph.Kind,
) ([]graph.EdgeRef, error) {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 || len(nodes) == 0 {
		return arcs, err
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	before := len(arcs)
	if arcs, err = v.pin.AppendEdges(ctx, arcs, nodes, direction, kinds...); err != nil {
		return arcs[:before], err
	}
	visible, err := v.visibleArcs(ctx, arcs[before:], kinds)
	return arcs[:before+len(visible)], err
}

// visibleArcs keeps, in place, those that the viewer may see. Whether an edge's own audience holds them
// is asked first: most of what is hidden is hidden by it, and then nobody need look at its ends.
func (v *View) visibleArcs(ctx context.Context, arcs []graph.EdgeRef, kinds []graph.Kind) ([]graph.EdgeRef, error) {
	kept, undecided := arcs[:0], []graph.NodeID(nil)
	for i := range arcs {
		arc := &arcs[i]
		if !v.opens(kinds[arc.Kind], arc) {
			continue
		}
		if !v.isOpen(arc.From) {
			undecided = append(undecided, arc.From)
		}
		if !v.isOpen(arc.To) {
			undecided = append(undecided, arc.To)
		}
		kept = append(kept, *arc)
	}
	if len(undecided) == 0 {
		return kept, nil
	}
	if err := v.judgeNumbers(ctx, undecided); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(kept, func(arc graph.EdgeRef) bool { return !v.shows(arc.From) || !v.shows(arc.To) }), nil
}

func (v *View) judgeEnds(ctx context.Context, arcs []graph.EdgeRef) error {
	var undecided []graph.NodeID
	for i := range arcs {
		for _, end := range [...]graph.NodeID{arcs[i].From, arcs[i].To} {
			if !v.isOpen(end) {
				undecided = append(undecided, end)
			}
		}
	}
	return v.judgeNumbers(ctx, undecided)
}

// isOpen reports whether a node is open to the viewer by what is remembered of it.
func (v *View) isOpen(node graph.NodeID) bool { return v.ofCompany && v.pin.isOpen(node) }

// shows reports whether a node that was judged may be seen.
func (v *View) shows(node graph.NodeID) bool {
	return node != 0 && (v.isOpen(node) || v.seen[v.pin.Key(node)])
}

// judgeNumbers decides about nodes as they are where the view is pinned.
func (v *View) judgeNumbers(ctx context.Context, nodes []graph.NodeID) error {
	wanted := map[graph.Key]bool{}
	var keys []graph.Key
	for _, node := range nodes {
		if node == 0 || v.isOpen(node) {
			continue
		}
		key := v.pin.Key(node)
		if _, decided := v.seen[key]; !decided && !wanted[key] {
			wanted[key] = true
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return v.judgePinned(ctx, keys)
}

func (v *View) judgePinned(ctx context.Context, keys []graph.Key) error {
	facts, err := v.pin.Facts(ctx, graph.Brief, keys...)
	if err != nil {
		return err
	}
	audiences, err := Audiences(ctx, v.pin, facts)
	if err != nil {
		return err
	}
	v.take(audiences)
	v.pin.remember(audiences)
	return nil
}

// opens reports whether the edge's own audience holds the viewer. To most viewers an edge says
// nothing about themselves or those they manage; then it depends on what it is alone.
func (v *View) opens(kind graph.Kind, arc *graph.EdgeRef) bool {
	about := aboutEdge{kind, arc.Published}
	if open := v.toldOf(about, arc); open || !v.isNear(arc.From) && !v.isNear(arc.To) {
		return open
	}
	return ofEdge(v.pin.Key(arc.From), v.pin.Key(arc.To), v.decisive(about, arc)).Meets(v.labels)
}

func (v *View) toldOf(about aboutEdge, arc *graph.EdgeRef) bool {
	if v.last.about == about {
		return v.last.told
	}
	told, known := v.told[about]
	if !known {
		told = ofEdge(stranger, stranger, v.decisive(about, arc)).Meets(v.labels)
		v.told[about] = told
	}
	v.last = lastEdge{about, told}
	return told
}

// decisive is the value of an edge as far as it decides about an audience.
func (v *View) decisive(about aboutEdge, arc *graph.EdgeRef) graph.Value {
	switch about.kind {
	case graph.KindLikes:
		return graph.Likes{}
	case graph.KindFollows:
		return graph.Follows{}
	case graph.KindDeclares:
		return graph.Declares{Published: about.published}
	}
	return v.pin.EdgeValue(*arc)
}

type lastEdge struct {
	about aboutEdge
	told  bool
}

// aboutEdge is all that the audience of an edge depends on besides its ends.
type aboutEdge struct {
	kind      graph.Kind
	published bool
}

// stranger is nobody whom a viewer is, or manages.
const stranger graph.Key = "person/"

// isNear reports whether the labels name somebody. Of most it is known by the last bits of their number.
func (v *View) isNear(node graph.NodeID) bool {
	return v.nearBits&(1<<(node%64)) != 0 && v.nearby[node]
}

// EdgeValue is what the edge says of an arc that this view gave. Fields that the viewer may not see are
// empty; what it leads to must not be changed.
func (v *View) EdgeValue(arc graph.EdgeRef) graph.Value {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	said := v.pin.EdgeValue(arc)
	if fields := v.gate.fields[said.Kind()]; len(fields) > 0 {
		return v.emptied(fields, v.pin.Key(arc.From), said)
	}
	return said
}

// AppendDeclarations appends what the declarations come to whose arcs this view gave, in their order.
// Fields that the viewer may not see are empty.
func (v *View) AppendDeclarations(standings []graph.DeclarationSummary, arcs []graph.EdgeRef) []graph.DeclarationSummary {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if len(arcs) == 0 {
		return standings
	}
	before := len(standings)
	standings = v.pin.AppendDeclarations(standings, arcs)
	for i := range arcs {
		v.redactStanding(&standings[before+i], arcs[i].From)
	}
	return standings
}

// redactStanding empties, in place, what the viewer may not see of a declaration.
func (v *View) redactStanding(declared *graph.DeclarationSummary, by graph.NodeID) {
	about := aboutValue{stranger, aboutEdge{standing, declared.Published}}
	if v.isNear(by) {
		about.person = v.pin.Key(by)
	}
	hidden := v.hiddenOf(about, v.gate.standing)
	if len(hidden) == 0 {
		return
	}
	fields := reflect.ValueOf(declared).Elem()
	for _, field := range hidden {
		fields.Field(field).SetZero()
	}
}

// standing names declarations in short.
const standing graph.Kind = "standing"
