package neo4j

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

// What is known is what our own commits left, and nothing once somebody else has committed.
func TestWhatIsKnownIsSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		known, there, at, alone := newSole(true), map[graph.Key]bool{}, head{}, true
		keys := make([]graph.Key, 20)
		for i := range keys {
			keys[i] = graph.Key(fmt.Sprint("person/", i))
		}
		for range rapid.IntRange(1, 10).Draw(t, "commits") {
			next := head{revision: at.revision + 1}
			if rapid.IntRange(0, 9).Draw(t, "whose") == 0 {
				at, alone = next, false
				continue
			}
			var effect graph.Effect
			for _, key := range keys {
				switch rapid.IntRange(0, 3).Draw(t, "change") {
				case 0:
					effect.Put, there[key] = append(effect.Put, graph.Record{Key: key}), true
				case 1:
					effect.Delete, there[key] = append(effect.Delete, key), false
				}
			}
			known.committed(step{before: at, after: next, effect: effect}, "")
			at = next
		}
		got, isKnown := known.there(at, keys)
		if isKnown != alone {
			t.Fatalf("known = %v, want %v", isKnown, alone)
		}
		want := slices.DeleteFunc(slices.Clone(keys), func(key graph.Key) bool { return !there[key] })
		if isKnown && !slices.Equal(got, want) {
			t.Fatalf("there are %v, want %v", got, want)
		}
	})
}

func TestNothingIsKnownOfAnotherHistory(t *testing.T) {
	known := newSole(true)
	known.committed(step{after: head{revision: 1}, effect: graph.Effect{Put: []graph.Record{{Key: "person/ada"}}}}, "")
	if _, isKnown := known.there(head{revision: 1}, nil); !isKnown {
		t.Error("nothing is known after our own commit")
	}
	known.forget()
	if _, isKnown := known.there(head{revision: 1}, nil); isKnown {
		t.Error("something is known after forgetting")
	}
}

// Whoever reads a head that our own commit left, before its answer came, is answered from the copy
// all the same; where it was another's commit, from the server.
func TestAReaderWaitsForOurOwnCommit(t *testing.T) {
	for _, ours := range []bool{true, false} {
		known, next := newSole(false), head{revision: 1}
		known.begin()
		answered := make(chan bool)
		go func() { answered <- known.read(t.Context(), next, func(*ownCopy) {}) }()
		if ours {
			known.committed(step{after: next, effect: graph.Effect{Put: []graph.Record{{Key: "person/ada"}}}}, "import:test")
		}
		known.end()
		if got := <-answered; got != ours {
			t.Errorf("answered from the copy: %v, want %v", got, ours)
		}
	}
}
