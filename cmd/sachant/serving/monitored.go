package serving

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"github.com/sachant/sachant/api/health"
	"github.com/sachant/sachant/api/metrics"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/schedule"
)

// Reasons returns why users are not shown the latest changes, or cannot make any, and what waits for somebody. It asks nobody: strangers may call it often.
func (s *Server) Reasons(ctx context.Context) []health.Reason {
	var reasons []health.Reason
	err, behind := s.Ready(ctx), s.Replica.Revision()-s.Revision()
	switch {
	case err == nil:
	case errors.Is(err, graph.ErrUnavailable):
		reasons = append(reasons, health.Reason{Code: health.StoreUnreachable})
	case behind > 0:
		reasons = append(reasons, health.Reason{Code: health.IndexBehind, Count: behind})
	default:
		reasons = append(reasons, health.Reason{Code: health.StoreFailed})
	}
	if waiting := s.sourceWatch.waiting.Load(); waiting > 0 {
		reasons = append(reasons, health.Reason{Code: health.SourcesHeld, Count: waiting})
	}
	return reasons
}

// State returns how the server stands, for its metrics.
func (s *Server) State(ctx context.Context) metrics.State {
	state := metrics.State{Replica: s.Replica.Revision(), Index: s.Revision(), Sessions: -1}
	state.Head, state.StoreErr = s.Store.Head(ctx)
	if at := s.followed.Load(); at > 0 {
		state.Followed = time.UnixMilli(at)
	}
	if s.sessions != nil {
		if signedIn, err := s.sessions(ctx); err == nil {
			state.Sessions = signedIn
		}
	}
	return state
}

// sourceWatch knows how the sources stand. The runner alone calls see.
type sourceWatch struct {
	counts  *metrics.Metrics
	ended   map[string]time.Time // when the last run ended that was seen
	held    map[string]bool
	waiting atomic.Int64 // how many sources have a run that waits for somebody
}

func newSourceWatch(counts *metrics.Metrics) *sourceWatch {
	return &sourceWatch{counts: counts, ended: map[string]time.Time{}, held: map[string]bool{}}
}

// see is told how a source stands, on every server that knows the source. Runs that ended since it was told last are counted;
// those from before this server began are not.
func (w *sourceWatch) see(source string, state schedule.State) {
	last, known := w.ended[source]
	for _, run := range slices.Backward(state.Runs) { // the latest is the first
		if !run.Ended.After(last) {
			continue
		}
		last = run.Ended
		if known {
			w.counts.SourceRan(source, sourceOutcome(run.Outcome), run.Ended)
		} else {
			w.counts.SourceStands(source, sourceOutcome(run.Outcome), run.Ended, state.Held != nil)
		}
	}
	w.ended[source], w.held[source] = last, state.Held != nil
	w.counts.SourceStands(source, "", time.Time{}, state.Held != nil)
	waiting := int64(0)
	for _, held := range w.held {
		if held {
			waiting++
		}
	}
	w.waiting.Store(waiting)
}

// sourceOutcome returns the outcome of a run as metrics have it: what was applied with something rejected is done.
func sourceOutcome(outcome string) metrics.Outcome {
	switch outcome {
	case schedule.Failed, schedule.TimedOut:
		return metrics.Failed
	case schedule.Waits:
		return metrics.Held
	case schedule.Interrupted:
		return metrics.Cancelled
	}
	return metrics.Done
}
