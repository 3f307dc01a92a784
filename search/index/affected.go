package index

import (
	"context"

	"github.com/sachant/sachant/graph"
)

// affectedDocuments returns the documents that changed facts have a part in: an answer holds its
// question's title and the names of the skills that this is about, a contribution the names of the skills it is about, a profile its unit and its site, and
// all hold their audience. Declarations have a part in none: they are found through their skill.
func affectedDocuments(ctx context.Context, reader graph.Reader, changed []graph.Key) ([]graph.Key, error) {
	var documents []graph.Key
	sources := map[graph.Kind][]graph.Key{} // nodes whose neighbors are affected too
	add := func(key graph.Key) {
		from, _ := key.Ends()
		switch kind := key.Kind(); kind {
		case graph.KindPerson:
			documents = append(documents, key)
		case graph.KindContribution, graph.KindSkill:
			documents = append(documents, key)
			sources[kind] = append(sources[kind], key)
		case graph.KindUnit, graph.KindSite, graph.KindCommunity:
			sources[kind] = append(sources[kind], key)
		case graph.KindInUnit, graph.KindAtSite, graph.KindCommentsOn:
			documents = append(documents, from)
		case graph.KindAnswers, graph.KindIn, graph.KindAbout, graph.KindHiddenIn:
			documents = append(documents, from)
			sources[graph.KindContribution] = append(sources[graph.KindContribution], from)
		}
	}
	for _, key := range changed {
		add(key)
	}
	// Communities and skills come first, since their contributions have answers, and these have comments.
	for _, step := range []struct{ node, edge graph.Kind }{
		{graph.KindCommunity, graph.KindIn}, {graph.KindSkill, graph.KindAbout},
		{graph.KindContribution, graph.KindAnswers}, {graph.KindContribution, graph.KindCommentsOn}, {graph.KindUnit, graph.KindInUnit}, {graph.KindSite, graph.KindAtSite},
	} {
		nodes := distinct(sources[step.node])
		if len(nodes) == 0 {
			continue
		}
		edges, err := reader.Edges(ctx, nodes, graph.Into, step.edge)
		if err != nil {
			return nil, err
		}
		for _, edge := range edges {
			add(edge.Key)
		}
	}
	return distinct(documents), nil
}
