package people

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
)

func personArea() resolve.Area {
	byName := func(a, b resolve.Member) int {
		return cmp.Compare(graph.As[graph.Person](a.Fact).DisplayName, graph.As[graph.Person](b.Fact).DisplayName)
	}
	return resolve.Area{
		Structs: map[string]any{"FollowPayload": resolve.Payload{}, "ViewedBy": viewedBy{}, "HeldRole": heldRole{}},
		Resolvers: map[string]resolve.Func{
			"Person.unit":             resolve.One(graph.Out, graph.KindInUnit),
			"Person.site":             resolve.One(graph.Out, graph.KindAtSite),
			"Person.manager":          resolve.One(graph.Out, graph.KindReportsTo),
			"Person.reports":          resolve.Connect(resolve.List{Direction: graph.Into, Kind: graph.KindReportsTo, Compare: byName}),
			"Person.declarations":     resolve.Connect(resolve.List{Direction: graph.Out, Kind: graph.KindDeclares, Edges: true}),
			"Person.contributions":    resolve.Connect(resolve.List{Direction: graph.Out, Kind: graph.KindAuthored, Where: standsAlone, Compare: latestFirst}),
			"Person.communities":      resolve.Connect(resolve.List{Direction: graph.Out, Kind: graph.KindMemberOf}),
			"Person.role":             roleOf,
			"HeldRole.label":          labelOfRole,
			"Person.viewedBy":         listViewedBy,
			"Person.followers":        resolve.Connect(resolve.List{Direction: graph.Into, Kind: graph.KindFollows, Compare: byName}),
			"Person.followedByViewer": resolve.ByViewer(graph.KindFollows),
			"Mutation.follow":         resolve.Mutation(follow),
		},
	}
}

func follow(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	followed, err := r.Visible(graph.KindPerson, input["person"])
	if err != nil {
		return resolve.Payload{}, err
	}
	if followed.Key == viewer {
		return resolve.Payload{}, fmt.Errorf("%w: nobody follows themselves", graph.ErrInvalid)
	}
	edge := graph.Edge(viewer, "", followed.Key, string(viewer), graph.Follows{At: r.Config.Now()})
	return resolve.Payload{Person: followed}, r.Set(edge, input["follow"] == true)
}

// viewedBy is how often somebody was looked at by a role.
type viewedBy struct {
	Role  string
	Count int
}

// listViewedBy resolves how often a person was looked at, by role; null for everybody else.
func listViewedBy(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	person := p.Source.(graph.Fact).Key
	if sees, err := r.View.SeesStanding(r.Context, person); !sees || err != nil || r.Config.Audit == nil {
		return nil, err
	}
	counts, err := r.Config.Audit.Viewed(person)
	found := []viewedBy{}
	for _, role := range slices.Sorted(maps.Keys(counts)) {
		found = append(found, viewedBy{role, counts[role]})
	}
	return found, err
}
