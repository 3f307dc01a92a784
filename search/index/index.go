package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/gofrs/flock"

	"github.com/sachant/sachant/graph"
)

// Index is the words of the graph, in step with its log. Its methods may be called by several
// goroutines.
type Index struct {
	store graph.Store
	home  string // where generations live; empty in memory
	lock  *flock.Flock

	filling sync.Mutex // held by whoever applies changes

	mutex sync.RWMutex // held for reading by searches, for writing by whoever shows a new state
	now   *generation
}

// Open opens the index kept in dir, or makes one; dir "" keeps it in memory. It is in step with
// the store when Open returns. An index of another version or another store, or one that the
// log no longer reaches back to, is built anew beside the old one and takes its place. Where
// another process keeps the index in dir, or dir may not be written, this one makes its own in
// memory.
func Open(ctx context.Context, dir string, store graph.Store) (*Index, error) {
	x := &Index{store: store}
	if err := x.moveInto(dir); err != nil {
		return nil, err
	}
	if err := x.start(ctx); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

func (x *Index) moveInto(dir string) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	free, err := lock.TryLock()
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	if free {
		x.home, x.lock = dir, lock
	}
	return nil
}

func (x *Index) start(ctx context.Context) error {
	kept, err := openGeneration(ctx, x.home, x.store)
	if err != nil {
		return err
	}
	if kept == nil {
		return x.rebuild(ctx)
	}
	x.show(kept)
	return x.CatchUp(ctx)
}

// CatchUp applies what the store has committed since, then shows the new state at once.
func (x *Index) CatchUp(ctx context.Context) error {
	x.filling.Lock()
	defer x.filling.Unlock()
	now := x.now
	head, changed, err := changesAfter(ctx, x.store, now.revision)
	if errors.Is(err, graph.ErrLogTruncated) {
		return x.rebuild(ctx)
	}
	if err != nil || head.Revision == now.revision {
		return err
	}
	documents, err := affected(ctx, x.store, changed)
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	if err := now.fill(ctx, x.store, documents); err != nil {
		return err
	}
	return x.refresh(now, head, len(documents) > 0)
}

// changesAfter reads the log up to its head: the last commit, and all keys that changed.
func changesAfter(ctx context.Context, store graph.Store, revision int64) (head graph.Change, keys []graph.Key, err error) {
	head.Revision = revision
	for {
		changes, err := store.Changes(ctx, head.Revision)
		if err != nil {
			return head, nil, fmt.Errorf("search index: changes after %d: %w", head.Revision, err)
		}
		if len(changes) == 0 {
			return head, unique(keys), nil
		}
		for _, change := range changes {
			keys = append(keys, change.Keys...)
		}
		head = changes[len(changes)-1]
	}
}

// rebuild makes a new generation of all facts beside the present one, which takes its place.
func (x *Index) rebuild(ctx context.Context) error {
	made, err := newGeneration(x.home)
	if err != nil {
		return err
	}
	if err := made.build(ctx, x.store); err != nil {
		return errors.Join(err, made.discard())
	}
	if old := x.show(made); old != nil {
		return old.discard()
	}
	return nil
}

// show makes a generation the present one once running searches have ended.
func (x *Index) show(made *generation) (old *generation) {
	x.mutex.Lock()
	defer x.mutex.Unlock()
	old, x.now = x.now, made
	return old
}

// refresh lets searches see what was filled in. It waits for running searches only to give the
// next ones the new state.
func (x *Index) refresh(now *generation, head graph.Change, changed bool) error {
	if !changed {
		x.mutex.Lock()
		defer x.mutex.Unlock()
		now.revision, now.unsaved = head.Revision, head
		return nil
	}
	if err := now.save(head); err != nil {
		return err
	}
	next, err := now.next()
	if err != nil {
		return err
	}
	return x.showState(now, next, head.Revision).close()
}

func (x *Index) showState(now *generation, next *state, revision int64) (before *state) {
	x.mutex.Lock()
	defer x.mutex.Unlock()
	before, now.state, now.revision = now.state, next, revision
	return before
}

// Revision is that of the last commit applied.
func (x *Index) Revision() int64 {
	x.mutex.RLock()
	defer x.mutex.RUnlock()
	return x.now.revision
}

// Close waits for running searches and releases the index.
func (x *Index) Close() error {
	x.filling.Lock()
	defer x.filling.Unlock()
	x.mutex.Lock()
	defer x.mutex.Unlock()
	var err error
	if x.now != nil {
		err = x.now.close()
		x.now = nil
	}
	if x.lock != nil {
		err = errors.Join(err, x.lock.Unlock())
	}
	return err
}
