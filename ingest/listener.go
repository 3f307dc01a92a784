package ingest

import (
	"fmt"

	"github.com/sachant/sachant/graph"
)

// reportingSink is the [Sink] that the reader talks to. It hands what was said to the run, a part at a
// time, which takes it while the reader reads on.
type reportingSink struct {
	notes
	source       string
	attribute    string // that identifies this source's accounts
	batchSize    int    // facts in a part, from where on it is handed over
	pending      []sequenced
	pendingFacts int // in pending
	order        int
	err          error // why nothing more is heard

	isComplete bool
	incomplete []string

	run      *run // read only once it has ended
	progress *progressReporter
	batches  chan []sequenced
	done     chan struct{} // closed when the run takes no more parts
}

// maxBatch bounds how many facts are handed over together: so many that it costs nothing, and so few
// that the run has something to do from the beginning.
const maxBatch = 10_000

func (r *run) newListener(attribute string) *reportingSink {
	return &reportingSink{
		source: r.Source, attribute: attribute, batchSize: min(r.Chunk, maxBatch), notes: newNotes(),
		run: r, progress: r.progress, batches: make(chan []sequenced), done: make(chan struct{}),
	}
}

var _ Sink = (*reportingSink)(nil)

// Emit hears a statement.
func (l *reportingSink) Emit(said Statement) error {
	if l.err != nil {
		return l.err
	}
	if l.err = l.checkIdentity(said); l.err != nil {
		return l.err
	}
	l.order++
	l.pending = append(l.pending, sequenced{Statement: said, order: l.order})
	if l.pendingFacts += len(said.Facts); l.pendingFacts < l.batchSize {
		return nil
	}
	select {
	case l.batches <- l.flush():
	case <-l.done:
		l.err = l.run.err
	}
	return l.err
}

// flush is what was not handed over yet.
func (l *reportingSink) flush() []sequenced {
	pending := l.pending
	l.pending, l.pendingFacts = make([]sequenced, 0, len(pending)), 0 // the next part is mostly as large
	return pending
}

// checkIdentity refuses a run that identifies accounts otherwise than earlier runs did: all of
// them would look new.
func (l *reportingSink) checkIdentity(said Statement) error {
	for _, fact := range said.Facts {
		value, ok := fact.Value.(graph.Account)
		if !ok || value.Source != l.source {
			continue
		}
		if l.attribute == "" {
			l.attribute = value.Attribute
		}
		if value.Attribute != l.attribute {
			return fmt.Errorf("the accounts of source %q are identified by %s, not by %s: give --identity %s, "+
				"or import under another --source", l.source, l.attribute, value.Attribute, l.attribute)
		}
	}
	return nil
}

// Read counts what was read.
func (l *reportingSink) Read(kind string, n int) { l.read[kind] += n }

// Drop counts what is left out on purpose.
func (l *reportingSink) Drop(kind string, n int) { l.drop(kind, n) }

// Reject reports an entry that was not understood.
func (l *reportingSink) Reject(where Where, cause string) { l.reject(where, cause, l.order) }

// Warn tells the operator something, once for each text.
func (l *reportingSink) Warn(text string) { l.warn(text) }

// Progress tells how far the reader is.
func (l *reportingSink) Progress(done, total int64) { l.progress.read(done, total) }

// Complete says that who was not said has left.
func (l *reportingSink) Complete() { l.isComplete = true }

// Incomplete says why nobody may be taken to have left.
func (l *reportingSink) Incomplete(cause string) { l.incomplete = append(l.incomplete, cause) }
