package search

import (
	"context"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/text"
)

// titleFit is how well a query is somebody's title; the zero one is not.
type titleFit int

const (
	nearly  titleFit = iota + 1 // by other words of the same stems, or related ones
	exactly                     // as it is written, or by synonyms
)

// recognizeTitles returns how well the query is the whole title of people found, and has the profiles count more of which it is
// exactly that.
func (f *Finder) recognizeTitles(ctx context.Context, n *neighborhood) (best titleFit, err error) {
	titled := map[graph.Key]bool{}
	err = eachPerson(ctx, n.view, n.whole(index.Profiles), func(person graph.Person, key graph.Key) {
		switch {
		case f.isExactly(n, person.Title, n.wanted()):
			best, titled[key] = exactly, true
		case best == 0 && n.labels.Is(person.Title, n.wanted()):
			best = nearly
		}
	})
	for i := range n.found.Hits {
		if one := &n.found.Hits[i]; one.Class == index.Profiles && titled[one.Key] {
			one.Match = max(one.Match, f.weights.Titled)
		}
	}
	return best, err
}

// raiseTitled has the profiles of people count more whose title holds words.
func (f *Finder) raiseTitled(ctx context.Context, n *neighborhood, people []graph.NodeID, words []text.QueryTerm) error {
	values, err := n.view.NodeValues(ctx, people)
	titled := map[graph.NodeID]bool{}
	for i, value := range values {
		person, _ := value.(graph.Person)
		titled[people[i]] = n.labels.Holds(person.Title, words)
	}
	for i := range n.profiles {
		if one := &n.profiles[i]; titled[one.node] {
			one.Match = max(one.Match, f.weights.Titled)
		}
	}
	return err
}

// isExactly reports whether a name is words as they are written, or synonyms of them.
func (f *Finder) isExactly(n *neighborhood, name string, words []text.QueryTerm) bool {
	return n.labels.IsExactly(name, words, f.weights.Synonyms.Same)
}

// eachPerson visits the people whose profiles were found, as far as the viewer sees.
func eachPerson(ctx context.Context, view *access.View, profiles []index.Hit, visit func(graph.Person, graph.Key)) error {
	nodes, err := index.NodeIDs(ctx, view, profiles)
	if err != nil {
		return err
	}
	values, err := view.NodeValues(ctx, nodes)
	for i, value := range values {
		if person, is := value.(graph.Person); is {
			visit(person, profiles[i].Key)
		}
	}
	return err
}
