package imports

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// seenStore is a store without the skills that a viewer does not see. A table that is looked at is compared with it: compared with
// the whole store, a plan would tell which skills exist in statements that nobody else may know.
type seenStore struct {
	graph.Store
	unseen map[graph.Key]bool
}

// storeSeenBy returns the store as a viewer sees its skills.
func (h *Imports) storeSeenBy(ctx context.Context, viewer access.Viewer) (graph.Store, error) {
	unseen := map[graph.Key]bool{}
	if _, err := h.Store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		unseen[fact.Key] = true
		return nil
	}, graph.KindSkill); err != nil {
		return nil, err
	}
	_, err := h.Gate.View(viewer).Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		delete(unseen, fact.Key)
		return nil
	}, graph.KindSkill)
	return seenStore{h.Store, unseen}, err
}

func (s seenStore) hides(fact graph.Fact) bool {
	from, to := fact.Key.Ends()
	return s.unseen[fact.Key] || s.unseen[from] || s.unseen[to]
}

// Facts implements [graph.Reader].
func (s seenStore) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	facts, err := s.Store.Facts(ctx, detail, keys...)
	return slices.DeleteFunc(facts, s.hides), err
}

// Edges implements [graph.Reader].
func (s seenStore) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	edges, err := s.Store.Edges(ctx, nodes, direction, kinds...)
	return slices.DeleteFunc(edges, s.hides), err
}

// Scan implements [graph.Reader].
func (s seenStore) Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (int64, error) {
	return s.Store.Scan(ctx, detail, func(fact graph.Fact) error {
		if s.hides(fact) {
			return nil
		}
		return visit(fact)
	}, kinds...)
}
