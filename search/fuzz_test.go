package search

import (
	"errors"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/paging"
	"github.com/sachant/sachant/search/rank"
)

// FuzzCursor: any cursor of a client is refused, or gives the people after it, in order and as many as
// asked for.
func FuzzCursor(f *testing.F) {
	var evidence []rank.Evidence
	for _, person := range []graph.Key{"person/a", "person/b", "person/c", "person/d"} {
		evidence = append(evidence, rank.Evidence{Person: person, Fact: person, Kind: rank.Profile, Match: 0.5})
	}
	evidence[0].Match, evidence[3].Match = 0.9, 0.1
	order := rank.Rank(evidence, func(graph.NodeID) graph.Key { return "" }, rank.Query{AsOf: "2026-03-31"}, rank.DefaultWeights())
	for i := range order.Len() {
		f.Add(cursorOf(Query{}.list(nil), order.At(i).Person, order.At(i).Score, paging.Mark{}), 2)
	}
	f.Add("x", -1)
	f.Add("N2ZmODAwMDAwMDAwMDAwMSBwZXJzb24vYQ", 100) // no number
	f.Fuzz(func(t *testing.T, after string, first int) {
		wanted, err := pageOf(Query{First: first, After: after})
		if err != nil {
			if !errors.Is(err, graph.ErrInvalid) {
				t.Errorf("%q is refused with %v", after, err)
			}
			return
		}
		shown, more := wanted.of(order)
		if len(shown) > first || more && len(shown) < first {
			t.Errorf("first %d after %q are %v, more: %v", first, after, shown, more)
		}
		if len(shown) == 0 {
			return
		}
		start := 0
		for order.At(start).Person != shown[0].Person {
			start++
		}
		for i, one := range shown {
			if want := order.At(start + i); one.Person != want.Person || one.Score != want.Score {
				t.Errorf("after %q come %v", after, shown)
			}
		}
		if last := start+len(shown) == order.Len(); more == last {
			t.Errorf("after %q come %v, more: %v", after, shown, more)
		}
	})
}
