package index

import (
	"errors"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// TestClosedIndexRefuses: a follower that still runs when its index is closed gets an error.
func TestClosedIndexRefuses(t *testing.T) {
	store := emptyStore(t)
	put(t, store, []graph.Fact{graph.Node("x", "", graph.Skill{PrefLabel: "Soudure"})})
	index := openIndex(t, t.TempDir(), store)
	revision := index.Revision()
	checked(t, index.Close())
	put(t, store, []graph.Fact{graph.Node("y", "", graph.Skill{PrefLabel: "Brasage"})})
	_, verifyErr := index.Verify(t.Context(), 1)
	_, searchErr := index.Search(t.Context(), "soudure", access.Labels{access.Company}, Recency{}, testWeights())
	for method, err := range map[string]error{"CatchUp": index.CatchUp(t.Context()), "Verify": verifyErr, "Search": searchErr} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s of a closed index: %v, want ErrClosed", method, err)
		}
	}
	if got := index.Revision(); got != revision {
		t.Errorf("a closed index says revision %d, want the last one applied, %d", got, revision)
	}
	if err := index.Close(); err != nil {
		t.Errorf("an index closed twice: %v", err)
	}
}
