package access

import (
	"slices"
	"sync"

	"github.com/sachant/sachant/graph"
)

// openNodes remembers which nodes the whole company may see, as of one revision: that is the
// same for every viewer, and takes several reads to find out. What is hidden is not in it and
// is judged each time.
type openNodes struct {
	revision int64
	mutex    sync.RWMutex
	nodes    map[graph.Key]bool
}

// mostOpen bounds what is remembered, to some tens of megabytes.
const mostOpen = 500_000

// revisioned is a reader that knows at which revision it is.
type revisioned interface{ Revision() int64 }

// isNow reports whether the graph is still as it was: what was read before is then no newer than
// what is remembered.
func (g *Gate) isNow(open *openNodes) bool {
	reader, tells := g.reader.(revisioned)
	return tells && reader.Revision() == open.revision
}

// openNow is what is remembered of the present revision; nothing where the reader does not
// tell it.
func (g *Gate) openNow() *openNodes {
	reader, tells := g.reader.(revisioned)
	if !tells {
		return &openNodes{nodes: map[graph.Key]bool{}}
	}
	revision := reader.Revision()
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.remembered == nil || g.remembered.revision != revision {
		g.remembered = &openNodes{revision: revision, nodes: map[graph.Key]bool{}}
	}
	return g.remembered
}

// recall decides about nodes by what is remembered, where the viewer is of the company. It is
// asked after they were read: somebody may just have hidden what they say now.
func (v *View) recall(nodes []graph.Key) (undecided []graph.Key) {
	if len(nodes) == 0 || !slices.Contains(v.labels, Company) || !v.gate.isNow(v.open) {
		return nodes
	}
	v.open.mutex.RLock()
	defer v.open.mutex.RUnlock()
	return slices.DeleteFunc(nodes, func(node graph.Key) bool {
		known := v.open.nodes[node]
		if known {
			v.seen[node] = true
		}
		return known
	})
}

func (o *openNodes) remember(audiences map[graph.Key]Labels) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if len(o.nodes)+len(audiences) > mostOpen {
		clear(o.nodes)
	}
	for node, audience := range audiences {
		if slices.Contains(audience, Company) {
			o.nodes[node] = true
		}
	}
}
