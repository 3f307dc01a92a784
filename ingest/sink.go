package ingest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// reportingSink is the [Sink] of a run. It numbers the statements and hands them to staging in batches, which
// are staged while the reader reads on.
type reportingSink struct {
	notes
	source    string
	attribute string // identifies this source's accounts
	batchSize int    // in facts

	pending      []sequenced
	pendingFacts int
	order        int
	batches      chan []sequenced
	done         chan struct{} // closed when the run stages no more batches
	err          error         // why no more statements are accepted

	isComplete, isDifference bool
	incomplete               []string

	run *run // its err is read only after done
}

// sequenced is a statement with its position in the order in which they were emitted.
type sequenced struct {
	Statement
	order int
	// cause is why the whole statement is deferred; nil where only the rest of a lenient one is.
	cause error
}

// maxBatch is how many facts are handed over together: enough that the cost does not show, and few enough
// that staging starts at once.
const maxBatch = 10_000

func (r *run) newSink(attribute string) *reportingSink {
	return &reportingSink{
		source: r.Source, attribute: attribute, batchSize: min(r.Chunk, maxBatch), notes: newNotes(),
		run: r, batches: make(chan []sequenced), done: make(chan struct{}),
	}
}

var _ Sink = (*reportingSink)(nil)

// Emit implements [Sink].
func (s *reportingSink) Emit(statement Statement) error {
	if s.err != nil {
		return s.err
	}
	if s.err = s.checkIdentity(statement); s.err != nil {
		return s.err
	}
	s.order++
	s.pending = append(s.pending, sequenced{Statement: statement, order: s.order})
	if s.pendingFacts += len(statement.Facts); s.pendingFacts < s.batchSize {
		return nil
	}
	select {
	case s.batches <- s.flush():
	case <-s.done:
		s.err = s.run.err
	}
	return s.err
}

// flush returns the statements that were not handed over yet.
func (s *reportingSink) flush() []sequenced {
	pending := s.pending
	s.pending, s.pendingFacts = make([]sequenced, 0, len(pending)), 0
	return pending
}

// checkIdentity refuses a run that identifies accounts by another attribute than previous runs: all of
// them would look new.
func (s *reportingSink) checkIdentity(statement Statement) error {
	for _, fact := range statement.Facts {
		value, ok := fact.Value.(graph.Account)
		if !ok || value.Source != s.source {
			continue
		}
		if s.attribute == "" {
			s.attribute = value.Attribute
		}
		if value.Attribute != s.attribute {
			return fmt.Errorf("the accounts of source %q are identified by %s, not by %s: give --identity %s, "+
				"or import under another --source", s.source, s.attribute, value.Attribute, s.attribute)
		}
	}
	return nil
}

// Read implements [Sink].
func (s *reportingSink) Read(kind string, n int) { s.read[kind] += n }

// Drop implements [Sink].
func (s *reportingSink) Drop(kind string, n int) { s.drop(kind, n) }

// HoldBack implements [Sink].
func (s *reportingSink) HoldBack(kind string, n int) { s.held[kind] += n }

// Reject implements [Sink].
func (s *reportingSink) Reject(where Where, cause string) { s.reject(where, cause, s.order) }

// Warn implements [Sink].
func (s *reportingSink) Warn(text string) { s.warn(text) }

// Progress implements [Sink].
func (s *reportingSink) Progress(done, total int64) {
	entries := 0
	for _, n := range s.read {
		entries += n
	}
	s.run.progress.read(int64(entries), done, total)
}

// Complete implements [Sink].
func (s *reportingSink) Complete() { s.isComplete = true }

// Incomplete implements [Sink].
func (s *reportingSink) Incomplete(cause string) { s.incomplete = append(s.incomplete, cause) }

// Differences implements [Sink].
func (s *reportingSink) Differences() { s.isDifference = true }

// isWhole reports whether the source was read to its end, and listed all of its people.
func (s *reportingSink) isWhole() bool { return s.isComplete && len(s.incomplete) == 0 }

// notes are what a report holds besides changes. The sink and the run, which work at the same time, keep
// notes of their own and merge them at the end, so the report does not depend on timing.
type notes struct {
	read, dropped, held map[string]int
	rejected            []rejection
	warnings            []string
	warned              map[string]bool
}

type rejection struct {
	Rejection
	order int // of the statement, or of the last one before it
}

func newNotes() notes {
	return notes{read: map[string]int{}, dropped: map[string]int{}, held: map[string]int{}, warned: map[string]bool{}}
}

func (n *notes) drop(kind string, count int) {
	if count > 0 {
		n.dropped[kind] += count
	}
}

func (n *notes) reject(where Where, cause string, order int) {
	n.rejected = append(n.rejected, rejection{Rejection{where.String(), cause, where}, order})
}

// warn keeps each text once.
func (n *notes) warn(text string) {
	if !n.warned[text] {
		n.warned[text] = true
		n.warnings = append(n.warnings, text)
	}
}

// merge adds the run's notes to those of the sink. A rejected statement precedes the entries after it
// that were not understood.
func (n *notes) merge(staging notes) {
	for kind, count := range staging.dropped {
		n.drop(kind, count)
	}
	for _, text := range staging.warnings {
		n.warn(text)
	}
	n.rejected = slices.Concat(staging.rejected, n.rejected)
	slices.SortStableFunc(n.rejected, func(a, b rejection) int { return cmp.Compare(a.order, b.order) })
}

func (n *notes) writeTo(report *Report) {
	report.Read, report.Dropped, report.Held = n.read, n.dropped, n.held
	report.Warnings = append(report.Warnings, n.warnings...)
	for _, rejected := range n.rejected {
		report.Rejected = append(report.Rejected, rejected.Rejection)
	}
}
