package replica_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/storetest"
)

// neighborhood has contributions of a type that has a number and of one that has none, answers of which some
// were accepted, and declarations by several sources.
func neighborhood() []graph.Fact {
	at := time.Date(2026, 1, 14, 9, 0, 0, 0, time.UTC)
	level := graph.Level(2.5)
	return []graph.Fact{
		person("ada", "Ada"), person("bob", "Bob"),
		graph.Node("go", "test", graph.Skill{PrefLabel: "Go", AltLabel: []string{"Golang"}}),
		graph.Node("1", "test", graph.Contribution{Title: "T", Likes: []graph.Tally{{On: "2026-01-14", Count: 3}}}),
		graph.Node("2", "test", graph.Contribution{Type: graph.TypeAnswer, PublishedAt: at}),
		graph.Node("3", "test", graph.Contribution{Type: "poem", Dislikes: []graph.Tally{{Count: 1}}}),
		graph.Edge("contribution/2", "", "contribution/1", "test", graph.Answers{Accepted: true, AcceptedAt: at}),
		graph.Edge("contribution/3", "", "contribution/1", "test", graph.Answers{}),
		graph.Edge("contribution/3", "", "contribution/2", "test", graph.Answers{Accepted: true}),
		graph.Edge("person/ada", "self", "skill/go", "test", graph.Declares{Held: &level, Published: true, On: "2026-01-14"}),
		graph.Edge("person/ada", "interview/1", "skill/go", "test", graph.Declares{HeldRaw: "good", On: "last year"}),
		graph.Edge("person/ada", "interview/1-b", "skill/go", "test", graph.Declares{Possessed: true, ValidUntil: "2027-01-14"}),
		graph.Edge("person/ada", "", "person/bob", "test", graph.Follows{At: at}),
		graph.Edge("person/bob", "", "person/ada", "test", graph.Follows{At: at.Add(time.Nanosecond)}),
		graph.Edge("person/bob", "", "person/bob", "test", graph.Follows{}),
	}
}

// TestByNodeIDAsByKey: what is read by node id is what is read by key.
func TestByNodeIDAsByKey(t *testing.T) {
	store := openStore(t)
	commit(t, store, neighborhood())
	snapshot := follow(t, store).Snapshot()
	keys := []graph.Key{"skill/go", "person/nobody", "person/bob", "person/ada", "contribution/1", "contribution/2", "contribution/3"}
	kinds := []graph.Kind{graph.KindFollows, graph.KindDeclares, graph.KindAnswers}
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		want, got := contents(t, store, keys, direction, kinds), refContents(t, snapshot, keys, direction, kinds)
		if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
			t.Errorf("edges in direction %d (-by key +by id):\n%s", direction, diff)
		}
	}
	ids := snapshot.NodeIDs(keys)
	values, err := snapshot.NodeValues(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := store.Facts(t.Context(), graph.Brief, keys...)
	if err != nil {
		t.Fatal(err)
	}
	byKey := graph.ByKey(facts)
	for i, key := range keys {
		if diff := cmp.Diff(byKey[key].Value, values[i]); diff != "" {
			t.Errorf("%s (-by key +by id):\n%s", key, diff)
		}
	}
}

// contents are those of edges, node by node and kind by kind, read by key.
func contents(t testing.TB, reader graph.Reader, nodes []graph.Key, direction graph.Direction, kinds []graph.Kind) []storetest.EdgeContent {
	t.Helper()
	edges, err := reader.Edges(t.Context(), nodes, direction, kinds...)
	if err != nil {
		t.Fatal(err)
	}
	type list struct {
		node graph.Key
		kind graph.Kind
	}
	lists := map[list][]storetest.EdgeContent{}
	for _, edge := range edges {
		end := edge.To()
		if direction == graph.Out {
			end = edge.From()
		}
		at := list{end, edge.Key.Kind()}
		lists[at] = append(lists[at], storetest.ContentOf(edge))
	}
	var all []storetest.EdgeContent
	for _, node := range nodes {
		for _, kind := range kinds {
			all = append(all, lists[list{node, kind}]...)
		}
	}
	return all
}

// refContents are the same, read by node id.
func refContents(t testing.TB, snapshot *replica.Snapshot, nodes []graph.Key, direction graph.Direction, kinds []graph.Kind) []storetest.EdgeContent {
	t.Helper()
	edges, err := snapshot.AppendEdges(t.Context(), nil, snapshot.NodeIDs(nodes), direction, kinds...)
	if err != nil {
		t.Fatal(err)
	}
	counted := 0
	for _, kind := range kinds {
		for _, degree := range snapshot.Degrees(snapshot.NodeIDs(slices.Compact(nodes)), direction, kind) {
			counted += degree
		}
	}
	if counted != len(edges) {
		t.Errorf("the degrees add up to %d, and there are %d edges", counted, len(edges))
	}
	var all []storetest.EdgeContent
	for _, edge := range edges {
		all = append(all, storetest.ContentOfRef(snapshot, kinds[edge.Kind], edge))
	}
	return all
}
