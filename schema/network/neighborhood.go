package network

import (
	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/neighborhood"
)

// neighbors is what is around a person or a skill.
type neighbors struct {
	middle    graph.Key
	Neighbors []neighborhood.Neighbor
}

func neighborhoodArea() resolve.Area {
	middle := func(p graphql.ResolveParams) graph.Key { return p.Source.(neighbors).middle }
	of := func(p graphql.ResolveParams) graph.Key { return p.Source.(neighborhood.Neighbor).Key }
	return resolve.Area{
		Structs: map[string]any{"Neighborhood": neighbors{}, "Neighbor": neighborhood.Neighbor{}},
		Resolvers: map[string]resolve.Func{
			"Query.neighborhood":  around,
			"Neighborhood.person": nodeOf(graph.KindPerson, middle),
			"Neighborhood.skill":  nodeOf(graph.KindSkill, middle),
			"Neighbor.person":     nodeOf(graph.KindPerson, of),
			"Neighbor.skill":      nodeOf(graph.KindSkill, of),
			"Neighbor.community":  nodeOf(graph.KindCommunity, of),
		},
	}
}

func around(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	key := resolve.KeyOf(p.Args["of"])
	if kind := key.Kind(); kind != graph.KindPerson && kind != graph.KindSkill || key.Check() != nil {
		return nil, nil
	}
	if _, sees, err := r.Load.Fact(r.Context, key, graph.Brief); !sees || err != nil {
		return nil, err
	}
	found, err := neighborhood.Of(r.Context, r.View, key, r.Today().Day())
	return neighbors{key, append([]neighborhood.Neighbor{}, found...)}, err
}
