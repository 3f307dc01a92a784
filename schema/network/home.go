package network

import (
	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/home"
)

// firstPage is what somebody finds on their first page; each part is read where it is selected.
type firstPage struct{}

func homeArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Home": firstPage{}, "News": home.News{}, "Acquaintance": home.Acquaintance{}},
		Resolvers: map[string]resolve.Func{
			"Query.home": func(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
				if r.View.Viewer().Person == "" {
					return nil, nil
				}
				return firstPage{}, nil
			},
			"Home.news": news,
			"Home.people": acquaintances(func(r *resolve.Request, most int) ([]home.Acquaintance, error) {
				return home.People(r.Context, r.View, most)
			}),
			"Home.communities": acquaintances(func(r *resolve.Request, most int) ([]home.Acquaintance, error) {
				return home.Communities(r.Context, r.View, most)
			}),
			"Home.confirm":      toConfirm,
			"News.contribution": newsNode(graph.KindContribution, func(one home.News) graph.Key { return one.Contribution }),
			"News.person":       newsNode(graph.KindPerson, because),
			"News.community":    newsNode(graph.KindCommunity, because),
			"News.skill":        newsNode(graph.KindSkill, because),
			"News.on": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return p.Source.(home.News).On.Date(), nil
			},
			"Acquaintance.person":    nodeOf(graph.KindPerson, acquaintanceKey),
			"Acquaintance.community": nodeOf(graph.KindCommunity, acquaintanceKey),
		},
	}
}

func news(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	first, err := resolve.FirstOfPage(p.Args)
	if err != nil {
		return nil, err
	}
	found, err := home.ReadNews(r.Context, r.View, r.Config.Recent, r.Today().Day(), first)
	return append([]home.News{}, found...), err
}

// acquaintances resolves to who or what may be worth knowing.
func acquaintances(read func(r *resolve.Request, most int) ([]home.Acquaintance, error)) resolve.Func {
	return func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
		first, err := resolve.FirstOfPage(p.Args)
		if err != nil {
			return nil, err
		}
		found, err := read(r, first)
		return append([]home.Acquaintance{}, found...), err
	}
}

// toConfirm resolves to a declaration of the viewer's that they are asked about; null where there is none.
func toConfirm(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	declared, is, err := home.ToConfirm(r.Context, r.View, r.Today().Day())
	if !is || err != nil {
		return nil, err
	}
	r.Load.Keep(declared)
	return declared, nil
}

func because(one home.News) graph.Key { return one.Because }

func newsNode(kind graph.Kind, key func(home.News) graph.Key) resolve.Func {
	return nodeOf(kind, func(p graphql.ResolveParams) graph.Key { return key(p.Source.(home.News)) })
}

func acquaintanceKey(p graphql.ResolveParams) graph.Key { return p.Source.(home.Acquaintance).Key }
