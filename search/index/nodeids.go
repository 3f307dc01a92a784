package index

import (
	"context"
	"sync/atomic"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// numbers are those of a segment's documents in a graph, as far as somebody asked for them: a number
// is found at once, where a key has to be hashed and compared.
type numbers struct {
	numbering any // of which they are
	nodes     []atomic.Uint32
}

// numbersIn are those of a numbering, whatever was kept of another.
func (c *segmentData) numbersIn(numbering any) *numbers {
	known := c.numbers.Load()
	if known == nil || known.numbering != numbering {
		known = &numbers{numbering, make([]atomic.Uint32, len(c.ends))}
		c.numbers.Store(known)
	}
	return known
}

// NodeIDs are those of documents; 0 for what the viewer may not see.
func NodeIDs(ctx context.Context, view *access.View, matches []Hit) ([]graph.NodeID, error) {
	nodes := make([]graph.NodeID, len(matches))
	var keys []graph.Key
	var unknown []int
	numbering := view.IDSpace()
	for i := range matches {
		if nodes[i] = matches[i].place.node(numbering); nodes[i] == 0 {
			keys, unknown = append(keys, matches[i].Key), append(unknown, i)
		}
	}
	if err := view.Hide(ctx, nodes); err != nil || len(keys) == 0 {
		return nodes, err
	}
	found, err := view.NodeIDs(ctx, keys...)
	for i, node := range found {
		nodes[unknown[i]] = node
		matches[unknown[i]].place.remember(numbering, node)
	}
	return nodes, err
}

// node is the number of a document, 0 where it is not known.
func (p place) node(numbering any) graph.NodeID {
	if p.segment == nil || numbering == nil {
		return 0
	}
	return graph.NodeID(p.segment.numbersIn(numbering).nodes[p.number].Load())
}

func (p place) remember(numbering any, node graph.NodeID) {
	if p.segment != nil && numbering != nil {
		p.segment.numbersIn(numbering).nodes[p.number].Store(uint32(node))
	}
}
