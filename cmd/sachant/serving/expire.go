package serving

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
)

// expireEvery is how often a server looks for shortlists whose last day has passed.
const expireEvery = time.Hour

// expireShortlists deletes them, now and from time to time, until the server is closed.
func (s *Server) expireShortlists(inst *installation.Installation, o *cli.Options, log zerolog.Logger) {
	s.background(func(ctx context.Context) {
		ticker := time.NewTicker(expireEvery)
		defer ticker.Stop()
		for {
			changed, err := s.Gate.Expire(ctx, graph.DateOf(o.Now()))
			if err == nil {
				err = inst.Forget(ctx, o, changed)
			}
			if err != nil && ctx.Err() == nil {
				log.Error().Err(err).Msg("shortlists whose last day has passed could not be deleted; it is tried again")
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	})
}
