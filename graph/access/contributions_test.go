package access_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// What AppendContributions and AppendAcceptances tell a viewer is what the edges tell that the viewer may see, read
// from a replica and from a store.
func TestContributionsTellNoMoreThanEdges(t *testing.T) {
	store, replica := stored(t)
	keys, _ := nodesAndKinds()
	var authored []graph.Fact
	for i, what := range []graph.Key{openQuestion, openAnswer, secretQuestion, secretAnswer, hiddenAnswer} {
		for _, by := range [][]graph.Key{{alice}, {hana, bob}, {bob}, {mo, alice}, {hana}}[i] {
			authored = append(authored, graph.Edge(by, "", what, "story", graph.Authored{}))
		}
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "test", Put: authored}); err != nil {
		t.Fatal(err)
	}
	if err := replica.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, who := range []access.Viewer{{}, access.Colleague(), viewer(hugo, access.HRRole), viewer(alice), viewer(bob), viewer(mo), viewer(hana), viewer(lea)} {
		for name, gate := range map[string]*access.Gate{"replica": access.NewGate(replica, store), "store": access.NewGate(store, store)} {
			want, got := contributionsByEdges(t, gate.View(who), keys), contributionsIn(t, gate.View(who), keys)
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(telling{})); diff != "" {
				t.Errorf("%v, %s (-edges +contributions):\n%s", who, name, diff)
			}
			told += len(got)
		}
	}
	if told < 60 {
		t.Errorf("%d statements in all: this tried little", told)
	}
}

// telling is what is said of an answer or another contribution, or that one was accepted.
type telling struct {
	node, author, question, asker graph.Key
	accepted, isAcceptance        bool
}

func (a telling) compare(b telling) int {
	return slices.Compare([]graph.Key{a.node, a.author, a.question, a.asker}, []graph.Key{b.node, b.author, b.question, b.asker})
}

func contributionsIn(t *testing.T, view *access.View, keys []graph.Key) (all []telling) {
	t.Helper()
	nodes, err := view.NodeIDs(t.Context(), keys...)
	if err != nil {
		t.Fatal(err)
	}
	nodes = slices.DeleteFunc(nodes, func(node graph.NodeID) bool { return node == 0 })
	key := func(node graph.NodeID) graph.Key {
		if node == 0 {
			return ""
		}
		return view.Key(node)
	}
	summaries, err := view.AppendContributions(t.Context(), nil, nodes)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range summaries {
		all = append(all, telling{key(one.Node), key(one.Author), key(one.Question), key(one.Asker), one.Accepted, false})
	}
	acceptances, err := view.AppendAcceptances(t.Context(), nil, nodes)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range acceptances {
		all = append(all, telling{key(one.Answer), key(one.Author), key(one.Question), key(one.Asker), true, true})
	}
	slices.SortStableFunc(all, telling.compare)
	return all
}

func contributionsByEdges(t *testing.T, view *access.View, keys []graph.Key) (all []telling) {
	t.Helper()
	edges, err := view.Edges(t.Context(), keys, graph.Out, graph.KindAuthored, graph.KindAnswers)
	if err != nil {
		t.Fatal(err)
	}
	authors, questions := map[graph.Key][]graph.Key{}, map[graph.Key]graph.Fact{}
	for _, edge := range edges {
		if edge.Key.Kind() == graph.KindAuthored {
			authors[edge.To()] = append(authors[edge.To()], edge.From())
		} else {
			questions[edge.From()] = edge
		}
	}
	for node, by := range authors {
		for _, author := range by {
			one := telling{node: node, author: author}
			if edge, answers := questions[node]; answers {
				one.question, one.accepted = edge.To(), graph.As[graph.Answers](edge).Accepted
				if askers := authors[one.question]; len(askers) > 0 {
					one.asker = askers[0]
				}
			}
			all = append(all, one)
			if one.accepted && one.asker != "" {
				one.isAcceptance = true
				all = append(all, one)
			}
		}
	}
	slices.SortStableFunc(all, telling.compare)
	return all
}
