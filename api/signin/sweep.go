package signin

import (
	"context"
	"errors"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/graph"
)

// Sweep deletes the sessions and tokens that have expired, and those of people who have left.
func Sweep(ctx context.Context, kept store.Store, people *PersonLookup) error {
	owners, err := kept.People(ctx)
	if err != nil {
		return err
	}
	for _, owner := range owners {
		if _, err := people.Find(ctx, string(owner)); errors.Is(err, graph.ErrNotFound) {
			if err := kept.Forget(ctx, owner); err != nil {
				return err
			}
		}
	}
	return kept.Expire(ctx)
}
