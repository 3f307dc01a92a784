package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"github.com/sachant/sachant/search/index"
)

func (i *installation) indexPath() string { return filepath.Join(i.dir, "index") }

// openIndex opens the search index, in step with the store. One that could not be used is built
// anew, and that is said: it takes a while, and loses nothing.
func (i *installation) openIndex(ctx context.Context, o *options) (*index.Index, error) {
	kept, err := i.keptIndex()
	if err != nil {
		return nil, err
	}
	defer kept.close()
	opened, err := index.Open(ctx, i.indexPath(), i.store)
	if err != nil {
		return nil, err
	}
	if len(kept) > 0 && !kept.anyLeft() {
		log := o.logger()
		log.Warn().Msg("the search index was of another version or of another state of the store, or it was damaged; it has been built anew and nothing is lost")
	}
	return opened, nil
}

// keptFiles are held open, so that one that takes the place of another is told apart from it.
type keptFiles []*os.File

func (i *installation) keptIndex() (keptFiles, error) {
	paths, err := filepath.Glob(filepath.Join(i.indexPath(), "words-*"))
	if err != nil {
		return nil, err
	}
	var kept keptFiles
	for _, path := range paths {
		if file, err := os.Open(path); err == nil {
			kept = append(kept, file)
		}
	}
	return kept, nil
}

func (k keptFiles) anyLeft() bool {
	for _, file := range k {
		was, first := file.Stat()
		now, second := os.Stat(file.Name())
		if first == nil && second == nil && os.SameFile(was, now) {
			return true
		}
	}
	return false
}

func (k keptFiles) close() {
	for _, file := range k {
		_ = file.Close()
	}
}

// prepare brings the search index and the replica's snapshot up to date, so that the next
// command starts at once.
func (i *installation) prepare(ctx context.Context, o *options) error {
	index, err := i.openIndex(ctx, o)
	if err != nil {
		return fmt.Errorf("everything is stored, but cannot be indexed for search: %w; the next command that searches, or sachant reindex, tries again", err)
	}
	return errors.Join(i.renewSnapshot(ctx, o), index.Close())
}

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

// dropIndex removes what can be made again from the store.
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

// errIndexInUse: a server, or another command, holds the search index.
var errIndexInUse = errors.New("the search index is in use by another process; stop it first")

// lockIndex holds the index as an open one does.
func (i *installation) lockIndex() (*flock.Flock, error) {
	lock := flock.New(filepath.Join(i.indexPath(), "lock"))
	locked, err := lock.TryLock()
	if err == nil && !locked {
		err = errIndexInUse
	}
	return lock, err
}
