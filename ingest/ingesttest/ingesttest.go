// Package ingesttest helps to test readers of sources: a sink that records what they emit.
package ingesttest

import (
	"maps"
	"path/filepath"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// Recorder is an [ingest.Sink] that keeps what it receives. Complete and Incomplete panic, since readers of
// sources that only add never call them.
type Recorder struct {
	Statements  []ingest.Statement
	Reads       map[string]int
	Dropped     map[string]int
	Held        map[string]int
	Rejected    []string // "FILE:LINE, column COLUMN: cause"; only the last part of a file's path
	Warnings    []string
	Done, Total int64 // of the last Progress
}

var _ ingest.Sink = (*Recorder)(nil)

// NewRecorder returns an empty recorder.
func NewRecorder() *Recorder {
	return &Recorder{Reads: map[string]int{}, Dropped: map[string]int{}, Held: map[string]int{}}
}

// Read returns what a reader emits; it ends the test where that fails.
func Read(tb testing.TB, reader ingest.Reader) *Recorder {
	tb.Helper()
	r := NewRecorder()
	if err := reader.Read(tb.Context(), r); err != nil {
		tb.Fatalf("Read of %+v = %v", reader, err)
	}
	return r
}

// Emit implements [ingest.Sink].
func (r *Recorder) Emit(statement ingest.Statement) error {
	r.Statements = append(r.Statements, statement)
	return nil
}

// Read implements [ingest.Sink].
func (r *Recorder) Read(kind string, n int) { r.Reads[kind] += n }

// Drop implements [ingest.Sink].
func (r *Recorder) Drop(kind string, n int) {
	if n > 0 {
		r.Dropped[kind] += n
	}
}

// HoldBack implements [ingest.Sink].
func (r *Recorder) HoldBack(kind string, n int) { r.Held[kind] += n }

// Reject implements [ingest.Sink].
func (r *Recorder) Reject(where ingest.Where, cause string) {
	where.File = filepath.Base(where.File)
	r.Rejected = append(r.Rejected, where.String()+": "+cause)
}

// Warn implements [ingest.Sink].
func (r *Recorder) Warn(text string) { r.Warnings = append(r.Warnings, text) }

// Progress implements [ingest.Sink].
func (r *Recorder) Progress(done, total int64) { r.Done, r.Total = done, total }

// Complete implements [ingest.Sink].
func (r *Recorder) Complete() { panic("this source is never complete") }

// Incomplete implements [ingest.Sink].
func (r *Recorder) Incomplete(cause string) { panic("this source is never complete: " + cause) }

// Differences implements [ingest.Sink].
func (r *Recorder) Differences() {}

// Facts returns all facts that were emitted, by key.
func (r *Recorder) Facts() map[graph.Key]graph.Fact {
	all := map[graph.Key]graph.Fact{}
	for _, statement := range r.Statements {
		maps.Copy(all, graph.ByKey(statement.Facts))
	}
	return all
}

// Values returns the values of a kind that were emitted, by key.
func Values[V graph.Value](r *Recorder, kind graph.Kind) map[graph.Key]V {
	found := map[graph.Key]V{}
	for key, fact := range r.Facts() {
		if key.Kind() == kind {
			found[key] = fact.Value.(V)
		}
	}
	return found
}

// Count returns how many facts of a kind were emitted.
func (r *Recorder) Count(kind graph.Kind) int { return len(Values[graph.Value](r, kind)) }
