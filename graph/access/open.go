package access

import (
	"slices"
	"sync/atomic"

	"github.com/sachant/sachant/graph"
)

// pin is the graph as of one revision, by numbers, with what is remembered about it: which nodes
// the whole company may see. That is the same for every viewer, and takes several reads to find
// out. What is hidden is not in it and is judged each time.
type pin struct {
	graph.Pinned
	open []atomic.Uint64 // bits by number
}

// pinNow is the graph as of now. Where the reader is of no revision, nothing is remembered.
func (g *Gate) pinNow() *pin {
	pinner, does := g.reader.(graph.Pinner)
	if !does {
		return &pin{Pinned: graph.Numbered(g.reader)}
	}
	now := pinner.Pin()
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.remembered == nil || g.remembered.Pinned != now {
		g.remembered = &pin{Pinned: now, open: make([]atomic.Uint64, now.Highest()/64+1)}
	}
	return g.remembered
}

// isNow reports whether the graph is still as it was: what was read before is then no newer than
// what is remembered.
func (g *Gate) isNow(pinned *pin) bool {
	pinner, does := g.reader.(graph.Pinner)
	return does && pinner.Pin() == pinned.Pinned
}

func (p *pin) isOpen(node graph.Number) bool {
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
		if node := p.Nodes([]graph.Key{key})[0]; node != 0 {
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
	for i, node := range v.pin.Nodes(keys) {
		if v.pin.isOpen(node) {
			v.seen[keys[i]] = true
		} else {
			undecided = append(undecided, keys[i])
		}
	}
	return undecided
}
