package maintenance

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph/access"
)

// NewExpire returns the command expire.
func NewExpire(o *cli.Options) *cobra.Command {
	command := &cobra.Command{
		Use:   "expire",
		Short: "Delete what is kept no longer: of people who left, shortlists and searches",
		Long: `Deletes what the retention says is kept no longer. Of people who left, first what they entered
themselves: wishes, consents, statements about themselves, what they published; later the people, while what they
wrote to communities stays without an author. Then the shortlists and the kept searches whose last day has passed, with
everything that was on them; others who no longer agree to be listed are taken off. Who was erased before and is in a
restored backup is erased again.

A server does so by itself, every hour; this is for where none runs. Nothing of them is left in the data directory.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return cli.Failed(Expire(command.Context(), o)) },
	}
	o.RetentionFlags(command)
	return command
}

// Expire deletes what is kept no longer.
func Expire(ctx context.Context, o *cli.Options) error {
	if err := installation.IsThere(o); err != nil {
		return err
	}
	inst, err := installation.Open(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	if err := inst.RepeatErasures(ctx, o); err != nil {
		return err
	}
	done, err := inst.Expire(ctx, o, access.NewGate(inst.Store, inst.Store))
	if err == nil && done.Erased > 0 {
		err = inst.Prepare(ctx, o)
	}
	if err != nil {
		return err
	}
	if o.JSON {
		return o.Print(done)
	}
	o.Say("shortlists and searches that were deleted or changed: %d\n", done.Changed)
	o.Say("people who left: %d lost what they had entered, %d were erased\n", done.Purged, done.Erased)
	o.Say("guests, reports and measures of communities that were deleted: %d\n", done.Settled)
	if done.Held > 0 {
		o.Note("people who left and stay because of a legal hold: %d\n", done.Held)
	}
	return nil
}
