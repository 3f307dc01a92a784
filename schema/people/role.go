package people

import (
	"strings"
	"time"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
)

// heldRole is the role of a person's post, and which source says so.
type heldRole struct {
	role        graph.Role
	Notation    string
	Scheme      string
	Attribution string
	Title       string
	Source      string
	At          time.Time
}

// roleOf resolves the role that a person holds. Who sees the person's interviews also learns which source says so.
func roleOf(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	person := p.Source.(graph.Fact).Key
	query := resolve.EdgeQuery{Node: person, Direction: graph.Out, Kind: graph.KindHoldsRole}
	r.Load.NeedEdges(query, true)
	return func() (any, error) {
		edges, err := r.Load.EdgesAt(r.Context, query, true)
		if err != nil || len(edges) == 0 {
			return nil, err
		}
		fact, found, err := r.Load.Fact(r.Context, edges[0].To(), graph.Brief)
		if err != nil || !found {
			return nil, err
		}
		role := graph.As[graph.Role](fact)
		held := heldRole{role: role, Notation: role.Notation, Scheme: role.InScheme}
		scheme, _, err := r.Load.Fact(r.Context, graph.NodeKey(graph.KindScheme, role.InScheme), graph.Brief)
		held.Attribution = graph.As[graph.Scheme](scheme).Attribution
		if err != nil {
			return nil, err
		}
		sees, err := r.View.SeesInterviewsOf(r.Context, person)
		if !sees || err != nil {
			return held, err
		}
		held.Title, held.Source, held.At = graph.As[graph.HoldsRole](edges[0]).Title, edges[0].Origin, edges[0].At
		return held, r.NotePerson(person)
	}, nil
}

func labelOfRole(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
	return graph.InLanguage(p.Source.(heldRole).role.PrefLabel, strings.ToLower(resolve.LanguageOf(p))), nil
}
