package access

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/sachant/sachant/graph"
)

// View is a graph.Reader that has already left out what its viewer may not see: whole facts
// by their audience, single fields by their tag.
type View struct {
	gate   *Gate
	viewer Viewer

	mutex     sync.Mutex
	pin       *pin
	labels    Labels
	known     bool                  // labels were read, and the view pinned
	ofCompany bool                  // labels hold Company
	seen      map[graph.Key]bool    // verdicts on nodes
	near      map[graph.Key]bool    // whom labels name
	nearby    map[graph.NodeID]bool // the same, by number
	nearBits  uint64                // the last six bits of those numbers, each as a bit
	told      map[aboutEdge]bool    // whether the viewer may see such edges between strangers
	last      lastEdge              // the answer for the last one
	hiding    *hiding
}

// Viewer is whose view it is.
func (v *View) Viewer() Viewer { return v.viewer }

// Labels are what the viewer is; none for nobody.
func (v *View) Labels(ctx context.Context) (Labels, error) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if v.known {
		return v.labels, nil
	}
	labels, err := v.gate.labelsOf(ctx, v.viewer)
	if err != nil {
		return nil, err
	}
	v.labels, v.known, v.near = labels, true, named(labels)
	v.ofCompany, v.pin = slices.Contains(labels, Company), v.gate.pinNow()
	v.nearBits = 0
	v.nearby = make(map[graph.NodeID]bool, len(v.near))
	for _, node := range v.pin.NodeIDs(slices.Collect(maps.Keys(v.near))) {
		v.nearby[node] = true
		v.nearBits |= 1 << (node % 64)
	}
	return labels, nil
}

// named are whom labels name: the viewer, those they manage, their communities.
func named(labels Labels) map[graph.Key]bool {
	near := map[graph.Key]bool{}
	for _, label := range labels {
		if _, key, ok := strings.Cut(string(label), ":"); ok {
			near[graph.Key(key)] = true
		}
	}
	return near
}

// Facts are those of the keys that the viewer may see.
func (v *View) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	facts, err := v.gate.reader.Facts(ctx, detail, keys...)
	if err != nil {
		return nil, err
	}
	return v.filter(ctx, facts)
}

// Edges are those at the nodes that the viewer may see, both ends included.
func (v *View) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	edges, err := v.gate.reader.Edges(ctx, nodes, direction, kinds...)
	if err != nil {
		return nil, err
	}
	return v.filter(ctx, edges)
}

// Scan visits what the viewer may see. It reads all before it visits, for a graph may not be
// asked again from within its own scan.
func (v *View) Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (int64, error) {
	var facts []graph.Fact
	revision, err := v.gate.reader.Scan(ctx, detail, func(fact graph.Fact) error {
		facts = append(facts, fact)
		return nil
	}, kinds...)
	if err != nil {
		return revision, err
	}
	visible, err := v.filter(ctx, facts)
	if err != nil {
		return revision, err
	}
	for _, fact := range visible {
		if err := visit(fact); err != nil {
			return revision, err
		}
	}
	return revision, nil
}

// filter keeps what the viewer may see of facts, in order.
func (v *View) filter(ctx context.Context, facts []graph.Fact) ([]graph.Fact, error) {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 || len(facts) == 0 {
		return nil, err
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if err := v.judge(ctx, facts); err != nil {
		return nil, err
	}
	owner, err := v.ownersOf(ctx, facts)
	if err != nil {
		return nil, err
	}
	visible := facts[:0:0]
	for _, fact := range facts {
		if v.sees(fact) {
			visible = append(visible, v.redact(fact, owner))
		}
	}
	return visible, nil
}

// judge decides about every node among the facts and at their ends, once each.
func (v *View) judge(ctx context.Context, facts []graph.Fact) error {
	nodes, missing := v.undecided(facts)
	if missing = v.recall(missing); len(missing) > 0 {
		ends, err := v.gate.reader.Facts(ctx, graph.Brief, missing...)
		if err != nil {
			return err
		}
		nodes = append(nodes, ends...)
	}
	return v.decide(ctx, nodes)
}

// decide judges nodes that were read.
func (v *View) decide(ctx context.Context, nodes []graph.Fact) error {
	audiences, err := Audiences(ctx, v.gate.reader, nodes)
	if err != nil {
		return err
	}
	v.take(audiences)
	if v.gate.isNow(v.pin) {
		v.pin.remember(audiences)
	}
	return nil
}

func (v *View) take(audiences map[graph.Key]Labels) {
	for key, audience := range audiences {
		v.seen[key] = audience.Meets(v.labels)
	}
}

// undecided are the nodes not judged yet, and the keys of ends not read yet.
func (v *View) undecided(facts []graph.Fact) (nodes []graph.Fact, missing []graph.Key) {
	here, wanted := map[graph.Key]bool{}, map[graph.Key]bool{}
	for _, fact := range facts {
		from, to := fact.Key.Ends()
		if from == "" {
			if _, decided := v.seen[fact.Key]; !decided && len(v.recall([]graph.Key{fact.Key})) > 0 {
				here[fact.Key] = true
				nodes = append(nodes, fact)
			}
			continue
		}
		for _, end := range []graph.Key{from, to} {
			if _, decided := v.seen[end]; !decided {
				wanted[end] = true
			}
		}
	}
	for end := range wanted {
		if !here[end] {
			missing = append(missing, end)
		}
	}
	return nodes, distinctOf(missing)
}

func (v *View) sees(fact graph.Fact) bool {
	from, to := fact.Key.Ends()
	if from == "" {
		return v.seen[fact.Key]
	}
	return v.seen[from] && v.seen[to] && Audience(fact, Surroundings{}).Meets(v.labels)
}
