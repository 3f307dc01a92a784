package ingest

import (
	"sync"
	"time"
)

// progressReporter tells how far an import is. The reader and the run each know a part of it, so it may be
// told by both, though never by both at once.
type progressReporter struct {
	now func() time.Time
	to  func(Progress)

	mutex               sync.Mutex
	started, lastReport time.Time
	progress            Progress
}

func newProgressReporter(im Import) *progressReporter {
	t := &progressReporter{now: im.Now, to: im.Progress}
	if t.now != nil {
		t.started = t.now()
	}
	return t
}

// read notes how far the reader is, and tells it a few times a second.
func (t *progressReporter) read(done, total int64) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.progress.Done, t.progress.Total = done, total
	if t.now == nil {
		return
	}
	if now := t.now(); now.Sub(t.lastReport) >= 250*time.Millisecond {
		t.report(now)
	}
}

// compared tells that more facts were.
func (t *progressReporter) compared(facts int) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.progress.Facts += int64(facts)
	now := time.Time{}
	if t.now != nil {
		now = t.now()
	}
	t.report(now)
}

func (t *progressReporter) report(now time.Time) {
	if t.to == nil {
		return
	}
	t.lastReport = now
	if !now.IsZero() {
		t.progress.Elapsed = now.Sub(t.started)
	}
	t.to(t.progress)
}
