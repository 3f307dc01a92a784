package maintenance

import (
	"context"
	"fmt"
	"reflect"

	"github.com/sachant/sachant/graph"
)

// comparedAtOnce is how many facts are looked up in one read.
const comparedAtOnce = 5_000

// compareReaders reports facts that differ between the store and the replica. Where there are commits
// meanwhile, it compares only facts of the same revision.
func compareReaders(ctx context.Context, store, replica graph.Reader, found func(string, ...any)) error {
	var chunk []graph.Fact
	total := 0
	flush := func() error {
		err := compareFacts(ctx, replica, chunk, found)
		total += len(chunk)
		chunk = chunk[:0]
		return err
	}
	revision, err := store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if chunk = append(chunk, fact); len(chunk) < comparedAtOnce {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return fmt.Errorf("compare the replica with the store: %w", err)
	}
	held := 0
	shown, err := replica.Scan(ctx, graph.Brief, func(graph.Fact) error { held++; return nil })
	if err == nil && shown == revision && held != total {
		found("replica: it holds %d facts, the store %d", held, total)
	}
	return err
}

func compareFacts(ctx context.Context, replica graph.Reader, facts []graph.Fact, found func(string, ...any)) error {
	keys := make([]graph.Key, len(facts))
	for i, fact := range facts {
		keys[i] = fact.Key
	}
	copies, err := replica.Facts(ctx, graph.Brief, keys...)
	if err != nil {
		return err
	}
	held := graph.ByKey(copies)
	for _, fact := range facts {
		if copied, there := held[fact.Key]; !there {
			found("replica: it lacks %q", fact.Key)
		} else if copied.Revision == fact.Revision && !equal(copied, fact) {
			found("replica: %q differs from the store's", fact.Key)
		}
	}
	return nil
}

// equal compares two facts of one key and revision. Comparable values, which most are, are compared in a
// fiftieth of the time of reflection.
func equal(a, b graph.Fact) bool {
	if a.Value != nil && a.Origin == b.Origin && a.At == b.At && reflect.TypeOf(a.Value).Comparable() && a.Value == b.Value {
		return true
	}
	return reflect.DeepEqual(a, b)
}
