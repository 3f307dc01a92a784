package installation

import (
	"context"

	"github.com/sachant/sachant/cmd/sachant/cli"
)

// Forget leaves nothing of what was deleted in the files beside the store, nor in those of one in a file.
func (i *Installation) Forget(ctx context.Context, o *cli.Options, changed int) error {
	if changed == 0 {
		return nil
	}
	if file, is := i.Store.(interface {
		Checkpoint(ctx context.Context) error
	}); is {
		if err := file.Checkpoint(ctx); err != nil {
			return err
		}
	}
	return i.RenewSnapshot(ctx, o)
}
