package serving

import (
	"context"
	"errors"
	"time"

	"github.com/sachant/sachant/api/health"
	"github.com/sachant/sachant/api/metrics"
	"github.com/sachant/sachant/graph"
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
