package access

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/sachant/sachant/graph"
)

// pin is the graph as of one revision, by numbers, with what is remembered about it: which nodes
// the whole company may see. That is the same for every viewer, and takes several reads to find
// out. What is hidden is not in it and is judged each time.
type pin struct {
	graph.Snapshot
	open []atomic.Uint64 // bits by number
}

// pinNow is the graph as of now. Where the reader is of no revision, nothing is remembered.
func (g *Gate) pinNow() *pin {
	pinner, does := g.reader.(graph.Snapshotter)
	if !does {
		return &pin{Snapshot: graph.NewAdjacency(g.reader)}
	}
	now := pinner.Snapshot()
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.remembered == nil || g.remembered.Snapshot != now {
		g.remembered = g.remembered.next(now, pinner)
	}
	return g.remembered
}

// next remembers of a later revision what still holds.
func (p *pin) next(now graph.Snapshot, pinner graph.Snapshotter) *pin {
	made := &pin{Snapshot: now, open: make([]atomic.Uint64, now.MaxNodeID()/64+1)}
	if p == nil {
		return made
	}
	changed, known := pinner.Changed(p.Snapshot)
	if !known || slices.ContainsFunc(changed, func(key graph.Key) bool { return key.Kind() == graph.KindCommunity }) {
		return made
	}
	for i := range p.open {
		made.open[i].Store(p.open[i].Load())
	}
	made.forget(changed)
	return made
}

// forget drops what facts that changed have to do with who may see what: a node says it itself, and
// where something was said, or what it answers, decides about it and about what answers it.
func (p *pin) forget(changed []graph.Key) {
	for _, key := range changed {
		switch key.Kind() {
		case graph.KindIn, graph.KindAnswers:
			from, _ := key.Ends()
			p.close(from)
			answers, _ := p.Edges(context.Background(), []graph.Key{from}, graph.Into, graph.KindAnswers)
			for _, answer := range answers {
				p.close(answer.From())
			}
		default:
			if !key.IsEdge() {
				p.close(key)
			}
		}
	}
}

func (p *pin) close(key graph.Key) {
	if node := p.NodeIDs([]graph.Key{key})[0]; node != 0 {
		p.open[node/64].And(^uint64(1 << (node % 64)))
	}
}

// isNow reports whether the graph is still as it was: what was read before is then no newer than
// what is remembered.
func (g *Gate) isNow(pinned *pin) bool {
	pinner, does := g.reader.(graph.Snapshotter)
	return does && pinner.Snapshot() == pinned.Snapshot
}

func (p *pin) isOpen(node graph.NodeID) bool {
	at := int(node / 64)
	return at < len(p.open) && p.open[at].Load()&(1<<(node%64)) != 0
}

func (p *pin) remember(audiences map[graph.Key]Labels) {
	if len(p.open) == 0 {
		return
	}
	for key, audience := range audiences {
		if !slices.Contains(audience, Company) {
			continue
		}
		if node := p.NodeIDs([]graph.Key{key})[0]; node != 0 {
			p.open[node/64].Or(1 << (node % 64))
		}
	}
}

// recall decides about nodes by what is remembered, where the viewer is of the company. It is
// asked after they were read: somebody may just have hidden what they say now.
func (v *View) recall(keys []graph.Key) (undecided []graph.Key) {
	if len(keys) == 0 || !v.ofCompany || !v.gate.isNow(v.pin) {
		return keys
	}
	for i, node := range v.pin.NodeIDs(keys) {
		if v.pin.isOpen(node) {
			v.seen[keys[i]] = true
		} else {
			undecided = append(undecided, keys[i])
		}
	}
	return undecided
}
