package memory

import (
	"context"

	"github.com/sachant/sachant/graph"
)

var (
	_ graph.Linker  = (*Replica)(nil)
	_ graph.Counter = (*Replica)(nil)
)

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
			if err := shown.visit(shown.ofKind(edges, shown.kinds.number[name]), visit); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *state) visit(edges []uint32, visit func(graph.Link) error) error {
	for _, number := range edges {
		if err := visit(s.link(number)); err != nil {
			return err
		}
	}
	return nil
}

// Count implements graph.Counter.
func (r *Replica) Count(ctx context.Context, nodes []graph.Key, direction graph.Direction, kind graph.Kind) ([]int, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	shown := r.shown.Load()
	counts := make([]int, len(nodes))
	for i, key := range nodes {
		if number, known := shown.find(key); known {
			counts[i] = len(shown.ofKind(shown.edgesAt(number, direction), shown.kinds.number[kind]))
		}
	}
	return counts, nil
}
