package access

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/internal/permit"
	"github.com/sachant/sachant/graph/replica"
)

// View is a graph.Reader that has already left out what its viewer may not see: whole facts by their
// audience, single fields by their tag. It reads one snapshot, from the first read to the next commit, and is
// safe for use by several goroutines.
type View struct {
	gate   *Gate
	viewer Viewer

	mutex    sync.Mutex // held while the filter is made
	filter   atomic.Pointer[filter]
	outdated atomic.Bool // a commit followed
}

var _ graph.Reader = (*View)(nil)

// open returns the filter, which is made at the first read.
func (v *View) open(ctx context.Context) (*filter, error) {
	if made := v.filter.Load(); made != nil && !v.outdated.Load() {
		return made, nil
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if made := v.filter.Load(); made != nil && !v.outdated.Load() {
		return made, nil
	}
	v.outdated.Store(false)
	made, err := v.gate.newFilter(ctx, v.viewer)
	if err != nil {
		v.outdated.Store(true)
		return nil, err
	}
	v.filter.Store(made)
	return made, nil
}

// AsColleague returns the graph as every colleague sees it, for what is to be found by that alone; nobody's view for who is no
// colleague.
func (v *View) AsColleague() *View {
	if !v.viewer.Is(Employee) {
		return v.gate.View(Viewer{})
	}
	return v.gate.View(Colleague())
}

// Viewer returns the viewer whose view it is.
func (v *View) Viewer() Viewer { return v.viewer }

// Gate returns the gate that gave the view, for packages under graph/access.
func (v *View) Gate(permit.Permit) *Gate { return v.gate }

// Time returns the moment by the clock of the gate.
func (v *View) Time() time.Time { return v.gate.Time() }

// Today returns the day by the clock of the gate.
func (v *View) Today() graph.Date { return v.gate.Today() }

// Labels returns what the viewer is; none for nobody.
func (v *View) Labels(ctx context.Context) (Labels, error) {
	f, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	return f.labels, nil
}

// SeesInterviewsOf reports whether the viewer may see the interviews of a person.
func (v *View) SeesInterviewsOf(ctx context.Context, person graph.Key) (bool, error) {
	seen, err := v.InterviewsOf(ctx, []graph.Key{person})
	return len(seen) > 0, err
}

// InterviewsOf returns those of the people whose interviews the viewer may see.
func (v *View) InterviewsOf(ctx context.Context, people []graph.Key) ([]graph.Key, error) {
	return v.whose(ctx, people, func(person graph.Key) Labels { return ofKind(graph.KindInterview, person) })
}

// SeesAvailability reports whether the viewer may learn how likely people are to answer now. Colleagues may. Human
// resources and recruiters may not, whatever else they are: who is active when is a control of activity.
func (v *View) SeesAvailability() bool {
	return v.viewer.Is(Employee) && !v.viewer.Is(HRRole) && !v.viewer.Is(Recruiter)
}

// SeesStanding reports whether the viewer may learn what would move a person up a list: of themselves only.
func (v *View) SeesStanding(ctx context.Context, person graph.Key) (bool, error) {
	labels, err := v.Labels(ctx)
	return err == nil && labels.Meets(Labels{Self(person)}), err
}

// Facts implements graph.Reader. A text that was written after the view's snapshot may have another audience,
// so facts that are read whole are filtered as of the snapshot that holds them.
func (v *View) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 {
		return nil, err
	}
	var facts []graph.Fact
	if detail == graph.Brief || f.snapshot == nil {
		facts, err = f.reader.Facts(ctx, detail, keys...)
	} else {
		var now *replica.Snapshot
		facts, now, err = f.snapshot.WholeFacts(ctx, keys)
		if err == nil && now != f.snapshot {
			f, err = v.gate.filterOf(ctx, v.viewer, newVisibilityCache(now))
		}
	}
	if err != nil {
		return nil, err
	}
	return f.facts(ctx, facts)
}

// Edges implements graph.Reader. The viewer may see both ends of those that it returns.
func (v *View) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 {
		return nil, err
	}
	edges, err := f.reader.Edges(ctx, nodes, direction, kinds...)
	if err != nil {
		return nil, err
	}
	return f.facts(ctx, edges)
}

// Scan implements graph.Reader. It reads everything before it visits anything, for a graph may not be read
// from within its own scan.
func (v *View) Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (int64, error) {
	f, err := v.open(ctx)
	if err != nil {
		return 0, err
	}
	var facts []graph.Fact
	revision, err := f.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		facts = append(facts, fact)
		return nil
	}, kinds...)
	if err != nil {
		return revision, err
	}
	if facts, err = f.facts(ctx, facts); err != nil {
		return revision, err
	}
	if detail == graph.Whole {
		keys := make([]graph.Key, len(facts))
		for i, fact := range facts {
			keys[i] = fact.Key
		}
		if facts, err = v.Facts(ctx, graph.Whole, keys...); err != nil {
			return revision, err
		}
	}
	for _, fact := range facts {
		if err := visit(fact); err != nil {
			return revision, err
		}
	}
	return revision, nil
}

// NodeIDs returns the ids of those of the keys that the viewer may see; 0 for the others.
func (v *View) NodeIDs(ctx context.Context, keys ...graph.Key) ([]graph.NodeID, error) {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 {
		return make([]graph.NodeID, len(keys)), err
	}
	nodes := f.graph.NodeIDs(keys)
	return nodes, v.Hide(ctx, nodes)
}

// Hide sets to 0 the ids of nodes that the viewer may not see. Another view may have given them, of the same
// [View.IDSpace].
func (v *View) Hide(ctx context.Context, nodes []graph.NodeID) error {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 {
		clear(nodes)
		return err
	}
	for i, node := range nodes {
		if f.snapshot != nil && node > f.snapshot.MaxNodeID() { // it was given by a later snapshot
			nodes[i] = 0
		}
	}
	if err := f.decide(ctx, nodes); err != nil {
		clear(nodes)
		return err
	}
	for i, node := range nodes {
		if !f.sees(node) {
			nodes[i] = 0
		}
	}
	return nil
}

// IDSpace returns a value that is equal for all views in which ids stand for the same nodes; nil where there
// is no other such view, or this one has not read a snapshot yet, as after a commit.
func (v *View) IDSpace() any {
	if f := v.filter.Load(); f != nil && f.snapshot != nil && !v.outdated.Load() {
		return f.snapshot.IDSpace()
	}
	return nil
}

// Key returns that of a node which this view gave.
func (v *View) Key(node graph.NodeID) graph.Key { return v.filter.Load().graph.Key(node) }

// Tag returns that of an edge which this view gave.
func (v *View) Tag(edge graph.EdgeRef) string { return v.filter.Load().graph.Tag(edge) }

// NodeValues returns the values of nodes which this view gave, in brief; nil for 0. Fields that the viewer may
// not see are empty; what values lead to must not be changed.
func (v *View) NodeValues(ctx context.Context, nodes []graph.NodeID) ([]graph.Value, error) {
	f, err := v.open(ctx)
	if err != nil || len(nodes) == 0 {
		return nil, err
	}
	values, err := f.nodeValues(ctx, nodes)
	if err != nil {
		return nil, err
	}
	facts := make([]graph.Fact, len(nodes))
	pairs := make([]graph.NodeID, 2*len(nodes))
	for i, node := range nodes {
		if values[i] != nil {
			facts[i], pairs[2*i] = graph.Fact{Key: f.graph.Key(node), Value: values[i]}, node
		}
	}
	people, err := f.subjects(ctx, facts, pairs)
	if err != nil {
		return nil, err
	}
	chosen, err := f.choices(ctx, slices.ContainsFunc(facts, func(fact graph.Fact) bool { return fact.Key.Kind() == graph.KindPerson }))
	if err != nil {
		return nil, err
	}
	for i, value := range values {
		if value != nil {
			values[i] = f.redact(value, people[i], chosen)
		}
	}
	return values, nil
}

// AppendDeclarations appends the summaries of declarations which this view gave, in the order of their edges.
// Fields that the viewer may not see are empty.
func (v *View) AppendDeclarations(summaries []graph.DeclarationSummary, edges []graph.EdgeRef) []graph.DeclarationSummary {
	if len(edges) == 0 {
		return summaries
	}
	f, before := v.filter.Load(), len(summaries)
	summaries = f.graph.AppendDeclarations(summaries, edges)
	f.redactSummaries(summaries[before:], edges)
	return summaries
}

// AppendEdges appends the edges of the kinds at nodes that the viewer may see, both ends included: node by
// node, of each node kind by kind as the kinds are given, of each kind in key order. It leaves out what leads to a sensitive
// community, since rankings, suggestions and counts are made of it.
func (v *View) AppendEdges(
	ctx context.Context, edges []graph.EdgeRef, nodes []graph.NodeID, direction graph.Direction, kinds ...graph.Kind,
) ([]graph.EdgeRef, error) {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 || len(nodes) == 0 {
		return edges, err
	}
	before := len(edges)
	if edges, err = f.graph.AppendEdges(ctx, edges, nodes, direction, kinds...); err != nil {
		return edges[:before], err
	}
	visible, err := f.edges(ctx, edges[before:], kinds)
	if err == nil {
		visible, err = f.keepJoined(ctx, visible, kinds)
	}
	return edges[:before+len(visible)], err
}

// Version stands for the state of the graph that a view reads, for what is kept from one view to the next.
type Version struct{ snapshot *replica.Snapshot }

// Version returns that of the state that the view reads. The state of a store has none: nothing read of it can be kept.
func (v *View) Version(ctx context.Context) (Version, error) {
	f, err := v.open(ctx)
	if err != nil {
		return Version{}, err
	}
	return Version{f.snapshot}, nil
}

// Since returns the keys of the facts that changed from another version to this one, whether or not anybody may see them;
// known is false where that cannot be told, and what was kept is void.
func (v Version) Since(before Version) (changed []graph.Key, known bool) {
	switch {
	case v.snapshot == nil || before.snapshot == nil:
		return nil, false
	case v.snapshot == before.snapshot:
		return nil, true
	}
	return v.snapshot.Since(before.snapshot)
}
