package schema

import (
	"cmp"
	"fmt"

	"github.com/sachant/sachant/graph"
)

func personArea() area {
	byName := func(a, b member) int {
		return cmp.Compare(graph.As[graph.Person](a.fact).DisplayName, graph.As[graph.Person](b.fact).DisplayName)
	}
	return area{
		structs: map[string]any{"FollowPayload": payload{}},
		resolvers: map[string]resolver{
			"Person.unit":             one(graph.Out, graph.KindInUnit),
			"Person.site":             one(graph.Out, graph.KindAtSite),
			"Person.manager":          one(graph.Out, graph.KindReportsTo),
			"Person.reports":          connect(list{direction: graph.Into, kind: graph.KindReportsTo, compare: byName}),
			"Person.declarations":     connect(list{direction: graph.Out, kind: graph.KindDeclares, edges: true}),
			"Person.contributions":    connect(list{direction: graph.Out, kind: graph.KindAuthored, compare: latestFirst}),
			"Person.communities":      connect(list{direction: graph.Out, kind: graph.KindMemberOf}),
			"Person.followers":        connect(list{direction: graph.Into, kind: graph.KindFollows, compare: byName}),
			"Person.followedByViewer": byViewer(graph.KindFollows),
			"Mutation.follow":         mutation(follow),
		},
	}
}

func follow(r *requestState, viewer graph.Key, input map[string]any) (payload, error) {
	followed, err := r.visible(graph.KindPerson, input["person"])
	if err != nil {
		return payload{}, err
	}
	if followed.Key == viewer {
		return payload{}, fmt.Errorf("%w: nobody follows themselves", graph.ErrInvalid)
	}
	edge := graph.Edge(viewer, "", followed.Key, string(viewer), graph.Follows{At: r.schema.config.Now()})
	return payload{Person: followed}, r.set(edge, input["follow"] == true)
}
