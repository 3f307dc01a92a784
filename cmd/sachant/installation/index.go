package installation

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/search/index"
)

// IndexPath is the folder of the search index.
func (i *Installation) IndexPath() string { return filepath.Join(i.Dir, "index") }

// OpenIndex opens the search index and brings it up to date with the store. An index that cannot be used
// is rebuilt, and a warning says so, since that takes a while.
func (i *Installation) OpenIndex(ctx context.Context, o *cli.Options) (*index.Index, error) {
	kept, err := i.keptIndex()
	if err != nil {
		return nil, err
	}
	defer kept.close()
	opened, err := index.Open(ctx, i.IndexPath(), i.Store)
	if err != nil {
		return nil, err
	}
	if len(kept) > 0 && !kept.anyLeft() {
		log := o.Logger()
		log.Warn().Msg("the search index was of another version or of another state of the store, or it was damaged; it has been built anew and nothing is lost")
	}
	return opened, nil
}

// keptFiles are held open, so that a file that replaces one of them cannot get its inode number.
type keptFiles []*os.File

func (i *Installation) keptIndex() (keptFiles, error) {
	paths, err := filepath.Glob(filepath.Join(i.IndexPath(), "words-*"))
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

// Prepare brings the search index and the replica's snapshot up to date, so that the next
// command starts at once.
func (i *Installation) Prepare(ctx context.Context, o *cli.Options) error {
	index, err := i.OpenIndex(ctx, o)
	if err != nil {
		return fmt.Errorf("everything is stored, but cannot be indexed for search: %w; the next command that searches, or sachant reindex, tries again", err)
	}
	return errors.Join(i.RenewSnapshot(ctx, o), index.Close())
}

// ErrIndexInUse means that a server, or another command, holds the lock of the search index.
var ErrIndexInUse = errors.New("the search index is in use by another process; stop it first")

// LockIndex takes the lock that an open index holds.
func (i *Installation) LockIndex() (*flock.Flock, error) {
	lock := flock.New(filepath.Join(i.IndexPath(), "lock"))
	locked, err := lock.TryLock()
	if err == nil && !locked {
		err = ErrIndexInUse
	}
	return lock, err
}

// indexing brings the search index up to date while an import goes on, so that the two take the time of
// the longer one.
type indexing struct {
	more chan struct{} // receives when something may have been committed; closed at the end
	done chan error
}

// BeginIndexing opens the index and starts to follow the log.
func BeginIndexing(ctx context.Context, inst *Installation, o *cli.Options) indexing {
	under := indexing{more: make(chan struct{}, 1), done: make(chan error, 1)}
	go func() { under.done <- under.follow(ctx, inst, o) }()
	return under
}

func (i indexing) follow(ctx context.Context, inst *Installation, o *cli.Options) error {
	index, err := inst.OpenIndex(ctx, o)
	if err != nil {
		return err
	}
	for range i.more {
		if err = index.CatchUp(ctx); err != nil {
			break
		}
	}
	if err == nil {
		err = index.CatchUp(ctx)
	}
	return errors.Join(err, index.Close())
}

// Committed reports that there may be more in the log. It does not block.
func (i indexing) Committed() {
	select {
	case i.more <- struct{}{}:
	default:
	}
}

// End waits until the index has all that is in the log.
func (i indexing) End() error {
	close(i.more)
	if err := <-i.done; err != nil {
		return fmt.Errorf("the import is stored, but cannot be indexed for search: %w; the next command that searches, or sachant reindex, tries again", err)
	}
	return nil
}
