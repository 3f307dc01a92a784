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

func (w *workspace) indexPath() string { return filepath.Join(w.dir, "index") }

// openIndex opens the search index, in step with the store. One that could not be used is built
// anew, and that is said: it takes a while, and loses nothing.
func (w *workspace) openIndex(ctx context.Context, o *options) (*index.Index, error) {
	kept, err := w.keptIndex()
	if err != nil {
		return nil, err
	}
	defer kept.close()
	index, err := index.Open(ctx, w.indexPath(), w.store)
	if err != nil {
		return nil, err
	}
	if len(kept) > 0 && !kept.anyLeft() {
		log := o.logger()
		log.Warn().Msg("the search index was of another version or of another state of the store, or it was damaged; it has been built anew and nothing is lost")
	}
	return index, nil
}

// keptFiles are held open, so that one that takes the place of another is told apart from it.
type keptFiles []*os.File

func (w *workspace) keptIndex() (keptFiles, error) {
	paths, err := filepath.Glob(filepath.Join(w.indexPath(), "words-*"))
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
func (w *workspace) prepare(ctx context.Context, o *options) error {
	index, err := w.openIndex(ctx, o)
	if err != nil {
		return fmt.Errorf("everything is stored, but cannot be indexed for search: %w; the next command that searches, or sachant reindex, tries again", err)
	}
	return errors.Join(w.renewSnapshot(ctx, o), index.Close())
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
	workspace, err := o.look(ctx)
	if err != nil {
		return err
	}
	defer workspace.Close()
	if err := workspace.dropIndex(); err != nil {
		return err
	}
	if err := workspace.prepare(ctx, o); err != nil {
		return err
	}
	if o.json {
		return o.print(map[string]bool{"rebuilt": true})
	}
	o.say("the search index is built anew\n")
	return nil
}

// dropIndex removes what can be made again from the store.
func (w *workspace) dropIndex() error {
	if err := os.MkdirAll(w.indexPath(), 0o700); err != nil {
		return err
	}
	lock, err := w.lockIndex()
	if err != nil {
		return err
	}
	kept, err := filepath.Glob(filepath.Join(w.indexPath(), "words-*"))
	for _, path := range kept {
		err = errors.Join(err, os.RemoveAll(path))
	}
	if removed := os.Remove(w.snapshotPath()); !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return errors.Join(err, lock.Unlock())
}

// errIndexInUse: a server, or another command, holds the search index.
var errIndexInUse = errors.New("the search index is in use by another process; stop it first")

// lockIndex holds the index as an open one does.
func (w *workspace) lockIndex() (*flock.Flock, error) {
	lock := flock.New(filepath.Join(w.indexPath(), "lock"))
	locked, err := lock.TryLock()
	if err == nil && !locked {
		err = errIndexInUse
	}
	return lock, err
}
