package installation

import (
	"context"
	"errors"
	"time"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/lease"
)

// Leases say which of several servers does something, and keep a state with each.
type Leases interface {
	Acquire(ctx context.Context, name, holder string, ttl time.Duration) (bool, error)
	Renew(ctx context.Context, name, holder string, ttl time.Duration) (bool, error)
	Release(ctx context.Context, name, holder string) error
	Keep(ctx context.Context, name, holder string, state []byte) (bool, error)
	State(ctx context.Context, name string) ([]byte, error)
}

// OpenLeases opens the leases: of all servers on a Neo4j in it, else in a file of the data directory. The caller closes them.
func (i *Installation) OpenLeases(ctx context.Context, o *cli.Options) (Leases, func() error, error) {
	if o.Store == "" {
		file, err := lease.OpenFile(o.LeasesPath(), o.Now)
		if err != nil {
			return nil, nil, err
		}
		return file, file.Close, nil
	}
	for store := graph.Store(i.Store); ; {
		if database, ok := store.(lease.Database); ok {
			server, err := lease.OpenServer(ctx, database)
			return server, func() error { return nil }, err
		}
		around, ok := store.(interface{ Unwrap() graph.Store })
		if !ok {
			return nil, nil, errors.New("the store keeps no leases")
		}
		store = around.Unwrap()
	}
}
