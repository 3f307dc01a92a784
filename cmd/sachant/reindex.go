package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

func newReindex(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "reindex",
		Short: "Build the search index and the replica's snapshot anew",
		Long: `Throws the search index and the snapshot of the replica away and builds both anew from the
graph, which is not touched. No server may use the data directory meanwhile.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return failed(o.reindex(command.Context())) },
	}
}

func (o *options) reindex(ctx context.Context) error {
	inst, err := o.openReadOnly(ctx)
	if err != nil {
		return err
	}
	defer inst.Close()
	if err := inst.dropIndex(); err != nil {
		return err
	}
	if err := inst.prepare(ctx, o); err != nil {
		return err
	}
	if o.json {
		return o.print(map[string]bool{"rebuilt": true})
	}
	o.say("the search index is built anew\n")
	return nil
}

// dropIndex removes the index and the snapshot, which can be made again from the store.
func (i *installation) dropIndex() error {
	if err := os.MkdirAll(i.indexPath(), 0o700); err != nil {
		return err
	}
	lock, err := i.lockIndex()
	if err != nil {
		return err
	}
	kept, err := filepath.Glob(filepath.Join(i.indexPath(), "words-*"))
	for _, path := range kept {
		err = errors.Join(err, os.RemoveAll(path))
	}
	if removed := os.Remove(i.snapshotPath()); !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return errors.Join(err, lock.Unlock())
}
