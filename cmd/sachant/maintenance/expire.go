package maintenance

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// NewExpire returns the command expire.
func NewExpire(o *cli.Options) *cobra.Command {
	return &cobra.Command{
		Use:   "expire",
		Short: "Delete the shortlists and searches whose last day has passed",
		Long: `Deletes the shortlists and the kept searches whose last day has passed, with everything that was on
them, and takes off the others who no longer agree to be listed. A server does so by itself, every hour; this is for
where none runs. Nothing of them is left in the data directory.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return cli.Failed(Expire(command.Context(), o)) },
	}
}

// Expire deletes what is kept until a day that has passed.
func Expire(ctx context.Context, o *cli.Options) error {
	if err := installation.IsThere(o); err != nil {
		return err
	}
	inst, err := installation.Open(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	changed, err := access.NewGate(inst.Store, inst.Store).Expire(ctx, graph.DateOf(o.Now()))
	if err == nil {
		err = inst.Forget(ctx, o, changed)
	}
	if err != nil {
		return err
	}
	if o.JSON {
		return o.Print(map[string]int{"changed": changed})
	}
	o.Say("shortlists and searches that were deleted or changed: %d\n", changed)
	return nil
}
