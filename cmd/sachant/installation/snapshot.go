package installation

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph/replica"
)

// SnapshotPath is the file that keeps the replica between two runs.
func (i *Installation) SnapshotPath() string { return filepath.Join(i.Dir, "replica.snapshot") }

// LoadReplica loads the copy of the graph in memory: from its snapshot where that fits, else from the
// store, and then writes the snapshot for the next start.
func (i *Installation) LoadReplica(ctx context.Context, o *cli.Options) (*replica.Replica, error) {
	copied, err := replica.Resume(ctx, i.Store, i.SnapshotPath())
	if err == nil {
		return copied, nil
	}
	if err := i.dropSnapshot(o, err); err != nil {
		return nil, err
	}
	if copied, err = replica.Follow(ctx, i.Store); err != nil {
		return nil, err
	}
	i.keepSnapshot(ctx, o, copied)
	return copied, nil
}

// dropSnapshot removes a snapshot that does not fit, and logs why. It returns other errors.
func (i *Installation) dropSnapshot(o *cli.Options, cause error) error {
	switch {
	case errors.Is(cause, fs.ErrNotExist):
		return nil
	case !errors.Is(cause, replica.ErrSnapshot):
		return cause
	}
	log := o.Logger()
	log.Warn().Err(cause).Msg("the replica's snapshot is thrown away and everything is read from the store; nothing is lost")
	if err := os.Remove(i.SnapshotPath()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("throw the snapshot away: %w", err)
	}
	return nil
}

// keepSnapshot writes a snapshot. A failure is only logged: it makes the next start slower.
func (i *Installation) keepSnapshot(ctx context.Context, o *cli.Options, copied *replica.Replica) {
	if err := copied.Save(ctx, i.SnapshotPath()); err != nil && ctx.Err() == nil {
		log := o.Logger()
		log.Warn().Err(err).Msg("the next start will read everything from the store")
	}
}

// RenewSnapshot brings the snapshot to the head of the log, so that the next start is fast.
func (i *Installation) RenewSnapshot(ctx context.Context, o *cli.Options) error {
	kept, err := replica.SnapshotRevision(i.SnapshotPath())
	if err != nil {
		return err
	}
	if since, err := i.Store.Changes(ctx, kept); err == nil && len(since) == 0 {
		return nil
	}
	copied, err := replica.Resume(ctx, i.Store, i.SnapshotPath())
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, replica.ErrSnapshot) {
		copied, err = replica.Follow(ctx, i.Store)
	}
	if err != nil {
		return fmt.Errorf("the import is stored, but cannot be read back for the next start: %w", err)
	}
	i.keepSnapshot(ctx, o, copied)
	return nil
}
