package ingest

import (
	"fmt"

	"github.com/sachant/sachant/graph"
)

// listener is the [Sink] that the reader talks to. It hands what was said to the run, a part at a
// time, which takes it while the reader reads on.
type listener struct {
	notes
	source    string
	attribute string // that identifies this source's accounts
	most      int    // facts in a part, from where on it is handed over
	pending   []statement
	facts     int // in pending
	order     int
	failed    error // why nothing more is heard

	isComplete bool
	incomplete []string

	run     *run // read only once it has ended
	telling *telling
	parts   chan []statement
	ended   chan struct{} // closed when the run takes no more parts
}

// mostTogether bounds how many facts are handed over together: so many that it costs nothing, and so few
// that the run has something to do from the beginning.
const mostTogether = 10_000

func (r *run) newListener(attribute string) *listener {
	return &listener{
		source: r.Source, attribute: attribute, most: min(r.Chunk, mostTogether), notes: newNotes(),
		run: r, telling: r.telling, parts: make(chan []statement), ended: make(chan struct{}),
	}
}

var _ Sink = (*listener)(nil)

// Say hears a statement.
func (l *listener) Say(said Statement) error {
	if l.failed != nil {
		return l.failed
	}
	if l.failed = l.checkIdentity(said); l.failed != nil {
		return l.failed
	}
	l.order++
	l.pending = append(l.pending, statement{Statement: said, order: l.order})
	if l.facts += len(said.Facts); l.facts < l.most {
		return nil
	}
	select {
	case l.parts <- l.rest():
	case <-l.ended:
		l.failed = l.run.failed
	}
	return l.failed
}

// rest is what was not handed over yet.
func (l *listener) rest() []statement {
	pending := l.pending
	l.pending, l.facts = make([]statement, 0, len(pending)), 0 // the next part is mostly as large
	return pending
}

// checkIdentity refuses a run that identifies accounts otherwise than earlier runs did: all of
// them would look new.
func (l *listener) checkIdentity(said Statement) error {
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
func (l *listener) Read(kind string, n int) { l.read[kind] += n }

// Drop counts what is left out on purpose.
func (l *listener) Drop(kind string, n int) { l.drop(kind, n) }

// Reject reports an entry that was not understood.
func (l *listener) Reject(where Where, cause string) { l.reject(where, cause, l.order) }

// Warn tells the operator something, once for each text.
func (l *listener) Warn(text string) { l.warn(text) }

// Size tells how far the reader is.
func (l *listener) Size(done, total int64) { l.telling.size(done, total) }

// Complete says that who was not said has left.
func (l *listener) Complete() { l.isComplete = true }

// Incomplete says why nobody may be taken to have left.
func (l *listener) Incomplete(cause string) { l.incomplete = append(l.incomplete, cause) }
