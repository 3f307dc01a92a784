package lease_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph/lease"
	"github.com/sachant/sachant/graph/neo4j"
)

type leases interface {
	Acquire(ctx context.Context, name, holder string, ttl time.Duration) (bool, error)
	Renew(ctx context.Context, name, holder string, ttl time.Duration) (bool, error)
	Release(ctx context.Context, name, holder string) error
	Keep(ctx context.Context, name, holder string, state []byte) (bool, error)
	State(ctx context.Context, name string) ([]byte, error)
}

// each runs a test with leases in a file, opened twice as two processes do, and with leases in Neo4j.
func each(t *testing.T, test func(t *testing.T, one, two leases)) {
	t.Run("file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "leases.db")
		test(t, file(t, path), file(t, path))
	})
	t.Run("neo4j", func(t *testing.T) {
		uri := live.Neo4j(t)
		test(t, server(t, uri), server(t, uri))
	})
}

func file(t *testing.T, path string) leases {
	t.Helper()
	opened, err := lease.OpenFile(path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	return opened
}

func server(t *testing.T, uri string) leases {
	t.Helper()
	config, err := neo4j.Config{URI: uri}.FromEnvironment(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	store, err := neo4j.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	opened, err := lease.OpenServer(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// does checks what a change of a lease reports.
func does(t *testing.T, what string, want bool) func(bool, error) {
	return func(got bool, err error) {
		t.Helper()
		if err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", what, got, err, want)
		}
	}
}

func TestOneHoldsALease(t *testing.T) {
	each(t, func(t *testing.T, one, two leases) {
		ctx := t.Context()
		does(t, "a free lease", true)(one.Acquire(ctx, "directory", "one", time.Hour))
		does(t, "again by its holder", true)(one.Acquire(ctx, "directory", "one", time.Hour))
		does(t, "by another", false)(two.Acquire(ctx, "directory", "two", time.Hour))
		does(t, "renewed by another", false)(two.Renew(ctx, "directory", "two", time.Hour))
		does(t, "another lease", true)(two.Acquire(ctx, "interviews", "two", time.Hour))
		if err := two.Release(ctx, "directory", "two"); err != nil {
			t.Error(err)
		}
		does(t, "after another released it", false)(two.Acquire(ctx, "directory", "two", time.Hour))
		if err := one.Release(ctx, "directory", "one"); err != nil {
			t.Error(err)
		}
		does(t, "after its holder released it", true)(two.Acquire(ctx, "directory", "two", time.Hour))
	})
}

// A holder that is gone does not renew: the lease ends, and the next one takes it over. The former holder is told.
func TestALeaseThatEndedIsTakenOver(t *testing.T) {
	each(t, func(t *testing.T, one, two leases) {
		ctx := t.Context()
		does(t, "a lease that ends at once", true)(one.Acquire(ctx, "directory", "one", 0))
		does(t, "renewed after its end, before another took it", false)(one.Renew(ctx, "directory", "one", time.Hour))
		does(t, "kept after its end", false)(one.Keep(ctx, "directory", "one", []byte("late")))
		does(t, "taken over", true)(two.Acquire(ctx, "directory", "two", time.Hour))
		does(t, "renewed too late", false)(one.Renew(ctx, "directory", "one", time.Hour))
		does(t, "kept too late", false)(one.Keep(ctx, "directory", "one", []byte("late")))
	})
}

func TestAStateOutlivesItsHolder(t *testing.T) {
	each(t, func(t *testing.T, one, two leases) {
		ctx := t.Context()
		if state, err := two.State(ctx, "directory"); err != nil || state != nil {
			t.Errorf("before: %q, %v", state, err)
		}
		does(t, "without the lease", false)(one.Keep(ctx, "directory", "one", []byte("x")))
		does(t, "acquired", true)(one.Acquire(ctx, "directory", "one", time.Hour))
		does(t, "kept", true)(one.Keep(ctx, "directory", "one", []byte("read up to 7")))
		if err := one.Release(ctx, "directory", "one"); err != nil {
			t.Error(err)
		}
		does(t, "acquired by another", true)(two.Acquire(ctx, "directory", "two", time.Hour))
		if state, err := two.State(ctx, "directory"); err != nil || string(state) != "read up to 7" {
			t.Errorf("after: %q, %v", state, err)
		}
	})
}

// Of many who ask at once, one has the lease.
func TestOfManyOneHasTheLease(t *testing.T) {
	each(t, func(t *testing.T, one, two leases) {
		var have atomic.Int64
		var asking sync.WaitGroup
		for n := range 12 {
			of := []leases{one, two}[n%2]
			asking.Go(func() {
				has, err := of.Acquire(t.Context(), "directory", fmt.Sprint("holder ", n), time.Hour)
				if err != nil {
					t.Error(err)
				}
				if has {
					have.Add(1)
				}
			})
		}
		if asking.Wait(); have.Load() != 1 {
			t.Errorf("%d have the lease", have.Load())
		}
	})
}
