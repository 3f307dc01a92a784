package network

import (
	"fmt"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/suggest"
)

// maxNodes is how many things one may ask for by their ids.
const maxNodes = 100

func suggestArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Suggestion": suggest.Suggestion{}},
		Resolvers: map[string]resolve.Func{
			"Query.suggest": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				first, _ := p.Args["first"].(int)
				if first < 0 || first > suggest.MaxFirst {
					return nil, fmt.Errorf("%w: first is %d, %d are allowed", graph.ErrInvalid, first, suggest.MaxFirst)
				}
				found, err := r.Config.Typed(r.Context, r.View, resolve.TextOf(p.Args["text"]), first)
				return append([]suggest.Suggestion{}, found...), err
			},
			"Query.nodes": nodes,
			"Query.me": func(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
				return r.Node(r.View.Viewer().Person)
			},
		},
	}
}

// nodes resolves ids to facts, in their order: null for what is not there or not for the viewer.
func nodes(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	ids, _ := p.Args["ids"].([]any)
	if len(ids) > maxNodes {
		return nil, fmt.Errorf("%w: %d ids are given, %d are allowed", graph.ErrInvalid, len(ids), maxNodes)
	}
	found := make([]any, len(ids))
	for i, id := range ids {
		p.Args = map[string]any{"id": id}
		one, err := resolve.NodeByID("")(r, p)
		if err != nil {
			return nil, err
		}
		found[i] = one
	}
	return resolve.Thunk(func() (any, error) {
		for i, one := range found {
			deferred, is := one.(resolve.Thunk)
			if !is {
				continue
			}
			var err error
			if found[i], err = deferred(); err != nil {
				return nil, err
			}
		}
		return found, nil
	}), nil
}
