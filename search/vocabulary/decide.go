package vocabulary

import (
	"context"
	"fmt"

	"github.com/sachant/sachant/graph"
)

// PlanSame returns what makes a skill the same as a concept, as somebody decides. A skill is one concept of a scheme at
// most: where it is another one already, that link is replaced if replace says so, else the decision is refused. An earlier
// decision that the skill differs from the concept is taken back.
func PlanSame(ctx context.Context, reader graph.Reader, skill, concept graph.Key, replace bool) (graph.Tx, error) {
	edges, err := reader.Edges(ctx, []graph.Key{skill}, graph.Out, graph.KindSameAs, graph.KindDiffersFrom)
	if err != nil {
		return graph.Tx{}, fmt.Errorf("read which concept %s is: %w", skill, err)
	}
	concepts := []graph.Key{concept}
	for _, edge := range edges {
		concepts = append(concepts, edge.To())
	}
	found, err := reader.Facts(ctx, graph.Brief, append(concepts, skill)...)
	if err != nil {
		return graph.Tx{}, fmt.Errorf("read the concepts that %s is: %w", skill, err)
	}
	known := graph.ByKey(found)
	decided, isConcept := known[concept].Value.(graph.Concept)
	if _, isSkill := known[skill].Value.(graph.Skill); !isSkill || !isConcept || decided.Type == graph.ConceptGroup {
		return graph.Tx{}, fmt.Errorf("%w: there is no skill %q or no concept %q", graph.ErrNotFound, skill, concept)
	}
	tx := graph.Tx{Actor: Origin, Put: []graph.Fact{graph.Edge(skill, "", concept, Origin, graph.SameAs{By: ByPerson, Score: 1})}}
	for _, edge := range edges {
		other := graph.As[graph.Concept](known[edge.To()])
		switch {
		case edge.To() == concept && edge.Key.Kind() == graph.KindDiffersFrom:
			tx.Delete = append(tx.Delete, edge.Key)
		case edge.To() == concept || edge.Key.Kind() == graph.KindDiffersFrom || other.InScheme != decided.InScheme:
		case !replace:
			return graph.Tx{}, fmt.Errorf("%w: %s is the concept %s %q already, and is one of a vocabulary at most: decide with --replace, or replace in the API, to put the other one in its place",
				graph.ErrInvalid, skill, edge.To(), graph.InLanguage(other.PrefLabel, "fr"))
		default:
			tx.Delete = append(tx.Delete, edge.Key)
		}
	}
	return tx, nil
}
