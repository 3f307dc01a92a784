package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/gofrs/flock"

	"github.com/sachant/sachant/graph"
)

// ErrClosed says that the index was closed.
var ErrClosed = errors.New("the search index is closed")

// Index holds the words of the graph and follows its log. It may be used by several goroutines.
type Index struct {
	store graph.Store
	dir   string // of the generations; empty in memory
	lock  *flock.Flock

	writing sync.Mutex // held while changes are applied; locked before mutex

	mutex  sync.RWMutex // held for reading by searches, for writing to show a new state
	now    *generation
	closed bool
}

// Open opens the index kept in dir, or makes one; dir "" keeps it in memory. It is in step with
// the store when Open returns. An index of another version or another store, or one that the
// log no longer reaches back to, is replaced by one built anew. Where another process holds the
// index in dir, or dir may not be written, the index is made in memory.
func Open(ctx context.Context, dir string, store graph.Store) (*Index, error) {
	x := &Index{store: store}
	if err := x.acquire(dir); err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	if err := x.start(ctx); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// acquire locks the directory for this process.
func (x *Index) acquire(dir string) error {
	if dir == "" {
		return nil
	}
	lock := flock.New(filepath.Join(dir, "lock"), flock.SetFlag(os.O_CREATE|os.O_RDWR)) // fails where nothing may be written
	free := false
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		free, err = lock.TryLock()
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return nil
	}
	if free {
		x.dir, x.lock = dir, lock
	}
	return err
}

func (x *Index) start(ctx context.Context) error {
	kept, err := openGeneration(ctx, x.dir, x.store)
	if err != nil {
		return err
	}
	if kept == nil {
		return x.rebuild(ctx)
	}
	x.now = kept
	return x.CatchUp(ctx)
}

// CatchUp applies what the store has committed since, then shows the new state at once. After
// Close it returns [ErrClosed].
func (x *Index) CatchUp(ctx context.Context) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	if x.closed {
		return ErrClosed
	}
	if x.now.isGone() {
		return errors.Join(x.lock.Unlock(), x.acquire(x.dir), x.rebuild(ctx))
	}
	head, changed, err := changesAfter(ctx, x.store, x.now.revision)
	if errors.Is(err, graph.ErrLogTruncated) {
		return x.rebuild(ctx)
	}
	if err != nil || head.Revision == x.now.revision {
		return err
	}
	documents, err := affectedDocuments(ctx, x.store, changed)
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	return x.apply(ctx, head, documents)
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
			return head, graph.Distinct(keys), nil
		}
		for _, change := range changes {
			keys = append(keys, change.Keys...)
		}
		head = changes[len(changes)-1]
	}
}

// apply writes documents anew and shows them as of a commit. Searches wait only for the switch.
func (x *Index) apply(ctx context.Context, head graph.Change, documents []graph.Key) error {
	now, next := x.now, x.now.state
	if len(documents) > 0 {
		err := now.fill(ctx, x.store, documents)
		if err == nil {
			err = now.save(head)
		}
		if err == nil {
			next, err = now.next()
		}
		if err != nil {
			return err
		}
	}
	x.mutex.Lock()
	before := now.state
	now.state, now.revision = next, head.Revision
	x.mutex.Unlock()
	if before == next {
		now.unsaved = head
		return nil
	}
	return before.close()
}

// rebuild indexes all facts beside the present generation, and replaces it.
func (x *Index) rebuild(ctx context.Context) error {
	made, err := newGeneration(x.dir, x.now)
	if err != nil {
		return err
	}
	if err := made.build(ctx, x.store); err != nil {
		return errors.Join(err, made.discard())
	}
	x.mutex.Lock()
	before := x.now
	x.now = made
	x.mutex.Unlock()
	if before != nil {
		return before.discard()
	}
	return nil
}

// Revision returns that of the last commit applied, also after Close.
func (x *Index) Revision() int64 {
	x.mutex.RLock()
	defer x.mutex.RUnlock()
	return x.now.revision
}

// Close waits for running searches and for changes being applied, and releases the index. A
// second Close does nothing.
func (x *Index) Close() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mutex.Lock()
	defer x.mutex.Unlock()
	if x.closed {
		return nil
	}
	x.closed = true
	var err error
	if x.now != nil {
		err = x.now.close()
	}
	if x.lock != nil {
		err = errors.Join(err, x.lock.Unlock())
	}
	return err
}
