package access

import (
	"context"

	"github.com/sachant/sachant/graph"
)

// keepMailable keeps those of the recipients who get mails: people that every colleague sees. Nothing is sent to who is hidden,
// has left, is erased, or has their data restricted, which are kept and not used.
func keepMailable[T any](ctx context.Context, gate *Gate, all []T, person func(T) graph.Key) ([]T, error) {
	people := make([]graph.Key, len(all))
	for i, one := range all {
		people[i] = person(one)
	}
	nodes, err := gate.View(Colleague()).NodeIDs(ctx, people...)
	if err != nil {
		return nil, err
	}
	var kept []T
	for i, one := range all {
		if nodes[i] != 0 {
			kept = append(kept, one)
		}
	}
	return kept, nil
}
