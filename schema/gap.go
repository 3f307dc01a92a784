package schema

import (
	"cmp"
	"maps"
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

// gap is a skill that is required of a person, and how far they are from it.
type gap struct {
	Skill    graph.Key
	Required float64
	Held     *graph.Level
	Gap      float64
}

// gapsOf resolves what a person lacks. It takes two reads for each person that is asked about.
func gapsOf(r *requestState, p graphql.ResolveParams) (any, error) {
	person := p.Source.(graph.Fact).Key
	if sees, err := r.view.SeesGapsOf(r.ctx, person); !sees || err != nil {
		return nil, err
	}
	edges, err := r.view.Edges(r.ctx, []graph.Key{person}, graph.Out, graph.KindDeclares, graph.KindHoldsRole)
	if err != nil {
		return nil, err
	}
	var roles []graph.Key
	for _, edge := range edges {
		if edge.Key.Kind() == graph.KindHoldsRole {
			roles = append(roles, edge.To())
		}
	}
	required, err := r.view.Edges(r.ctx, roles, graph.Out, graph.KindRequires)
	return gaps(edges, required), err
}

// gaps compares what roles and interviews require with what is declared. The latest statement of each counts; one that is
// contested does not.
func gaps(declarations, requirements []graph.Fact) []gap {
	required, held := map[graph.Key]graph.Level{}, map[graph.Key]*graph.Level{}
	for _, edge := range requirements {
		if level := graph.As[graph.Requires](edge).Level; level != nil {
			required[edge.To()] = max(required[edge.To()], *level)
		}
	}
	declarations = slices.Clone(declarations)
	slices.SortStableFunc(declarations, func(a, b graph.Fact) int {
		return cmp.Compare(graph.As[graph.Declares](a).On, graph.As[graph.Declares](b).On)
	})
	for _, edge := range declarations {
		declares := graph.As[graph.Declares](edge)
		if edge.Key.Kind() != graph.KindDeclares || declares.ContestedOn != "" {
			continue
		}
		if declares.Required != nil {
			required[edge.To()] = *declares.Required
		}
		if declares.Held != nil {
			held[edge.To()] = declares.Held
		}
	}
	found := []gap{}
	for _, skill := range slices.Sorted(maps.Keys(required)) {
		one := gap{Skill: skill, Required: float64(required[skill]), Held: held[skill], Gap: -float64(required[skill])}
		if one.Held != nil {
			one.Gap += float64(*one.Held)
		}
		found = append(found, one)
	}
	slices.SortStableFunc(found, func(a, b gap) int { return cmp.Compare(a.Gap, b.Gap) })
	return found
}
