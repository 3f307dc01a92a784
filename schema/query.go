package schema

import (
	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

// area is a part of the API: what it adds to schema.graphql, besides the fields of facts.
type area struct {
	// resolvers answer fields that are more than a field of a struct, by "Type.field".
	resolvers map[string]resolver
	// structs are the zero values behind object types that are no facts.
	structs map[string]any
}

func areas() []area {
	return []area{queryArea(), expertArea(), personArea(), skillArea(), contributionArea()}
}

func queryArea() area {
	return area{
		structs: map[string]any{"Query": struct{}{}, "Mutation": struct{}{}, "Viewer": struct{}{}, "PageInfo": pageInfo{}},
		resolvers: map[string]resolver{
			"Query.viewer":       func(r *requestState, _ graphql.ResolveParams) (any, error) { return r.view.Viewer(), nil },
			"Query.node":         nodeByID(""),
			"Query.person":       nodeByID(graph.KindPerson),
			"Query.skill":        nodeByID(graph.KindSkill),
			"Query.contribution": nodeByID(graph.KindContribution),
			"Viewer.person": func(r *requestState, _ graphql.ResolveParams) (any, error) {
				return r.node(r.view.Viewer().Person)
			},
			"Viewer.roles": func(r *requestState, _ graphql.ResolveParams) (any, error) {
				roles := []string{}
				for _, role := range r.view.Viewer().Roles {
					roles = append(roles, string(role))
				}
				return roles, nil
			},
		},
	}
}

// nodeByID resolves a field to the fact of its argument id, where it is of the kind; for "" it
// may be of any that this API shows.
func nodeByID(kind graph.Kind) resolver {
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		id, _ := p.Args["id"].(string)
		key := graph.Key(id)
		if kind != "" && key.Kind() != kind {
			return nil, nil
		}
		return r.node(key)
	}
}

// node reads a fact, together with others; null where there is none for this viewer.
func (r *requestState) node(key graph.Key) (any, error) {
	if key.Check() != nil || typeOfFact(graph.Fact{Key: key}) == "" {
		return nil, nil
	}
	r.load.needFact(key, graph.Brief)
	return func() (any, error) {
		fact, ok, err := r.load.fact(r.ctx, key, graph.Brief)
		if err != nil || !ok {
			return nil, err
		}
		return fact, nil
	}, nil
}

// nodeOf resolves a field to the node that its source names.
func nodeOf(key func(graph.Fact) graph.Key) resolver {
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		return r.node(key(p.Source.(graph.Fact)))
	}
}
