package schema

import (
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

// area is the Go side of a part of schema.graphql. The fields of facts need none.
type area struct {
	// resolvers are those of fields that no struct has, by "Type.field".
	resolvers map[string]resolver
	// structs are the zero values of the object types that are not facts.
	structs map[string]any
}

// areas returns all areas; a new one is a line here.
func areas() []area {
	return []area{
		queryArea(),
		expertArea(),
		personArea(),
		skillArea(),
		vocabularyArea(),
		mergeArea(),
		conceptArea(),
		interviewArea(),
		humanResourcesArea(),
		riskArea(),
		trainingArea(),
		polyvalenceArea(),
		adoptionArea(),
		emergingArea(),
		organizationArea(),
		contributionArea(),
		openingArea(),
		mobilityArea(),
		shortlistArea(),
		peopleArea(),
		savedSearchArea(),
		recommendationArea(),
		learningArea(),
		statisticsArea(),
	}
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
			"Viewer.perimeter": func(r *requestState, _ graphql.ResolveParams) (any, error) {
				places, _ := r.view.HRPerimeter()
				return append([]string{}, places...), nil
			},
		},
	}
}

// nodeByID resolves a field to the fact of the argument id: of a kind, or for "" of any that the API
// has a type for.
func nodeByID(kind graph.Kind) resolver {
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		id, _ := p.Args["id"].(string)
		key := graph.Key(id)
		switch {
		case kind != "" && key.Kind() != kind, key.Check() != nil:
			return nil, nil
		case strings.HasPrefix(key.Tag(), hashedTag):
			return r.declarationByID(key)
		}
		return r.node(key)
	}
}

// node resolves a field to a fact, null where the viewer sees none.
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

// nodeOf resolves a field to the node whose key is taken from its source.
func nodeOf(key func(graph.Fact) graph.Key) resolver {
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		return r.node(key(p.Source.(graph.Fact)))
	}
}
