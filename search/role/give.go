package role

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Kinds returns the kinds of facts that decide which roles people hold.
func Kinds() []graph.Kind { return []graph.Kind{graph.KindPerson, graph.KindAccount, graph.KindRole} }

// Give lets people hold the roles that their posts name, by what the graph says now. It is no part of an import that can be
// undone: after undoing one, it is called again.
func Give(ctx context.Context, store graph.Store) error {
	change, err := Read(ctx, store)
	const chunk = 5000
	for keys := range slices.Chunk(change.Delete, chunk) {
		if err == nil {
			_, err = store.Commit(ctx, graph.Tx{Actor: "roles", Delete: keys})
		}
	}
	for facts := range slices.Chunk(change.Put, chunk) {
		if err == nil {
			_, err = store.Commit(ctx, graph.Tx{Actor: "roles", Put: facts})
		}
	}
	if err != nil {
		return fmt.Errorf("cannot find the roles of people: %w", err)
	}
	return nil
}
