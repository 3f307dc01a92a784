package neo4j_test

import (
	"os"
	"testing"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/graphtest"
	"github.com/sachant/sachant/graph/neo4j"
)

func TestStore(t *testing.T) {
	graphtest.Run(t, func(t *testing.T) graph.Store { return open(t, live.Neo4j(t)) })
}

func BenchmarkStore(b *testing.B) {
	graphtest.Bench(b, func(b *testing.B) graph.Store { return open(b, live.Neo4j(b)) })
}

func open(t testing.TB, uri string) *neo4j.Store {
	t.Helper()
	config, err := neo4j.Config{URI: uri}.FromEnvironment(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	store, err := neo4j.Open(t.Context(), config)
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
