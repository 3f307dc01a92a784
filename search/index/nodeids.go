package index

import (
	"context"
	"sync/atomic"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// nodeIDs are those of a segment's documents in one graph, as far as they were asked for; 0 where
// not. To look one up by key takes a hash and a comparison of strings.
type nodeIDs struct {
	space any // in which they are
	ids   []atomic.Uint32
}

// NodeIDs returns those of documents in the view's graph; 0 for what the viewer may not see.
func NodeIDs(ctx context.Context, view *access.View, hits []Hit) ([]graph.NodeID, error) {
	ids := make([]graph.NodeID, len(hits))
	var keys []graph.Key
	var unknown []int
	space := view.IDSpace()
	for i := range hits {
		if known := hits[i].nodeID(space); known != nil {
			ids[i] = graph.NodeID(known.Load())
		}
		if ids[i] == 0 {
			keys, unknown = append(keys, hits[i].Key), append(unknown, i)
		}
	}
	if err := view.Hide(ctx, ids); err != nil || len(keys) == 0 {
		return ids, err
	}
	found, err := view.NodeIDs(ctx, keys...)
	for i, id := range found {
		ids[unknown[i]] = id
		if known := hits[unknown[i]].nodeID(space); known != nil {
			known.Store(uint32(id))
		}
	}
	return ids, err
}

// nodeID is where the index keeps the node id of a document, in a space; nil where it does not.
func (p place) nodeID(space any) *atomic.Uint32 {
	if p.segment == nil || space == nil {
		return nil
	}
	known := p.segment.nodeIDs.Load()
	if known == nil || known.space != space {
		known = &nodeIDs{space, make([]atomic.Uint32, len(p.segment.ends))}
		p.segment.nodeIDs.Store(known)
	}
	return &known.ids[p.number]
}
