package serving

import (
	"context"
	"errors"
	"time"

	"github.com/sachant/sachant/api/health"
	"github.com/sachant/sachant/api/metrics"
	"github.com/sachant/sachant/graph"
)

// Reasons returns why users are not shown the latest changes, or cannot make any. It asks nobody: strangers may call it often.
func (s *Server) Reasons(ctx context.Context) []health.Reason {
	err := s.Ready(ctx)
	behind := s.Replica.Revision() - s.Revision()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, graph.ErrUnavailable):
		return []health.Reason{{Code: health.StoreUnreachable}}
	case behind > 0:
		return []health.Reason{{Code: health.IndexBehind, Count: behind}}
	}
	return []health.Reason{{Code: health.StoreFailed}}
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
