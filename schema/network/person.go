package network

import (
	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/collaboration"
	"github.com/sachant/sachant/search/path"
)

func personArea() resolve.Area {
	via := func(kind graph.Kind) resolve.Func {
		return nodeOf(kind, func(p graphql.ResolveParams) graph.Key { return p.Source.(path.Step).Via })
	}
	return resolve.Area{
		Structs: map[string]any{"PathStep": path.Step{}, "Collaborator": collaboration.Colleague{}},
		Resolvers: map[string]resolve.Func{
			"Query.path":          pathTo,
			"PathStep.from":       nodeOf(graph.KindPerson, func(p graphql.ResolveParams) graph.Key { return p.Source.(path.Step).From }),
			"PathStep.to":         nodeOf(graph.KindPerson, func(p graphql.ResolveParams) graph.Key { return p.Source.(path.Step).To }),
			"PathStep.question":   via(graph.KindContribution),
			"PathStep.community":  via(graph.KindCommunity),
			"PathStep.unit":       via(graph.KindUnit),
			"Person.worksWith":    worksWith,
			"Collaborator.person": nodeOf(graph.KindPerson, func(p graphql.ResolveParams) graph.Key { return p.Source.(collaboration.Colleague).Person }),
		},
	}
}

// pathTo resolves how the viewer is connected to somebody, over what every colleague may see: nothing comes of a community that is
// closed. It is null where they have no page, and to themselves.
func pathTo(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	me, to := r.View.Viewer().Person, graph.Key(resolve.TextOf(p.Args["to"]))
	if me == "" || to == me || to.Kind() != graph.KindPerson || to.Check() != nil {
		return nil, nil
	}
	steps, err := path.Shortest(r.Context, r.View.AsColleague(), me, to)
	if steps == nil {
		return nil, err
	}
	return steps, err
}

// worksWith resolves the colleagues that a person works with most.
func worksWith(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	first, err := resolve.FirstOfPage(p.Args)
	if err != nil {
		return nil, err
	}
	found, err := collaboration.Of(r.Context, r.View, p.Source.(graph.Fact).Key)
	return append([]collaboration.Colleague{}, found[:min(first, len(found))]...), err
}

// nodeOf resolves a field to a node of a kind whose key its source holds, null where that is of another kind.
func nodeOf(kind graph.Kind, key func(p graphql.ResolveParams) graph.Key) resolve.Func {
	return func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
		if found := key(p); found.Kind() == kind {
			return r.Node(found)
		}
		return nil, nil
	}
}
