package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sachant/sachant/graph/replica"
)

// snapshotPath is the file that keeps the replica between two runs.
func (i *installation) snapshotPath() string { return filepath.Join(i.dir, "replica.snapshot") }

// loadReplica loads the copy of the graph in memory: from its snapshot where that fits, else from the
// store, and then writes the snapshot for the next start.
func (i *installation) loadReplica(ctx context.Context, o *options) (*replica.Replica, error) {
	copied, err := replica.Resume(ctx, i.store, i.snapshotPath())
	if err == nil {
		return copied, nil
	}
	if err := i.dropSnapshot(o, err); err != nil {
		return nil, err
	}
	if copied, err = replica.Follow(ctx, i.store); err != nil {
		return nil, err
	}
	i.keepSnapshot(ctx, o, copied)
	return copied, nil
}

// dropSnapshot removes a snapshot that does not fit, and logs why. It returns other errors.
func (i *installation) dropSnapshot(o *options, cause error) error {
	switch {
	case errors.Is(cause, fs.ErrNotExist):
		return nil
	case !errors.Is(cause, replica.ErrSnapshot):
		return cause
	}
	log := o.logger()
	log.Warn().Err(cause).Msg("the replica's snapshot is thrown away and everything is read from the store; nothing is lost")
	if err := os.Remove(i.snapshotPath()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("throw the snapshot away: %w", err)
	}
	return nil
}

// keepSnapshot writes a snapshot. A failure is only logged: it makes the next start slower.
func (i *installation) keepSnapshot(ctx context.Context, o *options, copied *replica.Replica) {
	if err := copied.Save(ctx, i.snapshotPath()); err != nil && ctx.Err() == nil {
		log := o.logger()
		log.Warn().Err(err).Msg("the next start will read everything from the store")
	}
}

// renewSnapshot brings the snapshot to the head of the log, so that the next start is fast.
func (i *installation) renewSnapshot(ctx context.Context, o *options) error {
	kept, err := replica.SnapshotRevision(i.snapshotPath())
	if err != nil {
		return err
	}
	if since, err := i.store.Changes(ctx, kept); err == nil && len(since) == 0 {
		return nil
	}
	copied, err := replica.Resume(ctx, i.store, i.snapshotPath())
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, replica.ErrSnapshot) {
		copied, err = replica.Follow(ctx, i.store)
	}
	if err != nil {
		return fmt.Errorf("the import is stored, but cannot be read back for the next start: %w", err)
	}
	i.keepSnapshot(ctx, o, copied)
	return nil
}
