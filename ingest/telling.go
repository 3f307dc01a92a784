package ingest

import (
	"sync"
	"time"
)

// telling tells how far an import is. The reader and the run each know a part of it, so it may be
// told by both, though never by both at once.
type telling struct {
	now func() time.Time
	to  func(Progress)

	mutex         sync.Mutex
	started, told time.Time
	progress      Progress
}

func newTelling(im Import) *telling {
	t := &telling{now: im.Now, to: im.Progress}
	if t.now != nil {
		t.started = t.now()
	}
	return t
}

// size notes how far the reader is, and tells it a few times a second.
func (t *telling) size(done, total int64) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.progress.Done, t.progress.Total = done, total
	if t.now == nil {
		return
	}
	if now := t.now(); now.Sub(t.told) >= 250*time.Millisecond {
		t.tell(now)
	}
}

// compared tells that more facts were.
func (t *telling) compared(facts int) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.progress.Facts += int64(facts)
	now := time.Time{}
	if t.now != nil {
		now = t.now()
	}
	t.tell(now)
}

func (t *telling) tell(now time.Time) {
	if t.to == nil {
		return
	}
	t.told = now
	if !now.IsZero() {
		t.progress.Elapsed = now.Sub(t.started)
	}
	t.to(t.progress)
}
