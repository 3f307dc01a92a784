package main

import (
	"context"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

func newExpire(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "expire",
		Short: "Delete the shortlists and searches whose last day has passed",
		Long: `Deletes the shortlists and the kept searches whose last day has passed, with everything that was on
them, and takes off the others who no longer agree to be listed. A server does so by itself, every hour; this is for
where none runs. Nothing of them is left in the data directory.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return failed(o.expire(command.Context())) },
	}
}

func (o *options) expire(ctx context.Context) error {
	if err := o.isThere(); err != nil {
		return err
	}
	inst, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer inst.Close()
	changed, err := access.NewGate(inst.store, inst.store).Expire(ctx, graph.DateOf(o.Now()))
	if err == nil {
		err = inst.forget(ctx, o, changed)
	}
	if err != nil {
		return err
	}
	if o.json {
		return o.print(map[string]int{"changed": changed})
	}
	o.say("shortlists and searches that were deleted or changed: %d\n", changed)
	return nil
}

// forget leaves nothing of what was deleted in the files beside the store, nor in those of one in a file.
func (i *installation) forget(ctx context.Context, o *options, changed int) error {
	if changed == 0 {
		return nil
	}
	if file, is := i.store.(interface {
		Checkpoint(ctx context.Context) error
	}); is {
		if err := file.Checkpoint(ctx); err != nil {
			return err
		}
	}
	return i.renewSnapshot(ctx, o)
}

// expireEvery is how often a server looks for shortlists whose last day has passed.
const expireEvery = time.Hour

// expireShortlists deletes them, now and from time to time, until the server is closed.
func (s *server) expireShortlists(inst *installation, o *options, log zerolog.Logger) {
	s.background(func(ctx context.Context) {
		ticker := time.NewTicker(expireEvery)
		defer ticker.Stop()
		for {
			changed, err := s.gate.Expire(ctx, graph.DateOf(o.Now()))
			if err == nil {
				err = inst.forget(ctx, o, changed)
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
