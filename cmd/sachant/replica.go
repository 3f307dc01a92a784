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

// snapshotPath is where the replica is kept between two runs.
func (w *workspace) snapshotPath() string { return filepath.Join(w.dir, "replica.snapshot") }

// replica loads the copy of the graph in memory: from its snapshot where that fits, else from
// the store, and then it is kept for the next start.
func (w *workspace) replica(ctx context.Context, o *options) (*replica.Replica, error) {
	copied, err := replica.Resume(ctx, w.store, w.snapshotPath())
	if err == nil {
		return copied, nil
	}
	if err := w.dropSnapshot(o, err); err != nil {
		return nil, err
	}
	if copied, err = replica.Follow(ctx, w.store); err != nil {
		return nil, err
	}
	w.keepSnapshot(ctx, o, copied)
	return copied, nil
}

// dropSnapshot throws a snapshot away that does not fit, and says so. Other errors are returned.
func (w *workspace) dropSnapshot(o *options, cause error) error {
	switch {
	case errors.Is(cause, fs.ErrNotExist):
		return nil
	case !errors.Is(cause, replica.ErrSnapshot):
		return cause
	}
	log := o.logger()
	log.Warn().Err(cause).Msg("the replica's snapshot is thrown away and everything is read from the store; nothing is lost")
	if err := os.Remove(w.snapshotPath()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("throw the snapshot away: %w", err)
	}
	return nil
}

// keepSnapshot writes a snapshot. Without one only the next start is slower, so a failure is
// said and no more.
func (w *workspace) keepSnapshot(ctx context.Context, o *options, copied *replica.Replica) {
	if err := copied.Save(ctx, w.snapshotPath()); err != nil && ctx.Err() == nil {
		log := o.logger()
		log.Warn().Err(err).Msg("the next start will read everything from the store")
	}
}

// renewSnapshot brings the snapshot to the head of the log, so that the next start is quick.
func (w *workspace) renewSnapshot(ctx context.Context, o *options) error {
	kept, err := replica.SnapshotRevision(w.snapshotPath())
	if err != nil || !o.replica {
		return err
	}
	if since, err := w.store.Changes(ctx, kept); err == nil && len(since) == 0 {
		return nil
	}
	copied, err := replica.Resume(ctx, w.store, w.snapshotPath())
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, replica.ErrSnapshot) {
		copied, err = replica.Follow(ctx, w.store)
	}
	if err != nil {
		return fmt.Errorf("the import is stored, but cannot be read back for the next start: %w", err)
	}
	w.keepSnapshot(ctx, o, copied)
	return nil
}
