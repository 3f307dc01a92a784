package schema

import (
	"cmp"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

// written are the resolvers of fields that are more than a field of a fact, by "Type.field".
func written() map[string]resolver {
	all := map[string]resolver{}
	for _, part := range []map[string]resolver{
		ofQuery(), ofPerson(), ofSkill(), ofDeclaration(), ofContribution(), ofExperts(), ofMutation(),
	} {
		for key, resolver := range part {
			all[key] = resolver
		}
	}
	return all
}

func ofQuery() map[string]resolver {
	return map[string]resolver{
		"Query.viewer":       func(r *requestState, _ graphql.ResolveParams) (any, error) { return r.view.Viewer(), nil },
		"Query.node":         byID(""),
		"Query.person":       byID(graph.KindPerson),
		"Query.skill":        byID(graph.KindSkill),
		"Query.contribution": byID(graph.KindContribution),
		"Query.findExperts":  findExperts,
		"Viewer.person":      viewerPerson,
		"Viewer.roles":       viewerRoles,
	}
}

func viewerPerson(r *requestState, _ graphql.ResolveParams) (any, error) {
	return r.node(r.view.Viewer().Person)
}

func viewerRoles(r *requestState, _ graphql.ResolveParams) (any, error) {
	roles := []string{}
	for _, role := range r.view.Viewer().Roles {
		roles = append(roles, string(role))
	}
	return roles, nil
}

// byID answers the fact of an id, where it is of the kind; any that this API shows for "".
func byID(kind graph.Kind) resolver {
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
	r.load.askFact(key, graph.Brief)
	return func() (any, error) {
		fact, ok, err := r.load.fact(r.ctx, key, graph.Brief)
		if err != nil || !ok {
			return nil, err
		}
		return fact, nil
	}, nil
}

// one resolves a field to the node that the first edge of a kind leads to.
func one(direction graph.Direction, kind graph.Kind) resolver {
	many := list{direction: direction, kind: kind}
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		asked := question{p.Source.(graph.Fact).Key, direction, kind}
		r.load.askEdges(asked, true)
		return func() (any, error) {
			facts, err := many.members(r, asked)
			if err != nil || len(facts) == 0 {
				return nil, err
			}
			return facts[0], nil
		}, nil
	}
}

// byViewer resolves a field to whether the viewer has made an edge of a kind to its source.
func byViewer(kind graph.Kind) resolver {
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		person := r.view.Viewer().Person
		if person == "" {
			return false, nil
		}
		key := graph.EdgeKey(person, kind, "", p.Source.(graph.Fact).Key)
		r.load.askFact(key, graph.Brief)
		return func() (any, error) {
			_, ok, err := r.load.fact(r.ctx, key, graph.Brief)
			return ok, err
		}, nil
	}
}

func ofPerson() map[string]resolver {
	byName := func(a, b member) int {
		return cmp.Compare(graph.As[graph.Person](a.fact).DisplayName, graph.As[graph.Person](b.fact).DisplayName)
	}
	return map[string]resolver{
		"Person.unit":             one(graph.Out, graph.KindInUnit),
		"Person.site":             one(graph.Out, graph.KindAtSite),
		"Person.manager":          one(graph.Out, graph.KindReportsTo),
		"Person.reports":          connect(list{direction: graph.Into, kind: graph.KindReportsTo, compare: byName}),
		"Person.declarations":     connect(list{direction: graph.Out, kind: graph.KindDeclares, edges: true}),
		"Person.contributions":    connect(list{direction: graph.Out, kind: graph.KindAuthored, compare: latestFirst}),
		"Person.communities":      connect(list{direction: graph.Out, kind: graph.KindMemberOf}),
		"Person.followers":        connect(list{direction: graph.Into, kind: graph.KindFollows, compare: byName}),
		"Person.followedByViewer": byViewer(graph.KindFollows),
	}
}

func ofSkill() map[string]resolver {
	return map[string]resolver{
		"Skill.declarations": connect(list{direction: graph.Into, kind: graph.KindDeclares, edges: true}),
	}
}

func ofDeclaration() map[string]resolver {
	return map[string]resolver{
		"Declaration.person": func(r *requestState, p graphql.ResolveParams) (any, error) {
			return r.node(p.Source.(graph.Fact).From())
		},
		"Declaration.skill": func(r *requestState, p graphql.ResolveParams) (any, error) {
			return r.node(p.Source.(graph.Fact).To())
		},
		"Declaration.source": func(_ *requestState, p graphql.ResolveParams) (any, error) {
			return declarationSource(p.Source.(graph.Fact)), nil
		},
		"Declaration.interview": func(r *requestState, p graphql.ResolveParams) (any, error) {
			return r.node(graph.Key(p.Source.(graph.Fact).Key.Tag()))
		},
	}
}

func declarationSource(declaration graph.Fact) string {
	if graph.Key(declaration.Key.Tag()).Kind() == graph.KindInterview {
		return "interview"
	}
	return declaration.Key.Tag()
}
