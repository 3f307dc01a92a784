package installation

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/erasure"
	"github.com/sachant/sachant/graph/neo4j"
	"github.com/sachant/sachant/graph/sqlite"
)

// Durable is a store that also keeps the installation's key.
type Durable interface {
	erasure.Store
	InstallationKey(ctx context.Context, offered []byte) ([]byte, error)
}

// Installation is a data directory with the store, which lies in it unless it is a server, and
// the installation's key.
type Installation struct {
	Dir   string
	Store Durable
	Namer graph.Namer
}

// Open opens the data directory for writing; the first command there makes it.
func Open(ctx context.Context, o *cli.Options) (*Installation, error) {
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the data directory: %w", err)
	}
	return openInstallation(ctx, o)
}

// OpenReadOnly opens what is there for reading, so that it works beside a server. A store of an older version is
// brought up to date first. Where there is nothing, as with a mistyped --data, it fails with errNothingHere and
// makes nothing.
func OpenReadOnly(ctx context.Context, o *cli.Options) (*Installation, error) {
	inst, err := openAsItIs(ctx, o)
	if !errors.Is(err, sqlite.ErrOlder) {
		return inst, err
	}
	writable, err := openInstallation(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := writable.Close(); err != nil {
		return nil, err
	}
	return openAsItIs(ctx, o)
}

// openAsItIs fails with sqlite.ErrOlder where the store is of an older version.
func openAsItIs(ctx context.Context, o *cli.Options) (*Installation, error) {
	store, err := openStoreReadOnly(ctx, o)
	if err != nil {
		return nil, err
	}
	offered, err := offeredKey(o)
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
	return &Installation{Dir: o.Data, Store: store, Namer: graph.NewNamer(key)}, nil
}

// errNothingHere means that nothing was ever kept where a command looks for it.
var errNothingHere = errors.New("there is nothing there yet: import a directory first, or say with --data or --store where it is kept")

var errOtherKey = errors.New("there is another installation key already; leave --installation-key out, or use another --data directory or --store")

func openStoreReadOnly(ctx context.Context, o *cli.Options) (Durable, error) {
	if o.Store != "" {
		store, err := OpenNeo4j(ctx, neo4j.Config{URI: o.Store, Patience: o.Patience, ReadOnly: true}, o.Neo4jVariable)
		if errors.Is(err, graph.ErrNotFound) {
			err = fmt.Errorf("%s: %w", o.Store, errNothingHere)
		}
		return store, err
	}
	if err := IsThere(o); err != nil {
		return nil, err
	}
	return sqlite.Open(StorePath(o), sqlite.ReadOnly())
}

// IsThere returns an error where the data directory holds no store, as one that is mistyped; it asks no server.
func IsThere(o *cli.Options) error {
	if o.Store != "" {
		return nil
	}
	if err := isLost(o); err != nil {
		return err
	}
	if _, err := os.Stat(StorePath(o)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", o.Data, errNothingHere)
	}
	return nil
}

// OpenForTrial opens what is there for reading, and where there is nothing, an empty store that is gone when it is
// closed: what is only tried leaves no trace. A store of an older version is copied, and the copy brought up to date.
func OpenForTrial(ctx context.Context, o *cli.Options) (*Installation, error) {
	inst, err := openAsItIs(ctx, o)
	var store Durable
	switch {
	case errors.Is(err, errNothingHere):
		store, err = sqlite.OpenMemory()
	case errors.Is(err, sqlite.ErrOlder):
		store, err = copyForTrial(ctx, o)
	default:
		return inst, err
	}
	if err != nil {
		return nil, err
	}
	return withKey(ctx, o, store)
}

func copyForTrial(ctx context.Context, o *cli.Options) (Durable, error) {
	dir, err := os.MkdirTemp("", "sachant-")
	if err != nil {
		return nil, err
	}
	remove := func() error { return os.RemoveAll(dir) }
	old, err := sqlite.Open(StorePath(o), sqlite.ReadOnly(), sqlite.AnyVersion())
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

// StorePath is the file of the embedded store.
func StorePath(o *cli.Options) string { return filepath.Join(o.Data, "graph.db") }

func openInstallation(ctx context.Context, o *cli.Options) (*Installation, error) {
	store, err := openStore(ctx, o)
	if err != nil {
		return nil, err
	}
	return withKey(ctx, o, store)
}

// withKey makes an installation of a store, and its key where it has none.
func withKey(ctx context.Context, o *cli.Options, store Durable) (*Installation, error) {
	offered, err := offeredKey(o)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	key, err := keepKey(ctx, o, store, offered)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return &Installation{Dir: o.Data, Store: store, Namer: graph.NewNamer(key)}, nil
}

// openStore opens the server that --store names, else the file in the data directory.
func openStore(ctx context.Context, o *cli.Options) (Durable, error) {
	if o.Store == "" {
		if err := isLost(o); err != nil {
			return nil, err
		}
		return sqlite.Open(StorePath(o))
	}
	return OpenNeo4j(ctx, neo4j.Config{URI: o.Store, Patience: o.Patience}, o.Neo4jVariable)
}

// isLost returns an error where the file of the store is gone or empty, and the index made from it is
// not: the installation's key went with it, so that an import would take everybody for somebody else.
func isLost(o *cli.Options) error {
	info, err := os.Stat(StorePath(o))
	if err == nil && info.Size() > 0 || err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	made, err := filepath.Glob(filepath.Join(o.Data, "index", "words-*"))
	if err != nil || len(made) == 0 {
		return err
	}
	return fmt.Errorf("%s is gone or empty, and the search index beside it was made from it: restore a backup into an empty --data directory; "+
		"give --store where the graph is in a server; or remove %s to begin anew, without what was known", StorePath(o), filepath.Join(o.Data, "index"))
}

// OpenNeo4j opens a server, signed in as the environment says.
func OpenNeo4j(ctx context.Context, config neo4j.Config, getenv func(string) string) (Durable, error) {
	config, err := config.FromEnvironment(getenv)
	if err != nil {
		return nil, err
	}
	return neo4j.Open(ctx, config)
}

// offeredKey is the key on the command line, or nil.
func offeredKey(o *cli.Options) ([]byte, error) {
	if o.InstallationKey == "" {
		return nil, nil
	}
	key, err := hex.DecodeString(o.InstallationKey)
	if err != nil || len(key) < 16 {
		return nil, errors.New("--installation-key wants at least 32 hexadecimal digits")
	}
	return key, nil
}

// keepKey returns the installation's key, which it makes where there is none, and refuses another.
func keepKey(ctx context.Context, o *cli.Options, store Durable, offered []byte) ([]byte, error) {
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

func (i *Installation) Close() error { return i.Store.Close() }

// Lasting returns the installation for users who may close it: its store stays open.
func (i *Installation) Lasting() *Installation {
	return &Installation{Dir: i.Dir, Store: lasting{i.Store}, Namer: i.Namer}
}

// lasting is a store that belongs to somebody else, who closes it.
type lasting struct{ Durable }

func (lasting) Close() error { return nil }

// Unwrap is for [graph.BulkReaderOf].
func (l lasting) Unwrap() graph.Store { return l.Durable }
