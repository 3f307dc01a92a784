package mobility

import (
	"cmp"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/mobility"
	"github.com/sachant/sachant/graph/access/subscription"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/match"
)

func recommendationArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Recommendation": recommendation{}, "RecommendedPerson": recommendedPerson{}, "OpeningAlerts": openingAlerts{}},
		Resolvers: map[string]resolve.Func{
			"Opening.recommendation": toViewer(graph.KindRecommends, recommendationOf),
			"Opening.recommended":    recommendedPeople,
			"Recommendation.by": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(recommendation).By)
			},
			"RecommendedPerson.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.ShownPerson(p.Source.(recommendedPerson).Person)
			},
			"RecommendedPerson.by": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(recommendedPerson).By)
			},
			"Query.openingAlerts": alertsOfViewer,
			"OpeningAlerts.asked": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Nodes(p.Source.(openingAlerts).Asked)
			},
			"OpeningAlerts.recommended": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Nodes(p.Source.(openingAlerts).Recommended)
			},
			"Mutation.lookAtOpenings": resolve.Mutation(lookAtOpenings),
			"Mutation.recommend": onOpening(func(r *resolve.Request, opening graph.Key, input map[string]any) error {
				person, err := r.PersonOf(strings.TrimSpace(resolve.TextOf(input["person"])))
				if err != nil {
					return err
				}
				if err := mobility.Recommend(r.Context, r.View, opening, person.Key, r.Today()); err != nil {
					return err
				}
				return r.NotePerson(person.Key)
			}),
			"Mutation.answerRecommendation": onOpening(func(r *resolve.Request, opening graph.Key, input map[string]any) error {
				return mobility.AnswerRecommendation(r.Context, r.View, opening, input["agrees"] == true, r.Today())
			}),
		},
	}
}

// recommendation is that a colleague recommends the viewer for an opening.
type recommendation struct {
	By     graph.Key
	On     graph.Date
	Answer string
}

// recommendedPerson is somebody who was recommended for an opening and agreed to it.
type recommendedPerson struct{ Person, By graph.Key }

// openingAlerts is what is new for the viewer among the openings.
type openingAlerts struct {
	Since              graph.Date
	Asked, Recommended []graph.Key
	Fitting            []fittingOpening
}

func recommendationOf(edge graph.Fact) any {
	value := graph.As[graph.Recommends](edge)
	return recommendation{graph.Key(value.By), value.On, value.Answer}
}

// recommendedPeople resolves who was recommended for an opening and agreed, for those who see matches; null for others.
func recommendedPeople(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if !r.View.SeesMatches() {
		return nil, nil
	}
	edges, err := r.View.Edges(r.Context, []graph.Key{p.Source.(graph.Fact).Key}, graph.Into, graph.KindInterestedIn)
	people := []recommendedPerson{}
	for _, edge := range edges {
		if by := graph.As[graph.InterestedIn](edge).RecommendedBy; by != "" {
			people = append(people, recommendedPerson{edge.From(), graph.Key(by)})
		}
	}
	return people, err
}

// alertDays is for how long an opening is new to somebody who never looked; maxAlerts how many that fit are shown.
const (
	alertDays = 14
	maxAlerts = 5
)

// alertsOfViewer resolves the open openings about which the viewer is asked, for which they are recommended, and those that fit
// them since a day, or since they last looked; null for viewers without a page here.
func alertsOfViewer(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if r.View.Viewer().Person == "" {
		return nil, nil
	}
	since := match.Since{}
	if day, given := p.Args["since"].(graph.Date); given {
		since.Day = day
	} else if looked, err := subscription.LastLook(r.Context, r.View); err != nil {
		return nil, err
	} else if since.Looked = looked; looked.IsZero() {
		since.Day = graph.DateOf(r.Config.Now().AddDate(0, 0, -alertDays))
	}
	news, err := match.ReadNews(r.Context, r.View, since, r.Today(), match.DefaultWeights())
	out := openingAlerts{Since: cmp.Or(since.Day, graph.DateOf(since.Looked)), Asked: news.Asked, Recommended: news.Recommended, Fitting: []fittingOpening{}}
	for _, fit := range news.Fits[:min(len(news.Fits), maxAlerts)] {
		shown := shownSheet(r, &fit.Sheet, 0)
		shown.Share = fit.Share
		out.Fitting = append(out.Fitting, fittingOpening{fit.Opening, shown})
	}
	return out, err
}

// lookAtOpenings notes that the viewer has looked at the openings.
func lookAtOpenings(r *resolve.Request, viewer graph.Key, _ map[string]any) (resolve.Payload, error) {
	if err := subscription.NoteLook(r.Context, r.View, r.Config.Now()); err != nil {
		return resolve.Payload{}, err
	}
	person, err := r.Visible(graph.KindPerson, string(viewer))
	return resolve.Payload{Person: person}, err
}
