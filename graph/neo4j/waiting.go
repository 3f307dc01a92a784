package neo4j

import (
	"sync"
	"time"
)

// waiting adds up the time during which somebody waits for the server; several who wait at
// once count once, so that it is a share of the time on the clock.
type waiting struct {
	lock  sync.Mutex
	calls int
	since time.Time // when the first of them began
	total time.Duration
}

func (w *waiting) begin() {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.calls++; w.calls == 1 {
		w.since = time.Now()
	}
}

func (w *waiting) end() {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.calls--; w.calls == 0 {
		w.total += time.Since(w.since)
	}
}

func (w *waiting) soFar() time.Duration {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.calls > 0 {
		return w.total + time.Since(w.since)
	}
	return w.total
}
