package serving

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/escalation"
	"github.com/sachant/sachant/search/workdays"
)

// questionOptions say what becomes of questions that nobody answers.
type questionOptions struct {
	delays   escalation.Delays
	calendar workdays.Calendar
	closed   []string
}

func (q *questionOptions) flags(flags *pflag.FlagSet) {
	standard := escalation.DefaultDelays()
	flags.IntVar(&q.delays.Reminder, "question-reminder-days", standard.Reminder, "after how many working `days` without an answer those who were asked a question are reminded, 3 or more")
	flags.IntVar(&q.delays.Wider, "question-wider-days", standard.Wider, "after how many working `days` without an answer a question goes to more people")
	flags.IntVar(&q.delays.Manager, "question-manager-days", standard.Manager, "after how many working `days` without an answer who looks after the community is told")
	flags.StringVar(&q.calendar.Holidays, "holidays", workdays.France, "the public holidays that are no working days: `fr, fr-alsace or none`")
	flags.StringSliceVar(&q.closed, "closed-days", nil, "further `days` that are no working days, such as 2026-12-24")
}

// check returns what is wrong with the options.
func (q *questionOptions) check() error {
	q.calendar.Closed = nil
	for _, text := range q.closed {
		day, err := graph.ParseDate(text)
		if err != nil {
			return fmt.Errorf("--closed-days: %w", err)
		}
		q.calendar.Closed = append(q.calendar.Closed, day)
	}
	return errors.Join(q.delays.Check(), q.calendar.Check())
}

// changed waits until another revision is shown.
func (s *Server) changed(ctx context.Context) error {
	before := s.Revision()
	ticker := time.NewTicker(followEvery)
	defer ticker.Stop()
	for s.Revision() == before {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.serving.Done():
			return s.serving.Err()
		case <-ticker.C:
		}
	}
	return nil
}

// escalateEvery is how often a server looks for questions that nobody answers.
const escalateEvery = 10 * time.Minute

// escalate takes the steps of questions that nobody answers, until the server is closed.
func (s *Server) escalate(q questionOptions, o *cli.Options, log zerolog.Logger) {
	worker := escalation.New(escalation.Config{Gate: s.Gate, Finder: s.Finder, Calendar: q.calendar, Delays: q.delays, Now: o.Now})
	s.background(func(ctx context.Context) {
		ticker := time.NewTicker(escalateEvery)
		defer ticker.Stop()
		for {
			if err := worker.Pass(ctx); err != nil && ctx.Err() == nil {
				log.Error().Err(err).Msg("questions that nobody answers could not be seen to; it is tried again")
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	})
}
