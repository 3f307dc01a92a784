package access

import (
	"context"
	"reflect"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Nodes are the numbers of those of the keys that the viewer may see; 0 for the others.
func (v *View) Nodes(ctx context.Context, keys ...graph.Key) ([]graph.Number, error) {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 {
		return make([]graph.Number, len(keys)), err
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	nodes := v.pin.Nodes(keys)
	if err := v.judgeNumbers(ctx, nodes); err != nil {
		return nil, err
	}
	for i, node := range nodes {
		if !v.shows(node) {
			nodes[i] = 0
		}
	}
	return nodes, nil
}

// Key is that of a node which this view gave.
func (v *View) Key(node graph.Number) graph.Key { return v.pin.Key(node) }

// Tag is that of the edge of an arc which this view gave.
func (v *View) Tag(arc graph.Arc) string { return v.pin.Tag(arc) }

// Values are those of nodes which this view gave, in brief. Fields that the viewer may not see are
// empty; what values lead to must not be changed.
func (v *View) Values(ctx context.Context, nodes []graph.Number) ([]graph.Value, error) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	values, err := v.pin.Values(ctx, nodes)
	for i, value := range values {
		if value != nil && len(v.gate.fields[value.Kind()]) > 0 {
			values[i] = v.emptied(v.gate.fields[value.Kind()], v.pin.Key(nodes[i]), value)
		}
	}
	return values, err
}

// Arcs are the edges of the kinds at nodes, in the order in which [graph.Numbers] visits them, that
// the viewer may see, both ends included. Fields that the viewer may not see are empty.
func (v *View) Arcs(ctx context.Context, nodes []graph.Number, direction graph.Direction, kinds ...graph.Kind) ([]graph.Arc, error) {
	if len(nodes) == 0 {
		return nil, nil
	}
	bench := v.gate.benches.Get().(*bench)
	defer v.gate.benches.Put(bench)
	defer bench.clear()
	err := v.visit(ctx, func(opens func(graph.Arc) bool) error {
		return v.pin.Arcs(ctx, nodes, direction, func(arc graph.Arc) error {
			if opens(arc) {
				bench.arcs = append(bench.arcs, arc)
			}
			return nil
		}, kinds...)
	})
	if err != nil {
		return nil, err
	}
	arcs, err := v.visibleArcs(ctx, bench.arcs)
	return slices.Clone(arcs), err
}

// bench is where arcs are put until it is known which of them are shown: how many come is not
// known before, and a list that grows is made many times.
type bench struct{ arcs []graph.Arc }

func newBench() any { return &bench{} }

// clear lets go of what the arcs lead to.
func (b *bench) clear() {
	clear(b.arcs)
	b.arcs = b.arcs[:0]
}

// visit reads edges and leaves out those whose own audience does not hold the viewer. That is asked
// first, as they come: most of what is hidden is hidden by it, and then nobody need keep it or look
// at its ends.
func (v *View) visit(ctx context.Context, read func(opens func(graph.Arc) bool) error) error {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 {
		return err
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	return read(v.opens)
}

// visibleArcs keeps, in place, those whose ends the viewer may see.
func (v *View) visibleArcs(ctx context.Context, arcs []graph.Arc) ([]graph.Arc, error) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if err := v.judgeEnds(ctx, arcs); err != nil {
		return nil, err
	}
	visible := arcs[:0]
	for i := range arcs {
		if arc := &arcs[i]; v.shows(arc.From) && v.shows(arc.To) {
			v.redactArc(arc)
			visible = append(visible, *arc)
		}
	}
	return visible, nil
}

func (v *View) judgeEnds(ctx context.Context, arcs []graph.Arc) error {
	var undecided []graph.Number
	for i := range arcs {
		for _, end := range [...]graph.Number{arcs[i].From, arcs[i].To} {
			if !v.isOpen(end) {
				undecided = append(undecided, end)
			}
		}
	}
	return v.judgeNumbers(ctx, undecided)
}

// isOpen reports whether a node is open to the viewer by what is remembered of it.
func (v *View) isOpen(node graph.Number) bool { return v.ofCompany && v.pin.isOpen(node) }

// shows reports whether a node that was judged may be seen.
func (v *View) shows(node graph.Number) bool {
	return node != 0 && (v.isOpen(node) || v.seen[v.pin.Key(node)])
}

// judgeNumbers decides about nodes as they are where the view is pinned.
func (v *View) judgeNumbers(ctx context.Context, nodes []graph.Number) error {
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
func (v *View) opens(arc graph.Arc) bool {
	about := aboutEdge{kind: arc.Kind}
	about.published = arc.Declares.Published
	if open := v.toldOf(about, arc); open || !v.isNear(arc.From) && !v.isNear(arc.To) {
		return open
	}
	return ofEdge(v.pin.Key(arc.From), v.pin.Key(arc.To), valueOf(arc)).Meets(v.labels)
}

func (v *View) toldOf(about aboutEdge, arc graph.Arc) bool {
	if v.last.about == about {
		return v.last.told
	}
	told, known := v.told[about]
	if !known {
		told = ofEdge(stranger, stranger, valueOf(arc)).Meets(v.labels)
		v.told[about] = told
	}
	v.last = lastEdge{about, told}
	return told
}

// valueOf is the value of an edge as far as it decides about an audience.
func valueOf(arc graph.Arc) graph.Value {
	switch arc.Kind {
	case graph.KindLikes:
		return graph.Likes{}
	case graph.KindFollows:
		return graph.Follows{}
	case graph.KindDeclares:
		return graph.Declares{Published: arc.Declares.Published}
	}
	return arc.Value
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

// isNear reports whether the labels name somebody.
func (v *View) isNear(node graph.Number) bool { return len(v.nearby) > 0 && v.nearby[node] }

func (v *View) redactArc(arc *graph.Arc) {
	if arc.Kind == graph.KindDeclares {
		v.redactStanding(arc)
		return
	}
	if fields := v.gate.fields[arc.Kind]; len(fields) > 0 && arc.Value != nil {
		arc.Value = v.emptied(fields, v.pin.Key(arc.From), arc.Value)
	}
}

// redactStanding empties, in place, what the viewer may not see of a declaration.
func (v *View) redactStanding(arc *graph.Arc) {
	about := aboutValue{stranger, aboutEdge{standing, arc.Declares.Published}}
	if v.isNear(arc.From) {
		about.person = v.pin.Key(arc.From)
	}
	hidden := v.hiddenOf(about, v.gate.standing)
	if len(hidden) == 0 {
		return
	}
	fields := reflect.ValueOf(&arc.Declares).Elem()
	for _, field := range hidden {
		fields.Field(field).SetZero()
	}
}

// standing names declarations in short.
const standing graph.Kind = "standing"
