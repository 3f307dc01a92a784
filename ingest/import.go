package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sachant/sachant/graph"
)

// Reader reads one source and says to the sink what it holds. It returns an error where it
// could not read, the sink's own errors included.
type Reader interface {
	Read(ctx context.Context, sink Sink) error
}

// Import applies what a source says to a store. Source, Store and Namer must be set.
//
// Rules that hold for every source: importing the same again writes nothing; what is said
// twice in one run stands as it was said first; what one source stated, no other changes,
// except that a roster takes over the description of a person from what is no roster, or from
// a roster that the person has left.
type Import struct {
	// Source names the source; it is the origin of every fact that it states.
	Source string
	Store  graph.Store
	Namer  graph.Namer
	// Chunk is how many facts are committed at once; 0 is 20,000. The result does not depend on it.
	Chunk int
	// DryRun shows the plan and changes nothing.
	DryRun bool
	// ConfirmRemovals lets people leave however many they are, where the run was complete.
	ConfirmRemovals bool
	// TrustEmail lets accounts and references meet people by e-mail address.
	TrustEmail bool
	// CreatePeople makes a person of an account that belongs to nobody known.
	CreatePeople bool
	// Now tells the time, for progress only; nil tells progress without times.
	Now func() time.Time
	// Progress is told how far the import is after each chunk, and a few times a second by Now.
	Progress func(Progress)
	// ShowPlan is given every change as it is made or, in a dry run, would be: in the order of
	// keys within a chunk.
	ShowPlan func(PlanLine)
}

// Progress says how far an import is.
type Progress struct {
	// Done and Total are in the reader's own unit, bytes or entries; Total is 0 where unknown.
	Done, Total int64
	// Facts is how many were compared with the store so far.
	Facts   int64
	Elapsed time.Duration
}

const defaultChunk = 20_000

// Run imports what the reader says. Where it returns an error, the import ended early, and the
// report says what had been applied by then; [Report.Exit] is right either way. What a source
// does wrong is no error but a rejection or a warning, as long as something of it was taken.
func (im Import) Run(ctx context.Context, reader Reader) (Report, error) {
	r, err := im.start(ctx)
	if err != nil {
		return newReport(), err
	}
	defer r.previous.stop()
	err = r.read(reader)
	switch {
	case r.err != nil:
		return r.end(r.err)
	case ctx.Err() != nil:
		return r.end(context.Cause(ctx))
	case err != nil:
		r.sink.Incomplete(err.Error())
	}
	if failed := r.finish(); failed != nil {
		return r.end(failed)
	}
	if r.report.accepted == 0 && err != nil {
		return r.end(err)
	}
	return r.end(nil)
}

func (im Import) start(ctx context.Context) (*run, error) {
	if im.Source == "" || im.Store == nil {
		return nil, errors.New("import needs the name of a source and a store")
	}
	if im.Chunk <= 0 {
		im.Chunk = defaultChunk
	}
	known, err := loadPeople(ctx, im.Store)
	if err != nil {
		return nil, err
	}
	skills, err := loadSkills(ctx, im.Store, im.Source)
	if err != nil {
		return nil, err
	}
	r := &run{
		Import: im, ctx: ctx, applier: newApplier(ctx, im), report: newReport(), notes: newNotes(),
		before: known.presentIn(im.Source), foreign: map[graph.Kind]int{}, progress: newProgressReporter(im),
	}
	r.sink = r.newListener(known.attribute(im.Source))
	r.stager = newStager(resolver{
		source: im.Source, namer: im.Namer, people: known, skills: skills,
		trustEmail: im.TrustEmail, create: im.CreatePeople, claims: map[string]graph.Key{}, warn: r.warn,
	}, r.lookUp)
	r.previous = loadPrevious(ctx, im.Store, r.stager.facts, im.Source)
	return r, nil
}

// end closes the report, once nothing is under way any more.
func (r *run) end(err error) (Report, error) {
	_ = r.wait()
	r.warnSkipped()
	r.sink.with(r.notes)
	r.sink.writeTo(&r.report)
	if err == nil {
		return r.report, nil
	}
	r.report.stopped, r.report.HeldBack = true, true
	return r.report, fmt.Errorf("import %q: %w", r.Source, err)
}
