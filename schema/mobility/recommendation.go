package mobility

import (
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/match"
)

func recommendationArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Recommendation": recommendation{}, "RecommendedPerson": recommendedPerson{}, "OpeningAlerts": openingAlerts{}},
		Resolvers: map[string]resolve.Func{
			"Opening.recommendation": viewerRecommendation,
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
			"Mutation.recommend": onOpening(func(r *resolve.Request, opening graph.Key, input map[string]any) error {
				person, err := r.PersonOf(strings.TrimSpace(resolve.TextOf(input["person"])))
				if err != nil {
					return err
				}
				if err := r.View.Recommend(r.Context, opening, person.Key, r.Today()); err != nil {
					return err
				}
				return r.NotePerson(person.Key)
			}),
			"Mutation.answerRecommendation": onOpening(func(r *resolve.Request, opening graph.Key, input map[string]any) error {
				return r.View.AnswerRecommendation(r.Context, opening, input["agrees"] == true, r.Today())
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
	Asked, Recommended []graph.Key
	Fitting            []fittingOpening
}

func viewerRecommendation(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	key := graph.EdgeKey(p.Source.(graph.Fact).Key, graph.KindRecommends, "", r.View.Viewer().Person)
	if key.Check() != nil {
		return nil, nil
	}
	r.Load.NeedFact(key, graph.Brief)
	return func() (any, error) {
		fact, ok, err := r.Load.Fact(r.Context, key, graph.Brief)
		if err != nil || !ok {
			return nil, err
		}
		value := graph.As[graph.Recommends](fact)
		return recommendation{graph.Key(value.By), value.On, value.Answer}, nil
	}, nil
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

// alertDays is for how long an opening is new where no day is given; maxAlerts how many that fit are shown.
const (
	alertDays = 14
	maxAlerts = 5
)

// alertsOfViewer resolves the open openings about which the viewer is asked, for which they are recommended, and those since
// a day that fit them; null for somebody who has no page here.
func alertsOfViewer(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	person := r.View.Viewer().Person
	if person == "" {
		return nil, nil
	}
	since, given := p.Args["since"].(graph.Date)
	if !given {
		since = graph.DateOf(r.Config.Now().AddDate(0, 0, -alertDays))
	}
	edges, err := r.View.Edges(r.Context, []graph.Key{person}, graph.Into, graph.KindInvites, graph.KindRecommends)
	if err != nil {
		return nil, err
	}
	interests, err := r.View.Edges(r.Context, []graph.Key{person}, graph.Out, graph.KindInterestedIn)
	if err != nil {
		return nil, err
	}
	known := map[graph.Key]bool{}
	for _, edge := range interests {
		known[edge.To()] = true
	}
	out, open := openingAlerts{Fitting: []fittingOpening{}}, map[graph.Key]graph.Opening{}
	_, err = r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
		if opening := graph.As[graph.Opening](fact); opening.IsOpen(r.Today()) {
			open[fact.Key] = opening
		}
		return nil
	}, graph.KindOpening)
	for _, edge := range edges {
		_, isOpen := open[edge.From()]
		switch value := edge.Value.(type) {
		case graph.Invites:
			if known[edge.From()] = true; isOpen && value.Answer == "" {
				out.Asked = append(out.Asked, edge.From())
			}
		case graph.Recommends:
			if known[edge.From()] = true; isOpen && value.Answer == "" {
				out.Recommended = append(out.Recommended, edge.From())
			}
		}
	}
	if err != nil {
		return nil, err
	}
	return out.withFitting(r, person, open, known, since)
}

// withFitting adds the openings since a day that fit a person and that they do not know yet, the best first.
func (a openingAlerts) withFitting(r *resolve.Request, person graph.Key, open map[graph.Key]graph.Opening, known map[graph.Key]bool, since graph.Date) (any, error) {
	var fresh []graph.Key
	for key, opening := range open {
		if opening.PostedOn >= since && opening.PostedOn <= r.Today() && !known[key] {
			fresh = append(fresh, key)
		}
	}
	slices.Sort(fresh)
	fits, err := match.Fitting(r.Context, r.View, person, fresh, r.Today(), match.DefaultWeights())
	for _, fit := range fits {
		if fit.Meets() && len(a.Fitting) < maxAlerts {
			shown := shownSheet(r, &fit.Sheet, 0)
			shown.Share = fit.Share
			a.Fitting = append(a.Fitting, fittingOpening{fit.Opening, shown})
		}
	}
	return a, err
}
