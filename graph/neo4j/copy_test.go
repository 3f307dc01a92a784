package neo4j

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

// The copy answers as a list of everything would that was put and not deleted since.
func TestTheCopyHoldsWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := []graph.Key{"person/a", "person/b", "person/c"}
		keys := slices.Clone(people)
		for _, from := range people {
			for _, to := range people {
				keys = append(keys, graph.EdgeKey(from, graph.KindFollows, "", to), graph.EdgeKey(from, graph.KindReportsTo, "", to))
			}
		}
		copied, plain := newOwnCopy(), map[graph.Key]graph.Record{}
		for revision := range rapid.Int64Range(1, 8).Draw(t, "commits") {
			effect := drawEffect(t, keys, plain)
			copied.take(head{revision: revision + 1}, "import:test", effect)
			for _, key := range effect.Delete {
				delete(plain, key)
			}
			for _, record := range effect.Put {
				record.Revision = revision + 1
				plain[record.Key] = record
			}
		}
		isSame(t, "all", copied.all(nil), plain, func(graph.Key) bool { return true })
		isSame(t, "those", copied.those(append(keys, keys...)), plain, func(graph.Key) bool { return true })
		isSame(t, "what leaves", copied.edges(people[:1], graph.Out, []graph.Kind{graph.KindFollows}), plain, func(key graph.Key) bool {
			from, _ := key.Ends()
			return from == people[0] && key.Kind() == graph.KindFollows
		})
		isSame(t, "what leads to", copied.edges(people, graph.Into, nil), plain, graph.Key.IsEdge)
	})
}

// drawEffect changes some of the keys, and deletes only what is there.
func drawEffect(t *rapid.T, keys []graph.Key, have map[graph.Key]graph.Record) (effect graph.Effect) {
	for _, key := range keys {
		_, isThere := have[key]
		switch rapid.IntRange(0, 3).Draw(t, "change") {
		case 0:
			effect.Put = append(effect.Put, graph.Record{Key: key, Origin: fmt.Sprint(rapid.Int().Draw(t, "origin"))})
		case 1:
			if isThere {
				effect.Delete = append(effect.Delete, key)
			}
		}
	}
	return effect
}

func isSame(t *rapid.T, what string, got []graph.Record, plain map[graph.Key]graph.Record, wanted func(graph.Key) bool) {
	want := slices.SortedFunc(maps.Values(plain), byKey)
	want = slices.DeleteFunc(want, func(record graph.Record) bool { return !wanted(record.Key) })
	if !slices.EqualFunc(got, want, func(a, b graph.Record) bool {
		return a.Key == b.Key && a.Origin == b.Origin && a.Revision == b.Revision
	}) {
		t.Fatalf("%s: the copy holds %v, want %v", what, got, want)
	}
}

// The copy is not for the largest imports: it says when it has grown beyond its bound.
func TestTheCopyIsBounded(t *testing.T) {
	copied := newOwnCopy()
	long := make([]byte, mostCopied/2)
	put := func(id string) bool {
		record := graph.Record{Key: graph.NodeKey(graph.KindContribution, id), Long: long}
		return copied.take(head{revision: 1}, "", graph.Effect{Put: []graph.Record{record}})
	}
	put("a")
	if !put("a") {
		t.Error("the copy does not fit, though it holds half of what it may")
	}
	if put("b") {
		t.Error("the copy fits, though it holds more than it may")
	}
}

// Edges go to the server by the node at which they meet, each of them once.
func TestEdgesGoWhereTheyMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		edges := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) newEdge {
			return newEdge{end.Draw(t, "from"), end.Draw(t, "to"), []any{"test", nil}}
		}), 1, 30).Draw(t, "edges")
		into := meetAtEnd(edges)
		var sent []newEdge
		nodes := map[string]bool{}
		for _, group := range grouped(edges, into) {
			node := group.([]any)[0].(string)
			if nodes[node] {
				t.Fatalf("%s is looked up twice", node)
			}
			nodes[node] = true
			for _, item := range group.([]any)[1].([]any) {
				row := item.([]any)
				made := newEdge{from: node, to: row[0].(string), columns: row[1:]}
				if into {
					made.from, made.to = made.to, made.from
				}
				sent = append(sent, made)
			}
		}
		inOrder := func(a, b newEdge) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) }
		slices.SortFunc(edges, inOrder)
		slices.SortFunc(sent, inOrder)
		if fmt.Sprint(edges) != fmt.Sprint(sent) {
			t.Fatalf("sent are %v, want %v", sent, edges)
		}
	})
}
