package schema

import (
	"strings"
	"time"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
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
func roleOf(r *requestState, p graphql.ResolveParams) (any, error) {
	person := p.Source.(graph.Fact).Key
	query := edgeQuery{person, graph.Out, graph.KindHoldsRole}
	r.load.needEdges(query, true)
	return func() (any, error) {
		edges, err := r.load.edgesAt(r.ctx, query, true)
		if err != nil || len(edges) == 0 {
			return nil, err
		}
		fact, found, err := r.load.fact(r.ctx, edges[0].To(), graph.Brief)
		if err != nil || !found {
			return nil, err
		}
		role := graph.As[graph.Role](fact)
		held := heldRole{role: role, Notation: role.Notation, Scheme: role.InScheme}
		scheme, _, err := r.load.fact(r.ctx, graph.NodeKey(graph.KindScheme, role.InScheme), graph.Brief)
		held.Attribution = graph.As[graph.Scheme](scheme).Attribution
		if err != nil {
			return nil, err
		}
		sees, err := r.view.SeesInterviewsOf(r.ctx, person)
		if !sees || err != nil {
			return held, err
		}
		held.Title, held.Source, held.At = graph.As[graph.HoldsRole](edges[0]).Title, edges[0].Origin, edges[0].At
		return held, r.notePerson(person)
	}, nil
}

func labelOfRole(_ *requestState, p graphql.ResolveParams) (any, error) {
	return graph.InLanguage(p.Source.(heldRole).role.PrefLabel, strings.ToLower(languageOf(p))), nil
}
