package replica_test

import (
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/graph/storetest"
)

func TestReader(t *testing.T) {
	t.Run("loaded", func(t *testing.T) {
		storetest.RunReader(t, func(t *testing.T, facts []graph.Fact) graph.Reader {
			store := openStore(t)
			commit(t, store, facts)
			return follow(t, store)
		})
	})
	t.Run("caught up", func(t *testing.T) {
		storetest.RunReader(t, func(t *testing.T, facts []graph.Fact) graph.Reader {
			store := openStore(t)
			replica := follow(t, store)
			commit(t, store, facts)
			catchUp(t, replica)
			return replica
		})
	})
}

// TestStore runs the whole suite through a replica that catches up before each read, so all
// that is asked of a store's reads holds for the replica after any commit.
func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Store {
		store := openStore(t)
		return following{store, follow(t, store)}
	})
}

func openStore(t testing.TB) *sqlite.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

func follow(t testing.TB, store graph.Store) *replica.Replica {
	t.Helper()
	replica, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return replica
}

func catchUp(t testing.TB, replica *replica.Replica) {
	t.Helper()
	if err := replica.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func commit(t testing.TB, store graph.Store, facts []graph.Fact, deleted ...graph.Key) {
	t.Helper()
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts, Delete: deleted}); err != nil {
		t.Fatal(err)
	}
}
