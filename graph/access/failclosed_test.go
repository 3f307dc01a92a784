package access

import (
	"context"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
)

// Where it cannot be found out what a change affects, the next cache shows nothing to anybody: what is not in it
// is decided anew.
func TestNothingIsKeptWhereForgettingFails(t *testing.T) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	commit := func(facts ...graph.Fact) {
		t.Helper()
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
			t.Fatal(err)
		}
	}
	commit(graph.Node("secret", "", graph.Community{Secret: true}),
		graph.Node("q", "", graph.Contribution{}), graph.Node("a", "", graph.Contribution{}),
		graph.Edge("contribution/a", "", "contribution/q", "", graph.Answers{}))
	copied, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	before := newVisibilityCache(copied.Snapshot())
	answer := before.snapshot.NodeIDs([]graph.Key{"contribution/a"})[0]
	before.add(answer)
	commit(graph.Edge("contribution/q", "", "community/secret", "", graph.In{}))
	if err := copied.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, ctx := range map[string]context.Context{"a context": t.Context(), "a cancelled context": cancelled} {
		if before.next(ctx, copied.Snapshot()).has(answer) {
			t.Errorf("with %s, an answer to a question that is secret now stays visible to the whole company", name)
		}
	}
}
