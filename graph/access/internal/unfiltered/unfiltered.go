// Package unfiltered reads and writes what stands behind a view. Packages under graph/access use it for a rule that needs more
// than its viewer sees: whether a community keeps a manager, or how many questions somebody has received. What they return
// of it to the viewer they decide themselves.
package unfiltered

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/permit"
)

// Gate returns the gate of a view, to look at the graph as another viewer.
func Gate(v *access.View) *access.Gate { return v.Gate(permit.Permit{}) }

// Reader returns the graph behind a view.
func Reader(v *access.View) graph.Reader { return ReaderOf(Gate(v)) }

// ReaderOf returns the graph behind a gate.
func ReaderOf(gate *access.Gate) graph.Reader {
	reader, _ := gate.Unfiltered(permit.Permit{})
	return reader
}

// CommitterOf returns what commits changes that no person makes.
func CommitterOf(gate *access.Gate) access.Committer {
	_, committer := gate.Unfiltered(permit.Permit{})
	return committer
}

// Commit commits what the viewer does by a rule that the caller has checked.
func Commit(ctx context.Context, v *access.View, tx graph.Tx) (graph.Receipt, error) {
	tx.Actor = string(v.Viewer().Person)
	return CommitAs(ctx, v, tx)
}

// CommitOwn is [Commit] of facts that come from the viewer.
func CommitOwn(ctx context.Context, v *access.View, tx graph.Tx) error {
	tx.Put = slices.Clone(tx.Put)
	for i := range tx.Put {
		tx.Put[i].Origin = string(v.Viewer().Person)
	}
	_, err := Commit(ctx, v, tx)
	return err
}

// CommitAs is [Commit] in the name of the transaction's actor, where the viewer is not to be named.
func CommitAs(ctx context.Context, v *access.View, tx graph.Tx) (graph.Receipt, error) {
	return v.CommitAs(ctx, permit.Permit{}, tx)
}
