package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/memory"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/rank"
)

// workspace is what lies in a data directory: the store, and the installation's key.
type workspace struct {
	dir   string
	store *sqlite.Store
	namer graph.Namer
}

// open opens the data directory for writing; the first command there makes it.
func (o *options) open(ctx context.Context) (*workspace, error) {
	if err := os.MkdirAll(o.data, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the data directory: %w", err)
	}
	return o.workspace(ctx)
}

// look opens the data directory for reading, so that it works beside a server.
func (o *options) look(ctx context.Context) (*workspace, error) {
	if _, err := os.Stat(o.storePath()); errors.Is(err, os.ErrNotExist) {
		return o.open(ctx)
	}
	return o.workspace(ctx, sqlite.ReadOnly())
}

func (o *options) storePath() string { return filepath.Join(o.data, "graph.db") }

func (o *options) workspace(ctx context.Context, settings ...sqlite.Option) (*workspace, error) {
	offered, err := o.offeredKey()
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Open(o.storePath(), settings...)
	if err != nil {
		return nil, err
	}
	key, err := o.keep(ctx, store, offered)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return &workspace{dir: o.data, store: store, namer: graph.NewNamer(key)}, nil
}

// offeredKey is the key on the command line, or nil.
func (o *options) offeredKey() ([]byte, error) {
	if o.installationKey == "" {
		return nil, nil
	}
	key, err := hex.DecodeString(o.installationKey)
	if err != nil || len(key) < 16 {
		return nil, errors.New("--installation-key wants at least 32 hexadecimal digits")
	}
	return key, nil
}

// keep returns the installation's key, making one where there is none, and refuses another.
func (o *options) keep(ctx context.Context, keeper graph.KeyKeeper, offered []byte) ([]byte, error) {
	fresh := offered
	if fresh == nil {
		fresh = make([]byte, 32)
		if _, err := rand.Read(fresh); err != nil {
			return nil, err
		}
	}
	key, err := keeper.InstallationKey(ctx, fresh)
	if err != nil {
		return nil, fmt.Errorf("cannot read the installation's key: %w", err)
	}
	if offered != nil && string(key) != string(offered) {
		return nil, fmt.Errorf("%s already has another installation key; leave --installation-key out, or use another --data directory", o.data)
	}
	return key, nil
}

func (w *workspace) Close() error { return w.store.Close() }

// engine is everything that answers people: the replica, the index, the gate before them.
type engine struct {
	store   graph.Store
	replica *memory.Replica
	index   *search.Index
	gate    *access.Gate
	finder  *search.Finder
}

// start loads the replica and brings the index up to date.
func (w *workspace) start(ctx context.Context, o *options) (*engine, error) {
	replica, err := memory.Follow(ctx, w.store)
	if err != nil {
		return nil, fmt.Errorf("cannot load the graph: %w", err)
	}
	index, err := search.Open(ctx, filepath.Join(w.dir, "index"), w.store)
	if err != nil {
		return nil, fmt.Errorf("cannot open the search index: %w", err)
	}
	e := &engine{store: w.store, replica: replica, index: index}
	e.gate = access.NewGate(replica, e)
	e.finder = search.NewFinder(index, rank.DefaultWeights(), o.Now)
	return e, nil
}

// Commit writes to the store and shows it at once to whoever asks this process.
func (e *engine) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := e.store.Commit(ctx, tx)
	if err != nil {
		return receipt, err
	}
	return receipt, e.catchUp(ctx)
}

// catchUp brings the replica and the index to the head of the log.
func (e *engine) catchUp(ctx context.Context) error {
	if err := e.replica.CatchUp(ctx); err != nil {
		return fmt.Errorf("cannot follow the log: %w", err)
	}
	if err := e.index.CatchUp(ctx); err != nil {
		return fmt.Errorf("cannot index the latest changes: %w", err)
	}
	return nil
}

func (e *engine) Close() error { return e.index.Close() }
