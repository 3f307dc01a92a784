package neo4j

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

// What is known is what our own commits left, and nothing once another process has committed.
func TestTheSingleWriterKnowsWhatExists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		writer, exists, at, alone := newSingleWriter(), map[graph.Key]bool{}, head{}, true
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
					effect.Put, exists[key] = append(effect.Put, graph.Record{Key: key}), true
				case 1:
					effect.Delete, exists[key] = append(effect.Delete, key), false
				}
			}
			writer.committed(at, next, effect)
			at = next
		}
		want := keys
		if alone {
			want = slices.DeleteFunc(slices.Clone(keys), func(key graph.Key) bool { return !exists[key] })
		}
		if got := writer.existing(at, keys); !slices.Equal(got, want) {
			t.Fatalf("existing = %v, want %v", got, want)
		}
		writer.forget()
		if got := writer.existing(at, keys); !slices.Equal(got, keys) {
			t.Fatalf("existing = %v after forgetting, want all keys", got)
		}
	})
}
