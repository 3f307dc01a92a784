package search

import (
	"cmp"
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/index"
)

// maxBeside is how many skills, and how many questions, are shown beside the people.
const maxBeside = 3

// Beside is what else a query finds: shown beside people, or where nobody is found.
type Beside struct {
	// Skills hold all the words of the query, those named so first, Units and Sites are meant by it.
	Skills, Units, Sites []graph.Fact
	// Questions that hold most of the words, best first: answered ones, or where nobody is found, others too.
	Questions []graph.Fact
}

// beside reads what else a query finds.
func (n *neighborhood) beside(ctx context.Context, total int) (found Beside, err error) {
	questions, err := n.answered(ctx, total == 0)
	if err != nil {
		return found, err
	}
	keys := append(questions, n.skillKeys()...)
	for _, one := range n.meant {
		keys = append(keys, one.Key)
	}
	read, err := n.view.Facts(ctx, graph.Brief, graph.Distinct(slices.Clone(keys))...)
	facts := graph.ByKey(read)
	for _, key := range slices.Compact(keys) {
		fact, visible := facts[key]
		if !visible {
			continue
		}
		switch key.Kind() {
		case graph.KindContribution:
			found.Questions = append(found.Questions, fact)
		case graph.KindUnit:
			found.Units = append(found.Units, fact)
		case graph.KindSite:
			found.Sites = append(found.Sites, fact)
		case graph.KindSkill:
			if !slices.ContainsFunc(found.Skills, func(one graph.Fact) bool { return one.Key == key }) {
				found.Skills = append(found.Skills, fact)
			}
		}
	}
	return found, err
}

// skillKeys are those of the skills that the query names, and of others that hold all its words.
func (n *neighborhood) skillKeys() []graph.Key {
	var keys []graph.Key
	for _, one := range n.meant {
		if one.Kind == graph.KindSkill {
			keys = append(keys, one.Key)
		}
	}
	for _, one := range best(n.whole(index.Skills)) {
		keys = append(keys, one.Key)
	}
	return keys[:min(len(keys), maxBeside)]
}

// answered returns the questions that hold most of the query and have an answer that the viewer sees, those with an accepted
// one first; where nobody is found, without one too.
func (n *neighborhood) answered(ctx context.Context, others bool) ([]graph.Key, error) {
	const most = 0.75 // of the words, by weight
	hits := slices.DeleteFunc(best(n.found.Questions), func(one index.Hit) bool { return one.Coverage < most })
	hits = hits[:min(len(hits), 10*maxBeside)]
	nodes, err := index.NodeIDs(ctx, n.view, hits)
	if err != nil {
		return nil, err
	}
	counted, err := n.view.KeepUnobjected(ctx, slices.DeleteFunc(slices.Clone(nodes), isNone))
	if err != nil {
		return nil, err
	}
	state, err := n.statesOf(ctx, counted)
	var keys []graph.Key
	for _, wanted := range []int{settled, answered, open} {
		for i, node := range nodes {
			if slices.Contains(counted, node) && state[node] == wanted && (wanted != open || others) {
				keys = append(keys, hits[i].Key)
			}
		}
	}
	return keys[:min(len(keys), maxBeside)], err
}

// The states of a question: nobody answered it, somebody did, an answer was accepted.
const open, answered, settled = 0, 1, 2

// statesOf returns the states of questions, by the answers to which no author objects.
func (n *neighborhood) statesOf(ctx context.Context, questions []graph.NodeID) (map[graph.NodeID]int, error) {
	edges, err := n.view.AppendEdges(ctx, nil, questions, graph.Into, graph.KindAnswers)
	if err != nil {
		return nil, err
	}
	answers := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		answers[i] = edge.From
	}
	answers, err = n.view.KeepUnobjected(ctx, answers)
	state, counts := map[graph.NodeID]int{}, map[graph.NodeID]bool{}
	for _, answer := range answers {
		counts[answer] = true
	}
	for _, edge := range edges {
		switch {
		case counts[edge.From] && edge.Accepted:
			state[edge.To] = settled
		case counts[edge.From]:
			state[edge.To] = max(state[edge.To], answered)
		}
	}
	return state, err
}

func isNone(node graph.NodeID) bool { return node == 0 }

// best returns hits in order, the best first.
func best(hits []index.Hit) []index.Hit {
	return slices.SortedFunc(slices.Values(hits), func(a, b index.Hit) int {
		return cmp.Or(cmp.Compare(b.Match, a.Match), cmp.Compare(a.Key, b.Key))
	})
}
