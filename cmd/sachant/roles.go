package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/search/role"
)

// bringsPosts reports whether an import may have changed which roles people hold.
func bringsPosts(report ingest.Report) bool {
	for _, kind := range []graph.Kind{graph.KindPerson, graph.KindAccount, graph.KindRole} {
		if report.Added[string(kind)]+report.Changed[string(kind)]+report.Removed[string(kind)] > 0 {
			return true
		}
	}
	return false
}

// giveRoles lets people hold the roles that their posts name, by what the graph says now. It is no part of an import that
// can be undone: after undoing one, it is called again.
func giveRoles(ctx context.Context, store graph.Store) error {
	change, err := role.Read(ctx, store)
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
