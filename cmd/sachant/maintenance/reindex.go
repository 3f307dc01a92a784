package maintenance

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
)

// NewReindex returns the command reindex.
func NewReindex(o *cli.Options) *cobra.Command {
	return &cobra.Command{
		Use:   "reindex",
		Short: "Build the search index and the replica's snapshot anew",
		Long: `Throws the search index and the snapshot of the replica away and builds both anew from the
graph, which is not touched. No server may use the data directory meanwhile.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return cli.Failed(reindex(command.Context(), o)) },
	}
}

func reindex(ctx context.Context, o *cli.Options) error {
	inst, err := installation.OpenReadOnly(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	if err := inst.DropIndex(); err != nil {
		return err
	}
	if err := inst.Prepare(ctx, o); err != nil {
		return err
	}
	if o.JSON {
		return o.Print(map[string]bool{"rebuilt": true})
	}
	o.Say("the search index is built anew\n")
	return nil
}
