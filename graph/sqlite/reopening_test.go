package sqlite_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
)

// reopening is a store in a file that is closed and opened again after every commit, unless
// somebody scans.
type reopening struct {
	t        *testing.T
	path     string
	mutex    sync.Mutex
	store    *sqlite.Store
	scanning int
}

func newReopening(t *testing.T) *reopening {
	path := filepath.Join(t.TempDir(), "graph.db")
	again := &reopening{t: t, path: path}
	again.open()
	t.Cleanup(func() {
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	})
	return again
}

func (r *reopening) open() {
	store, err := sqlite.Open(r.path)
	if err != nil {
		r.t.Errorf("open again: %v", err)
		return
	}
	r.store = store
}

func (r *reopening) use() (store *sqlite.Store, leave func()) {
	r.mutex.Lock()
	return r.store, r.mutex.Unlock
}

func (r *reopening) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	store, leave := r.use()
	defer leave()
	receipt, err := store.Commit(ctx, tx)
	if r.scanning == 0 {
		if err := store.Close(); err != nil {
			r.t.Errorf("close: %v", err)
		}
		r.open()
	}
	return receipt, err
}

func (r *reopening) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	store, leave := r.use()
	defer leave()
	return store.Facts(ctx, detail, keys...)
}

func (r *reopening) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	store, leave := r.use()
	defer leave()
	return store.Edges(ctx, nodes, direction, kinds...)
}

func (r *reopening) Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (int64, error) {
	store, leave := r.use()
	r.scanning++
	leave()
	defer func() {
		_, leave := r.use()
		r.scanning--
		leave()
	}()
	return store.Scan(ctx, detail, visit, kinds...)
}

func (r *reopening) Changes(ctx context.Context, after int64) ([]graph.Change, error) {
	store, leave := r.use()
	defer leave()
	return store.Changes(ctx, after)
}

func (r *reopening) Head(ctx context.Context) (int64, error) {
	store, leave := r.use()
	defer leave()
	return store.Head(ctx)
}

func (r *reopening) Truncate(ctx context.Context, upTo int64) error {
	store, leave := r.use()
	defer leave()
	return store.Truncate(ctx, upTo)
}

func (r *reopening) InstallationKey(ctx context.Context, offered []byte) ([]byte, error) {
	store, leave := r.use()
	defer leave()
	return store.InstallationKey(ctx, offered)
}

func (r *reopening) Close() error {
	store, leave := r.use()
	defer leave()
	return store.Close()
}
