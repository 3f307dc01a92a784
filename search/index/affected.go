package index

import (
	"context"

	"github.com/sachant/sachant/graph"
)

// affected are the documents that changed facts have a part in: an answer holds its question's
// title, a contribution the names of the skills it is about, a profile its unit, and everything
// its audience. Declarations have none: they are found through their skill.
func affected(ctx context.Context, reader graph.Reader, changed []graph.Key) ([]graph.Key, error) {
	a := &affectedDocuments{reader: reader, documents: map[graph.Key]bool{}, around: map[graph.Kind][]graph.Key{}}
	for _, key := range changed {
		a.touch(key)
	}
	if err := a.follow(ctx); err != nil {
		return nil, err
	}
	keys := make([]graph.Key, 0, len(a.documents))
	for key := range a.documents {
		keys = append(keys, key)
	}
	return unique(keys), nil
}

// affectedDocuments is how far a change goes.
type affectedDocuments struct {
	reader    graph.Reader
	documents map[graph.Key]bool
	around    map[graph.Kind][]graph.Key // nodes from which to go on, by kind
}

func (r *affectedDocuments) touch(key graph.Key) {
	from, _ := key.Ends()
	switch kind := key.Kind(); kind {
	case graph.KindPerson:
		r.documents[key] = true
	case graph.KindContribution, graph.KindSkill:
		r.documents[key] = true
		r.around[kind] = append(r.around[kind], key)
	case graph.KindUnit, graph.KindCommunity:
		r.around[kind] = append(r.around[kind], key)
	case graph.KindInUnit, graph.KindAnswers, graph.KindAbout:
		r.documents[from] = true
	case graph.KindIn:
		r.documents[from] = true
		r.around[graph.KindContribution] = append(r.around[graph.KindContribution], from)
	}
}

// follow goes on from the nodes touched; communities first, for their contributions have answers.
func (r *affectedDocuments) follow(ctx context.Context) error {
	for _, step := range []struct {
		from      graph.Kind
		direction graph.Direction
		edges     []graph.Kind
	}{
		{graph.KindCommunity, graph.Into, []graph.Kind{graph.KindIn}},
		{graph.KindContribution, graph.Into, []graph.Kind{graph.KindAnswers}},
		{graph.KindSkill, graph.Into, []graph.Kind{graph.KindAbout}},
		{graph.KindUnit, graph.Into, []graph.Kind{graph.KindInUnit}},
	} {
		nodes := unique(r.around[step.from])
		if len(nodes) == 0 {
			continue
		}
		edges, err := r.reader.Edges(ctx, nodes, step.direction, step.edges...)
		if err != nil {
			return err
		}
		for _, edge := range edges {
			r.touch(edge.Key)
		}
	}
	return nil
}
