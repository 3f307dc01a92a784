package resolve

import (
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

// NodeByID resolves a field to the fact of the argument id: of a kind, or for "" of any that the API
// has a type for.
func NodeByID(kind graph.Kind) Func {
	return func(r *Request, p graphql.ResolveParams) (any, error) {
		id, _ := p.Args["id"].(string)
		key := graph.Key(id)
		switch {
		case kind != "" && key.Kind() != kind, key.Check() != nil:
			return nil, nil
		case strings.HasPrefix(key.Tag(), hashedTag):
			return r.declarationByID(key)
		}
		return r.Node(key)
	}
}

// Node resolves a field to a fact, null where the viewer sees none.
func (r *Request) Node(key graph.Key) (any, error) {
	if key.Check() != nil || TypeOfFact(graph.Fact{Key: key}) == "" {
		return nil, nil
	}
	r.Load.NeedFact(key, graph.Brief)
	return func() (any, error) {
		fact, ok, err := r.Load.Fact(r.Context, key, graph.Brief)
		if err != nil || !ok {
			return nil, err
		}
		return fact, nil
	}, nil
}

// NodeOf resolves a field to the node whose key is taken from its source.
func NodeOf(key func(graph.Fact) graph.Key) Func {
	return func(r *Request, p graphql.ResolveParams) (any, error) {
		return r.Node(key(p.Source.(graph.Fact)))
	}
}

// Nodes resolves a field to facts, without those that the viewer does not see.
func (r *Request) Nodes(keys []graph.Key) (any, error) {
	for _, key := range keys {
		r.Load.NeedFact(key, graph.Brief)
	}
	return func() (any, error) {
		facts := []graph.Fact{}
		for _, key := range keys {
			fact, ok, err := r.Load.Fact(r.Context, key, graph.Brief)
			if err != nil {
				return nil, err
			}
			if ok {
				facts = append(facts, fact)
			}
		}
		return facts, nil
	}, nil
}

// TypeOfFact returns the GraphQL type of a fact, or "" where it has none.
func TypeOfFact(value any) string {
	fact, _ := value.(graph.Fact)
	kind, _ := graph.Describe(fact.Key.Kind())
	return kind.Type
}
