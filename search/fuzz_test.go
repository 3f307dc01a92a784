package search

import (
	"errors"
	"slices"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// FuzzCursor: whatever a client sends for a cursor, it is refused, or people come after it, in
// order and as many as asked for.
func FuzzCursor(f *testing.F) {
	ranked := []rank.Ranked{{Person: "person/a", Score: 3}, {Person: "person/b", Score: 2}, {Person: "person/c", Score: 2}, {Person: "person/d"}}
	for _, one := range ranked {
		f.Add(cursorOf(one), 2)
	}
	f.Add("x", -1)
	f.Add("N2ZmODAwMDAwMDAwMDAwMSBwZXJzb24vYQ", 1<<40) // no number
	f.Fuzz(func(t *testing.T, after string, first int) {
		wanted, err := pageOf(Query{First: first, After: after})
		if err != nil {
			if !errors.Is(err, graph.ErrInvalid) {
				t.Errorf("%q is refused with %v", after, err)
			}
			return
		}
		from, to := wanted.span(len(ranked), func(place int) rank.Ranked { return ranked[place] })
		shown, more := ranked[from:to], to < len(ranked)
		start := slices.IndexFunc(ranked, func(one rank.Ranked) bool { return len(shown) > 0 && one.Person == shown[0].Person })
		if len(shown) > 0 && (start < 0 || !slices.EqualFunc(shown, ranked[start:start+len(shown)], func(a, b rank.Ranked) bool { return a.Person == b.Person })) {
			t.Errorf("after %q come %v", after, shown)
		}
		if last := len(shown) == 0 || shown[len(shown)-1].Person == "person/d"; more == last {
			t.Errorf("after %q come %v, more: %v", after, shown, more)
		}
	})
}
