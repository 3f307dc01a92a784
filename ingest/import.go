package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sachant/sachant/graph"
)

// Import applies what a source says to a store. Source, Store and Namer must be set.
//
// Rules that hold for every source: importing the same again writes nothing; of two statements of one
// fact in a run the first counts; no source changes what another one stated, except that a roster takes
// over the description of a person from a source that is no roster, or from a roster that the person has left.
type Import struct {
	// Source names the source; it is the origin of every fact that it states.
	Source string
	Store  graph.Store
	Namer  graph.Namer
	// Chunk is how many facts are committed at once; 0 is 50,000. The result does not depend on it.
	Chunk int
	// DryRun shows the plan and changes nothing.
	DryRun bool
	// ConfirmRemovals lets any number of people leave, where the run was complete, and change, where changes are limited.
	ConfirmRemovals bool
	// LimitChanges applies nothing where more than max(5, 20 %) of the people of the source would be described
	// differently. The facts of 100,000 people are then compared before the first is committed.
	LimitChanges bool
	// Departures lets so many people leave, where that is more than an import lets leave by itself.
	Departures int
	// TrustEmail lets accounts and references find people by e-mail address.
	TrustEmail bool
	// CreatePeople makes a person of an account that belongs to no stored person.
	CreatePeople bool
	// Now returns the time, for progress and for warnings of doubtful dates; nil reports progress without
	// times, and does not warn.
	Now func() time.Time
	// Progress receives how far the import is after each chunk, and a few times a second by Now.
	Progress func(Progress)
	// ShowPlan receives every change as it is made or, in a dry run, would be: in the order of
	// keys within a chunk.
	ShowPlan func(PlanLine)
	// Journal receives changes before they are committed, so that they can be undone; its error ends the import.
	Journal func([]PlanLine) error
}

const defaultChunk = 50_000

// run is one import in progress.
type run struct {
	Import
	notes
	ctx      context.Context
	sink     *reportingSink
	stager   stager
	previous *previousFacts
	applier  *applier
	inFlight chan applied // receives the chunk that is being applied; nil where none is
	report   Report
	progress *progressReporter
	err      error // why the run ended early

	presentBefore int  // people present in this source when the run began
	changedPeople int  // people of this source that the run describes differently
	held          bool // the changes were too many, and none is applied any more
	sawAccount    bool
	staged        []stagedFact // the chunk being filled
	accepted      int          // statements it comes from
	deferred      []sequenced  // statements that name something not described yet
	removals      []Removal
	hides         map[graph.Key][]string // accounts whose people the source hides, and by what
	foreign       map[graph.Kind]int     // facts of other sources, left as they are
	dates         *doubtfulDates         // nil where the time is not known
}

// Run imports what the reader emits. An error means that the import ended early; the report then says
// what was applied before. [Report.Exit] is right either way. A fault of the source is no error but a
// rejection or a warning, as long as something of it was accepted.
func (im Import) Run(ctx context.Context, reader Reader) (Report, error) {
	little, err := false, error(nil)
	if follower, ok := reader.(Follower); ok && im.Store != nil {
		little, err = follower.Begin(ctx, im.Store)
	}
	if err != nil {
		return newReport(im.Source), err
	}
	r, err := im.start(ctx, little)
	if err != nil {
		return newReport(im.Source), err
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
	if err := r.finish(); err != nil {
		return r.end(err)
	}
	if r.report.accepted == 0 && err != nil {
		return r.end(err)
	}
	return r.end(r.applied(reader))
}

// applied tells a reader that follows its source that what it read is stored.
func (r *run) applied(reader Reader) error {
	follower, ok := reader.(Follower)
	if !ok || r.DryRun || r.report.HeldBack {
		return nil
	}
	if err := r.wait(); err != nil {
		return err
	}
	return follower.Applied(r.ctx, r.Store)
}

func (im Import) start(ctx context.Context, little bool) (*run, error) {
	if im.Source == "" || im.Store == nil {
		return nil, errors.New("import needs the name of a source and a store")
	}
	switch {
	case im.Chunk > 0:
	case im.LimitChanges:
		im.Chunk = limitedChunk
	default:
		im.Chunk = defaultChunk
	}
	people, err := loadPeople(ctx, im.Store)
	if err != nil {
		return nil, err
	}
	skills, err := loadSkills(ctx, im.Store, im.Source)
	if err != nil {
		return nil, err
	}
	r := &run{
		Import: im, ctx: ctx, report: newReport(im.Source), notes: newNotes(), foreign: map[graph.Kind]int{}, hides: map[graph.Key][]string{},
		applier:       newApplier(ctx, im),
		presentBefore: people.presentIn(im.Source), progress: newProgressReporter(im),
	}
	if im.Now != nil {
		r.dates = newDoubtfulDates(im.Now())
	}
	r.sink = r.newSink(people.attribute(im.Source))
	r.stager = newStager(resolver{
		source: im.Source, namer: im.Namer, people: people, skills: skills,
		trustEmail: im.TrustEmail, create: im.CreatePeople, claims: map[string]graph.Key{}, references: map[graph.Key]*account{}, warn: r.warn,
	}, r.lookUp)
	r.previous = loadPrevious(ctx, im.Store, im.Source, r.stager.facts, !little)
	return r, nil
}

// read lets the reader read, and stages what it emits meanwhile. It returns the reader's error.
func (r *run) read(reader Reader) error {
	go func() {
		defer close(r.sink.done)
		for batch := range r.sink.batches {
			if r.stageBatch(batch) != nil {
				return
			}
		}
	}()
	err := reader.Read(r.ctx, r.sink)
	close(r.sink.batches)
	<-r.sink.done
	if r.sink.err != nil {
		_ = r.fail(r.sink.err)
	}
	return err
}

// stageBatch stages statements in their order, keeps those that have to wait, and applies the staged
// facts where they fill a chunk.
func (r *run) stageBatch(statements []sequenced) error {
	if r.ctx.Err() != nil {
		return r.fail(context.Cause(r.ctx))
	}
	if err := r.previous.follow(r.ctx); err != nil {
		return r.fail(err)
	}
	r.lookUpEndpoints(statements)
	r.lookUpPlaced(statements)
	for _, s := range statements {
		r.stageOne(s)
	}
	if r.err != nil {
		return r.err
	}
	if len(r.staged) < r.Chunk {
		return nil
	}
	return r.apply()
}

// stageOne stages one statement; what of it cannot be resolved yet is deferred.
func (r *run) stageOne(s sequenced) {
	r.markSeen(s.Statement)
	r.stager.noteDescriptions(s.Statement)
	r.removals = append(r.removals, s.Removes...)
	out, err := r.stager.stage(s.Statement)
	if len(out.facts)+len(s.Removes)+len(s.Closes)+len(s.Deletes) > 0 {
		r.accepted++
	}
	r.staged = append(r.staged, out.facts...)
	r.dates.note(s.Statement, out.facts)
	switch {
	case errors.Is(err, errUnresolved):
		s.cause = err
		r.deferred = append(r.deferred, s)
	case err != nil:
		r.reject(s.Where, err.Error(), s.order)
	case len(out.rest) > 0:
		s.Facts, s.Removes, s.cause = out.rest, nil, nil
		r.deferred = append(r.deferred, s)
	}
	for _, kind := range out.dropped {
		r.drop(string(kind), 1)
	}
}

// markSeen notes that the accounts of a statement exist, are closed or hide their people, even if it is rejected.
func (r *run) markSeen(s Statement) {
	for _, key := range s.Closes {
		if a := r.stager.people.account(key); !a.seen {
			a.closed = true
		}
	}
	for _, key := range s.Deletes {
		if a := r.stager.people.account(key); !a.seen {
			a.deleted = true
		}
	}
	for _, fact := range s.Facts {
		value, ok := fact.Value.(graph.Account)
		if !ok || value.Source != r.Source {
			continue
		}
		r.sawAccount = true
		a := r.stager.people.account(fact.Key)
		if !a.seen {
			a.seen, a.closed, a.deleted, a.where = true, value.Absent, false, s.Where
		}
		if by := hiddenBy(s); len(by) > 0 {
			r.hides[fact.Key] = union(r.hides[fact.Key], by)
		}
		a.Source, a.Roster, a.Fallback = value.Source, value.Roster, value.Fallback
	}
}

func (r *run) fail(err error) error {
	if r.err == nil {
		r.err = err
	}
	return r.err
}

// end waits for the chunk in flight and completes the report.
func (r *run) end(err error) (Report, error) {
	_ = r.wait()
	r.warnSkipped()
	r.sink.merge(r.notes)
	r.sink.writeTo(&r.report)
	r.report.isDifference = r.sink.isDifference
	if err == nil {
		return r.report, nil
	}
	r.report.stopped, r.report.HeldBack = true, true
	return r.report, fmt.Errorf("import %q: %w", r.Source, err)
}
