package storetest

import (
	"slices"
	"testing"

	"github.com/sachant/sachant/graph"
)

// awkward are ids and tags whose order is not that of their parts: every character that may
// be in one, next to ends, and ids that begin like others.
func awkward() []string {
	return []string{"a", "a#", "a+", "a-", "a.", "a/", "a0", "a9", "aa", "az", "a_", "a~", "a-a", "a/a", "aa-", "b"}
}

func orderTests() []readerTest {
	var all []graph.Fact
	for _, id := range awkward() {
		all = append(all, person(id, "P"), graph.Node(id, origin, graph.Contribution{}), graph.Node(id, origin, graph.Community{}))
	}
	for _, id := range awkward() {
		one, post := graph.NodeKey(graph.KindPerson, id), graph.NodeKey(graph.KindContribution, id)
		for _, other := range awkward() {
			all = append(all,
				graph.Edge(one, other, graph.NodeKey(graph.KindPerson, "a"), origin, graph.Follows{}),
				graph.Edge(one, "", graph.NodeKey(graph.KindPerson, other), origin, graph.Follows{}),
				graph.Edge(one, "", graph.NodeKey(graph.KindContribution, other), origin, graph.Authored{}),
				graph.Edge(post, "", graph.NodeKey(graph.KindContribution, other), origin, graph.Answers{}),
				graph.Edge(post, other, graph.NodeKey(graph.KindCommunity, id), origin, graph.In{}))
		}
	}
	return []readerTest{{"everything is in the bytewise order of keys", all, func(t *testing.T, reader graph.Reader) { inOrder(t, reader, all) }}}
}

func inOrder(t *testing.T, reader graph.Reader, all []graph.Fact) {
	want := sorted(keysOf(all))
	scanned, _ := scan(t, reader)
	wantKeys(t, "Scan", scanned, want...)
	backwards := slices.Clone(want)
	slices.Reverse(backwards)
	wantKeys(t, "Facts", facts(t, reader, graph.Brief, backwards...), want...)
	isNode := func(key graph.Key) bool { return !key.IsEdge() }
	wantedEdges := slices.DeleteFunc(slices.Clone(want), isNode)
	nodes := slices.DeleteFunc(slices.Clone(backwards), func(key graph.Key) bool { return key.IsEdge() })
	wantKeys(t, "Edges(Out)", edges(t, reader, nodes, graph.Out), wantedEdges...)
	wantKeys(t, "Edges(Into)", edges(t, reader, nodes, graph.Into), wantedEdges...)
}
