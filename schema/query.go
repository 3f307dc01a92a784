package schema

import (
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/admin"
	"github.com/sachant/sachant/schema/communities"
	"github.com/sachant/sachant/schema/hr"
	"github.com/sachant/sachant/schema/interviews"
	"github.com/sachant/sachant/schema/mobility"
	"github.com/sachant/sachant/schema/network"
	"github.com/sachant/sachant/schema/people"
	"github.com/sachant/sachant/schema/questions"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/schema/rights"
	"github.com/sachant/sachant/schema/vocabulary"
)

// areas returns the Go side of schema.graphql; a new area is a line here.
func areas() []resolve.Area {
	return slices.Concat(
		[]resolve.Area{queryArea()},
		people.Areas(),
		vocabulary.Areas(),
		interviews.Areas(),
		hr.Areas(),
		mobility.Areas(),
		communities.Areas(),
		questions.Areas(),
		rights.Areas(),
		network.Areas(),
		admin.Areas(),
	)
}

func queryArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Query": struct{}{}, "Mutation": struct{}{}, "Viewer": struct{}{}, "PageInfo": resolve.PageInfo{}},
		Resolvers: map[string]resolve.Func{
			"Query.viewer":       func(r *resolve.Request, _ graphql.ResolveParams) (any, error) { return r.View.Viewer(), nil },
			"Query.node":         resolve.NodeByID(""),
			"Query.person":       resolve.NodeByID(graph.KindPerson),
			"Query.skill":        resolve.NodeByID(graph.KindSkill),
			"Query.contribution": resolve.NodeByID(graph.KindContribution),
			"Viewer.person": func(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
				return r.Node(r.View.Viewer().Person)
			},
			"Viewer.roles": func(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
				roles := []string{}
				for _, role := range r.View.Viewer().Roles {
					roles = append(roles, string(role))
				}
				return roles, nil
			},
			"Viewer.perimeter": func(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
				places, _ := r.View.HRPerimeter()
				return append([]string{}, places...), nil
			},
		},
	}
}
