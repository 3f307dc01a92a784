package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/neo4j"
	"github.com/sachant/sachant/graph/sqlite"
)

// durable is a store that also keeps the installation's key.
type durable interface {
	graph.Store
	InstallationKey(ctx context.Context, offered []byte) ([]byte, error)
}

// installation is a data directory with the store, which lies in it unless it is a server, and
// the installation's key.
type installation struct {
	dir   string
	store durable
	namer graph.Namer
}

// open opens the data directory for writing; the first command there makes it.
func (o *options) open(ctx context.Context) (*installation, error) {
	if err := os.MkdirAll(o.data, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the data directory: %w", err)
	}
	return o.openInstallation(ctx)
}

// openReadOnly opens what is there for reading, so that it works beside a server. A store of an older version is
// brought up to date first. Where there is nothing, as with a mistyped --data, it fails with errNothingHere and
// makes nothing.
func (o *options) openReadOnly(ctx context.Context) (*installation, error) {
	inst, err := o.openAsItIs(ctx)
	if !errors.Is(err, sqlite.ErrOlder) {
		return inst, err
	}
	writable, err := o.openInstallation(ctx)
	if err != nil {
		return nil, err
	}
	if err := writable.Close(); err != nil {
		return nil, err
	}
	return o.openAsItIs(ctx)
}

// openAsItIs fails with sqlite.ErrOlder where the store is of an older version.
func (o *options) openAsItIs(ctx context.Context) (*installation, error) {
	store, err := o.openStoreReadOnly(ctx)
	if err != nil {
		return nil, err
	}
	offered, err := o.offeredKey()
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	key, err := store.InstallationKey(ctx, nil)
	if err == nil && offered != nil && string(key) != string(offered) {
		err = errOtherKey
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return &installation{dir: o.data, store: store, namer: graph.NewNamer(key)}, nil
}

// errNothingHere means that nothing was ever kept where a command looks for it.
var errNothingHere = errors.New("there is nothing there yet: import a directory first, or say with --data or --store where it is kept")

var errOtherKey = errors.New("there is another installation key already; leave --installation-key out, or use another --data directory or --store")

func (o *options) openStoreReadOnly(ctx context.Context) (durable, error) {
	if o.store != "" {
		store, err := openNeo4j(ctx, neo4j.Config{URI: o.store, Patience: o.patience, ReadOnly: true}, o.neo4jVariable)
		if errors.Is(err, graph.ErrNotFound) {
			err = fmt.Errorf("%s: %w", o.store, errNothingHere)
		}
		return store, err
	}
	if err := o.isThere(); err != nil {
		return nil, err
	}
	return sqlite.Open(o.storePath(), sqlite.ReadOnly())
}

// isThere returns an error where the data directory holds no store, as one that is mistyped; it asks no server.
func (o *options) isThere() error {
	if o.store != "" {
		return nil
	}
	if err := o.isLost(); err != nil {
		return err
	}
	if _, err := os.Stat(o.storePath()); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", o.data, errNothingHere)
	}
	return nil
}

// openForTrial opens what is there for reading, and where there is nothing, an empty store that is gone when it is
// closed: what is only tried leaves no trace. A store of an older version is copied, and the copy brought up to date.
func (o *options) openForTrial(ctx context.Context) (*installation, error) {
	inst, err := o.openAsItIs(ctx)
	var store durable
	switch {
	case errors.Is(err, errNothingHere):
		store, err = sqlite.OpenMemory()
	case errors.Is(err, sqlite.ErrOlder):
		store, err = o.copyForTrial(ctx)
	default:
		return inst, err
	}
	if err != nil {
		return nil, err
	}
	return o.withKey(ctx, store)
}

func (o *options) copyForTrial(ctx context.Context) (durable, error) {
	dir, err := os.MkdirTemp("", "sachant-")
	if err != nil {
		return nil, err
	}
	remove := func() error { return os.RemoveAll(dir) }
	old, err := sqlite.Open(o.storePath(), sqlite.ReadOnly(), sqlite.AnyVersion())
	if err != nil {
		return nil, errors.Join(err, remove())
	}
	path := filepath.Join(dir, "graph.db")
	if err := errors.Join(old.Backup(ctx, path), old.Close()); err != nil {
		return nil, errors.Join(err, remove())
	}
	store, err := sqlite.Open(path)
	if err != nil {
		return nil, errors.Join(err, remove())
	}
	return temporary{store, remove}, nil
}

// temporary is a store that is removed when it is closed.
type temporary struct {
	*sqlite.Store
	remove func() error
}

func (t temporary) Close() error { return errors.Join(t.Store.Close(), t.remove()) }

func (o *options) storePath() string { return filepath.Join(o.data, "graph.db") }

func (o *options) openInstallation(ctx context.Context) (*installation, error) {
	store, err := o.openStore(ctx)
	if err != nil {
		return nil, err
	}
	return o.withKey(ctx, store)
}

// withKey makes an installation of a store, and its key where it has none.
func (o *options) withKey(ctx context.Context, store durable) (*installation, error) {
	offered, err := o.offeredKey()
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	key, err := o.keepKey(ctx, store, offered)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return &installation{dir: o.data, store: store, namer: graph.NewNamer(key)}, nil
}

// openStore opens the server that --store names, else the file in the data directory.
func (o *options) openStore(ctx context.Context) (durable, error) {
	if o.store == "" {
		if err := o.isLost(); err != nil {
			return nil, err
		}
		return sqlite.Open(o.storePath())
	}
	return openNeo4j(ctx, neo4j.Config{URI: o.store, Patience: o.patience}, o.neo4jVariable)
}

// isLost returns an error where the file of the store is gone or empty, and the index made from it is
// not: the installation's key went with it, so that an import would take everybody for somebody else.
func (o *options) isLost() error {
	info, err := os.Stat(o.storePath())
	if err == nil && info.Size() > 0 || err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	made, err := filepath.Glob(filepath.Join(o.data, "index", "words-*"))
	if err != nil || len(made) == 0 {
		return err
	}
	return fmt.Errorf("%s is gone or empty, and the search index beside it was made from it: restore a backup into an empty --data directory; "+
		"give --store where the graph is in a server; or remove %s to begin anew, without what was known", o.storePath(), filepath.Join(o.data, "index"))
}

func openNeo4j(ctx context.Context, config neo4j.Config, getenv func(string) string) (durable, error) {
	config, err := config.FromEnvironment(getenv)
	if err != nil {
		return nil, err
	}
	return neo4j.Open(ctx, config)
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

// keepKey returns the installation's key, which it makes where there is none, and refuses another.
func (o *options) keepKey(ctx context.Context, store durable, offered []byte) ([]byte, error) {
	fresh := offered
	if fresh == nil {
		fresh = make([]byte, 32)
		if _, err := rand.Read(fresh); err != nil {
			return nil, err
		}
	}
	key, err := store.InstallationKey(ctx, fresh)
	if err != nil {
		return nil, fmt.Errorf("cannot read the installation's key: %w", err)
	}
	if offered != nil && string(key) != string(offered) {
		return nil, errOtherKey
	}
	return key, nil
}

func (i *installation) Close() error { return i.store.Close() }
