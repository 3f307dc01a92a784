package serving

import (
	"context"
	"errors"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph/impression"
)

// flushEvery is how often a server counts who was shown in answers.
const flushEvery = time.Minute

// openImpressions returns what counts who is shown in answers to searches, until the server is closed.
func (s *Server) openImpressions(o *cli.Options) (err error) {
	s.impressions, err = impression.Open(o.ImpressionsPath(), o.Now)
	return err
}

// countImpressions counts from time to time who was shown, until the server is closed.
func (s *Server) countImpressions(log zerolog.Logger) {
	s.background(func(ctx context.Context) {
		ticker := time.NewTicker(flushEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			if err := s.impressions.Flush(ctx, s.Replica); err != nil && ctx.Err() == nil {
				log.Error().Err(err).Msg("who was shown in answers could not be counted; it is tried again")
			}
		}
	})
}

// closeImpressions counts who was shown and is not counted yet.
func (s *Server) closeImpressions() error {
	if s.impressions == nil {
		return nil
	}
	return errors.Join(s.impressions.Flush(context.Background(), s.Replica), s.impressions.Close())
}
