package network

import (
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/organization"
	"github.com/sachant/sachant/search/trend"
)

// relatedSkill is a skill that people hold who hold another one.
type relatedSkill struct {
	Key    graph.Key `json:"-"`
	People int
}

func skillArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"RelatedSkill": relatedSkill{}, "SkillYear": trend.Year{}},
		Resolvers: map[string]resolve.Func{
			"Skill.questions": questionsAbout,
			"Skill.related":   relatedTo,
			"Skill.trend": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				years, err := trend.Of(r.Context, r.View, p.Source.(graph.Fact).Key, r.Today())
				return append([]trend.Year{}, years...), err
			},
			"SkillYear.declared": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return orNull(p.Source.(trend.Year).Declared), nil
			},
			"SkillYear.asked": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return orNull(p.Source.(trend.Year).Asked), nil
			},
			"RelatedSkill.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(relatedSkill).Key)
			},
		},
	}
}

func orNull(count *int) any {
	if count == nil {
		return nil
	}
	return *count
}

// questionsAbout resolves to a page of the questions about a skill, the latest first.
func questionsAbout(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	query := resolve.EdgeQuery{Node: p.Source.(graph.Fact).Key, Direction: graph.Into, Kind: graph.KindAbout}
	page, err := resolve.PageOf(p.Args, query)
	if err != nil {
		return nil, err
	}
	list := resolve.List{Direction: graph.Into, Kind: graph.KindAbout, Compare: func(a, b resolve.Member) int {
		return graph.As[graph.Contribution](b.Fact).PublishedAt.Compare(graph.As[graph.Contribution](a.Fact).PublishedAt)
	}}
	r.Load.NeedEdges(query, true)
	return func() (any, error) {
		all, err := list.Members(r, query)
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(fact graph.Fact) bool { return graph.As[graph.Contribution](fact).Type != graph.TypeQuestion })
		return page.Cut(all, r.IDOf), nil
	}, nil
}

// few is how many people, at least, make two skills related.
const few = 2

// relatedTo resolves to the skills that holders of a skill hold most often, as far as the viewer sees both.
func relatedTo(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	first, err := resolve.FirstOfPage(p.Args)
	if err != nil {
		return nil, err
	}
	own := p.Source.(graph.Fact).Key
	nodes, err := r.View.NodeIDs(r.Context, own)
	if err != nil {
		return nil, err
	}
	edges, err := r.View.AppendEdges(r.Context, nil, nodes, graph.Into, graph.KindDeclares)
	if err != nil {
		return nil, err
	}
	holders := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		holders[i] = edge.From
	}
	slices.Sort(holders)
	counts, err := organization.Skills(r.Context, r.View, slices.Compact(holders), r.Today().Day())
	related := []relatedSkill{}
	for _, one := range counts {
		if one.Key != own && one.People >= few && len(related) < first {
			related = append(related, relatedSkill{one.Key, one.People})
		}
	}
	return related, err
}
