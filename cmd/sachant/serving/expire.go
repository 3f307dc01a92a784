package serving

import (
	"cmp"
	"context"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/erasure"
)

// expireEvery is how often a server looks for what is kept no longer.
const expireEvery = time.Hour

// expire deletes what is kept no longer, now and from time to time, until the server is closed.
func (s *Server) expire(inst *installation.Installation, o *cli.Options, log zerolog.Logger) {
	s.background(func(ctx context.Context) {
		ticker := time.NewTicker(expireEvery)
		defer ticker.Stop()
		for {
			done, err := inst.Expire(ctx, o, s.Gate)
			if err == nil && done.Erased > 0 {
				err = s.shownAnew(ctx, inst, o)
			}
			if err != nil && ctx.Err() == nil {
				log.Error().Err(err).Msg("what is kept no longer could not be deleted; it is tried again")
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	})
}

// eraseNow erases somebody while people are answered. It ends though who asked for it goes away.
func (s *Server) eraseNow(ctx context.Context, inst *installation.Installation, o *cli.Options, person graph.Key) error {
	ctx = context.WithoutCancel(ctx)
	what := erasure.Contributions(cmp.Or(o.Retention.Contributions, string(erasure.Delete)))
	if _, err := inst.Eraser(o).Erase(ctx, person, what); err != nil {
		return err
	}
	return s.shownAnew(ctx, inst, o)
}

// shownAnew makes the copy in memory, the search index and the snapshot anew after an erasure.
func (s *Server) shownAnew(ctx context.Context, inst *installation.Installation, o *cli.Options) error {
	if err := s.CatchUp(ctx); err != nil {
		return err
	}
	return inst.RenewSnapshot(ctx, o)
}
