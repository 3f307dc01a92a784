package memory

import (
	"context"

	"github.com/sachant/sachant/graph"
)

var _ graph.Linker = (*Replica)(nil)

// Links implements graph.Linker.
func (r *Replica) Links(ctx context.Context, nodes []graph.Key, direction graph.Direction, visit func(graph.Link) error, kinds ...graph.Kind) error {
	shown := r.shown.Load()
	for _, key := range nodes {
		if err := ctx.Err(); err != nil {
			return err
		}
		number, known := shown.find(key)
		if !known {
			continue
		}
		edges := shown.edgesAt(number, direction)
		for _, name := range kinds {
			if err := shown.visit(shown.ofKind(edges, shown.kinds.number[name]), name, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *state) visit(edges []uint32, kind graph.Kind, visit func(graph.Link) error) error {
	for _, number := range edges {
		edge := s.edges.at(number)
		err := visit(graph.Link{
			From: *s.keys.at(edge.from), To: *s.keys.at(edge.to), Kind: kind,
			Tag: s.texts[edge.tag], Origin: s.texts[edge.origin], Value: edge.value,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
