package access

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
)

// filter decides what one viewer may see of one snapshot, by node id: of nodes [filter.sees], of edges
// [filter.allows], of fields [filter.mask]. It is safe for use by several goroutines.
type filter struct {
	gate     *Gate
	reader   graph.Reader
	graph    adjacency
	snapshot *replica.Snapshot // nil where the reader is a store
	cache    *visibilityCache  // nil where the reader is a store
	labels   Labels
	company  bool           // labels hold Company
	hr       bool           // labels hold HR
	anyHR    bool           // the viewer is human resources of somebody: they see what is for HR and about nobody
	within   perimeter      // the people of a viewer who is human resources of some places; nil of the whole company
	related  []graph.NodeID // nodes that labels name, in order: the viewer, their reports, their communities
	self     graph.NodeID   // the viewer; 0 for who has no page here
	teams    bool           // the policy shows something to teams, whatever people choose

	mutex   sync.Mutex
	decided *decisions            // nil until they are read, and where a cache has them
	team    map[graph.NodeID]bool // who reports to the viewer's manager; nil until it is read

	restricted map[graph.NodeID]bool // people whose facts are not used, once nodes were decided
	visible    map[graph.NodeID]bool // nodes that were decided
	masks      map[maskKey][]int
}

// newFilter reads what the viewer is as of now.
func (g *Gate) newFilter(ctx context.Context, viewer Viewer) (*filter, error) {
	if g.replica != nil {
		return g.filterOf(ctx, viewer, g.currentCache(ctx))
	}
	return (&filter{gate: g, reader: g.reader, graph: newStoreAdjacency(g.reader)}).identify(ctx, viewer)
}

// filterOf reads what the viewer is as of a snapshot.
func (g *Gate) filterOf(ctx context.Context, viewer Viewer, cache *visibilityCache) (*filter, error) {
	now := cache.snapshot
	return (&filter{gate: g, reader: now, graph: now, snapshot: now, cache: cache}).identify(ctx, viewer)
}

func (f *filter) identify(ctx context.Context, viewer Viewer) (*filter, error) {
	labels, err := labelsOf(ctx, f.reader, viewer, f.gate.Today())
	if err != nil {
		return nil, err
	}
	f.labels, f.company, f.hr = labels, slices.Contains(labels, Company), slices.Contains(labels, HR)
	f.anyHR = len(labels) > 0 && viewer.Is(HRRole)
	f.teams = slices.ContainsFunc(f.gate.Policy.audiences(""), func(audience string) bool { return audience == graph.ToTeam || audience == graph.ToHR })
	f.visible, f.masks = map[graph.NodeID]bool{}, map[maskKey][]int{}
	var named []graph.Key
	for _, label := range labels {
		if _, key, is := strings.Cut(string(label), ":"); is {
			named = append(named, graph.Key(key))
		}
	}
	f.related = f.graph.NodeIDs(named)
	if len(labels) > 0 && viewer.Person != "" {
		f.self = f.graph.NodeIDs([]graph.Key{viewer.Person})[0]
	}
	slices.Sort(f.related)
	if f.anyHR && len(viewer.Perimeter) > 0 {
		f.within, err = f.perimeterOf(ctx, viewer.Perimeter)
	}
	return f, err
}

// isRelated reports whether the viewer's labels name a node.
func (f *filter) isRelated(node graph.NodeID) bool {
	_, found := slices.BinarySearch(f.related, node)
	return found
}

// decide decides about nodes, once each, in a fixed number of reads; facts that were read already are not
// read again.
func (f *filter) decide(ctx context.Context, nodes []graph.NodeID, read ...graph.Fact) error {
	decided, err := f.decisions(ctx)
	if err != nil {
		return err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.restricted = decided.restricted
	undecided, mentioned := map[graph.Key]graph.NodeID{}, map[graph.Kind][]graph.NodeID{}
	for _, node := range nodes {
		if node == 0 || f.isDecided(node) {
			continue
		}
		key := f.graph.Key(node)
		if kind := key.Kind(); isMentioned(kind) {
			mentioned[kind] = append(mentioned[kind], node)
		} else {
			undecided[key] = node
		}
	}
	if err := f.decideByContents(ctx, undecided, read); err != nil {
		return err
	}
	for _, kind := range slices.Sorted(maps.Keys(mentioned)) {
		if err := f.decideByMentions(ctx, kind, mentioned[kind]); err != nil {
			return err
		}
	}
	return nil
}

func (f *filter) isDecided(node graph.NodeID) bool {
	_, decided := f.visible[node]
	return decided || f.companySees(node)
}

// decideByContents decides about nodes by what they and their surroundings hold.
func (f *filter) decideByContents(ctx context.Context, undecided map[graph.Key]graph.NodeID, read []graph.Fact) error {
	if len(undecided) == 0 {
		return nil
	}
	var facts []graph.Fact
	missing := make(map[graph.Key]bool, len(undecided))
	for key := range undecided {
		missing[key] = true
	}
	for _, fact := range read {
		if missing[fact.Key] {
			delete(missing, fact.Key)
			facts = append(facts, fact)
		}
	}
	if len(missing) > 0 {
		more, err := f.reader.Facts(ctx, graph.Brief, slices.Sorted(maps.Keys(missing))...)
		if err != nil {
			return err
		}
		facts = append(facts, more...)
	}
	audiences, owner, err := audiencesAndOwners(ctx, f.reader, facts)
	if err != nil {
		return err
	}
	for key, node := range undecided {
		audience := f.restrictedAudience(audiences[key], key, owner[key])
		f.visible[node] = f.meets(audience, owner[key])
		if f.cache != nil && slices.Contains(audience, Company) {
			f.cache.add(node)
		}
	}
	return nil
}

// companySees reports whether a node is known to be visible to the whole company, of which the viewer is.
func (f *filter) companySees(node graph.NodeID) bool {
	return f.company && f.cache != nil && f.cache.has(node)
}

// sees reports whether the viewer may see a node that was decided.
func (f *filter) sees(node graph.NodeID) bool {
	if f.companySees(node) {
		return true
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.visible[node]
}

// edgeRule is what decides about the edges of a kind, besides their ends.
type edgeRule struct {
	kind      graph.Kind
	closed    map[graph.NodeID]bool // of memberships, the closed communities; nil where they were not read: then all are
	strangers [standings]bool       // whether the viewer sees such edges between people unrelated to them
	company   [standings]bool       // whether the whole company sees them
	hr        [standings]bool       // whether human resources of their owner see them
	owner     graph.Direction       // the end that is their owner
	mentions  bool                  // viewers who see the edge and the node that it leaves see the node that it leads to
}

func (f *filter) rulesOf(kinds []graph.Kind) []edgeRule {
	rules := make([]edgeRule, len(kinds))
	for i, kind := range kinds {
		rules[i].kind, rules[i].mentions, rules[i].owner = kind, isMention(kind), ownerEnd(kind)
		for has := range standings {
			audience := edgeAudience(kind, has, stranger, stranger)
			rules[i].strangers[has], rules[i].company[has] = audience.Meets(f.labels), slices.Contains(audience, Company)
			rules[i].hr[has] = slices.Contains(audience, HR) && hasOwner(kind)
			if slices.Contains(audience, HR) && !hasOwner(kind) && f.anyHR {
				rules[i].strangers[has] = true
			}
		}
	}
	return rules
}

// stranger stands for people that no label names.
const stranger graph.Key = "person/"

// rulesFor is [filter.rulesOf] with what has to be read for it.
func (f *filter) rulesFor(ctx context.Context, kinds ...graph.Kind) ([]edgeRule, error) {
	rules := f.rulesOf(kinds)
	if at := slices.Index(kinds, graph.KindMemberOf); at >= 0 {
		decided, err := f.decisions(ctx)
		if err != nil {
			return nil, err
		}
		for i, kind := range kinds {
			if kind == graph.KindMemberOf {
				rules[i].closed = decided.closed
			}
		}
	}
	return rules, nil
}

// allows reports whether the audience of an edge of the graph holds the viewer.
func (f *filter) allows(rule *edgeRule, edge *graph.EdgeRef) bool {
	has := kept
	switch {
	case edge.Published:
		has = published
	case rule.kind == graph.KindDeclares:
		has = standingOf(false, f.graph.Tag(*edge))
	case rule.kind == graph.KindMemberOf:
		has = rule.standingIn(edge.To)
	}
	return f.allowsStanding(rule, edge, has)
}

// standing returns that of an edge with a key.
func (r *edgeRule) standing(edge *graph.EdgeRef, key graph.Key) standing {
	if r.kind == graph.KindMemberOf {
		return r.standingIn(edge.To)
	}
	return standingOf(edge.Published, key.Tag())
}

// standingIn returns the standing of a membership of a community.
func (r *edgeRule) standingIn(community graph.NodeID) standing {
	if r.closed == nil || r.closed[community] {
		return closed
	}
	return kept
}

// allowsStanding reports whether the edge's own audience holds the viewer. Most edges are between strangers; then it
// depends on the rule alone.
func (f *filter) allowsStanding(rule *edgeRule, edge *graph.EdgeRef, has standing) bool {
	if rule.strangers[has] || rule.hr[has] && f.within.has(endOf(edge, rule.owner)) {
		return true
	}
	if !f.isRelated(edge.From) && !f.isRelated(edge.To) {
		return false
	}
	return edgeAudience(rule.kind, has, f.graph.Key(edge.From), f.graph.Key(edge.To)).Meets(f.labels)
}

// edges keeps, in place, the edges that the viewer may see. The edge's own audience comes first: it hides most
// of what is hidden, and then nothing has to be read about its ends.
func (f *filter) edges(ctx context.Context, edges []graph.EdgeRef, kinds []graph.Kind) ([]graph.EdgeRef, error) {
	kept, undecided := edges[:0], []graph.NodeID(nil)
	rules, err := f.rulesFor(ctx, kinds...)
	if err != nil {
		return nil, err
	}
	for i := range edges {
		edge := &edges[i]
		if !f.allows(&rules[edge.Kind], edge) {
			continue
		}
		if !f.companySees(edge.From) {
			undecided = append(undecided, edge.From)
		}
		if !rules[edge.Kind].mentions && !f.companySees(edge.To) {
			undecided = append(undecided, edge.To)
		}
		kept = append(kept, *edge)
	}
	if len(undecided) > 0 {
		if err := f.decide(ctx, undecided); err != nil {
			return nil, err
		}
		kept = slices.DeleteFunc(kept, func(edge graph.EdgeRef) bool {
			return !f.sees(edge.From) || !rules[edge.Kind].mentions && !f.sees(edge.To)
		})
	}
	for i := range kept {
		f.noteMention(&rules[kept[i].Kind], &kept[i])
	}
	return kept, nil
}

// facts keeps, in order, the facts that the viewer may see, without the fields that they may not see.
func (f *filter) facts(ctx context.Context, facts []graph.Fact) ([]graph.Fact, error) {
	if len(f.labels) == 0 || len(facts) == 0 {
		return nil, nil
	}
	keys := make([]graph.Key, 0, 2*len(facts)) // the node itself and nothing, or both ends
	for _, fact := range facts {
		if from, to := fact.Key.Ends(); from != "" {
			keys = append(keys, from, to)
		} else {
			keys = append(keys, fact.Key, "")
		}
	}
	nodes := f.graph.NodeIDs(keys)
	asked := slices.Clone(nodes)
	for i, fact := range facts {
		if isMention(fact.Key.Kind()) {
			asked[2*i+1] = 0
		}
	}
	if err := f.decide(ctx, asked, facts...); err != nil {
		return nil, err
	}
	people, err := f.subjects(ctx, facts, nodes)
	if err != nil {
		return nil, err
	}
	chosen, err := f.choices(ctx, slices.ContainsFunc(facts, func(fact graph.Fact) bool { return fact.Key.Kind() == graph.KindPerson }))
	if err != nil {
		return nil, err
	}
	rules := map[graph.Kind]*edgeRule{}
	visible := make([]graph.Fact, 0, len(facts))
	for i, fact := range facts {
		edge := graph.EdgeRef{From: nodes[2*i], To: nodes[2*i+1]}
		if !f.sees(edge.From) {
			continue
		}
		if kind := fact.Key.Kind(); fact.Key.IsEdge() {
			if rules[kind] == nil {
				of, err := f.rulesFor(ctx, kind)
				if err != nil {
					return nil, err
				}
				rules[kind] = &of[0]
			}
			rule := rules[kind]
			edge.SetValue(fact.Value)
			if has := rule.standing(&edge, fact.Key); !f.allowsStanding(rule, &edge, has) || !rule.mentions && !f.sees(edge.To) {
				continue
			}
			f.noteMention(rule, &edge)
		}
		fact.Value = f.redact(fact.Value, people[i], chosen)
		visible = append(visible, fact)
	}
	return visible, nil
}

// nodeValues returns the values of nodes in brief, nil for those that do not exist.
func (f *filter) nodeValues(ctx context.Context, nodes []graph.NodeID) ([]graph.Value, error) {
	if f.snapshot != nil {
		return f.snapshot.NodeValues(ctx, nodes)
	}
	keys := keysOf(f.graph, nodes)
	facts, err := f.reader.Facts(ctx, graph.Brief, keys...)
	byKey, values := graph.ByKey(facts), make([]graph.Value, len(nodes))
	for i, key := range keys {
		values[i] = byKey[key].Value
	}
	return values, err
}
