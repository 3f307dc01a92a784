package access

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
)

// visibilityCache holds which nodes of a snapshot the whole company may see. That is the same for every
// viewer, and takes several reads to find out. What is hidden is not in it and is decided for each viewer.
type visibilityCache struct {
	snapshot *replica.Snapshot
	company  []atomic.Uint64 // a bit for each node id

	deciding  sync.Mutex // held while decisions are read: what holds mutex asks for them
	decisions *decisions // of people, nil until they are read

	mutex      sync.Mutex
	perimeters map[string]perimeter // by the places that were asked about
	census     *census              // as of censusOn
	censusOn   graph.Day
	// participation is that of communities, as of participationOn.
	participation   []Participation
	participationOn graph.Day
}

func newVisibilityCache(snapshot *replica.Snapshot) *visibilityCache {
	return &visibilityCache{snapshot: snapshot, company: make([]atomic.Uint64, snapshot.MaxNodeID()/64+1), perimeters: map[string]perimeter{}}
}

// currentCache returns that of the current snapshot. The snapshot is read under the lock, so that no older
// one follows a newer one.
func (g *Gate) currentCache(ctx context.Context) *visibilityCache {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if now := g.replica.Snapshot(); g.cache == nil || g.cache.snapshot != now {
		g.cache = g.cache.next(context.WithoutCancel(ctx), now)
	}
	return g.cache
}

// next returns what of the cache still holds in a later snapshot: nothing, where that cannot be found out.
func (c *visibilityCache) next(ctx context.Context, now *replica.Snapshot) *visibilityCache {
	next := newVisibilityCache(now)
	if c == nil {
		return next
	}
	changed, known := now.Since(c.snapshot)
	if !known {
		return next
	}
	stale, err := affected(ctx, now, changed)
	if err != nil || slices.ContainsFunc(changed, func(key graph.Key) bool { return key.Kind() == graph.KindCommunity }) {
		return next
	}
	c.deciding.Lock()
	if !c.decisions.restsOn(changed) {
		next.decisions = c.decisions
	}
	c.deciding.Unlock()
	for i := range c.company {
		next.company[i].Store(c.company[i].Load())
	}
	for _, node := range stale {
		next.company[node/64].And(^uint64(1 << (node % 64)))
	}
	return next
}

// affected returns the nodes whose audience depends on facts that changed: a node itself; and the community of a
// contribution, or what it is about, decides about it and about what is said about it. What they mention, and what an edge that
// changed mentions, depends on them in turn.
func affected(ctx context.Context, now *replica.Snapshot, changed []graph.Key) ([]graph.NodeID, error) {
	var nodes, moved []graph.Key
	for _, key := range changed {
		from, to := key.Ends()
		switch kind := key.Kind(); {
		case from == "":
			nodes = append(nodes, key)
		case kind == graph.KindRestricted:
			nodes = append(nodes, from)
		case kind == graph.KindIn || kind == graph.KindAnswers || kind == graph.KindCommentsOn || kind == graph.KindHiddenIn:
			moved = append(moved, from)
		case isMention(kind):
			nodes = append(nodes, to)
		}
	}
	stale, known := now.NodeIDs(moved), map[graph.NodeID]bool{}
	for next := stale; len(next) > 0; {
		about, err := now.AppendEdges(ctx, nil, distinctNodes(next), graph.Into, graph.KindAnswers, graph.KindCommentsOn)
		if err != nil {
			return nil, err
		}
		next = nil
		for _, edge := range about {
			if !known[edge.From] {
				known[edge.From], stale, next = true, append(stale, edge.From), append(next, edge.From)
			}
		}
	}
	stale = append(stale, now.NodeIDs(nodes)...)
	mentions, err := now.AppendEdges(ctx, nil, stale, graph.Out, mentionsOf("")...)
	for _, edge := range mentions {
		stale = append(stale, edge.To)
	}
	return stale, err
}

func (c *visibilityCache) has(node graph.NodeID) bool {
	at := int(node / 64)
	return at < len(c.company) && c.company[at].Load()&(1<<(node%64)) != 0
}

func (c *visibilityCache) add(node graph.NodeID) { c.company[node/64].Or(1 << (node % 64)) }
