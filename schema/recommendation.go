package schema

import (
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/match"
)

func recommendationArea() area {
	return area{
		structs: map[string]any{"Recommendation": recommendation{}, "RecommendedPerson": recommendedPerson{}, "OpeningAlerts": openingAlerts{}},
		resolvers: map[string]resolver{
			"Opening.recommendation": viewerRecommendation,
			"Opening.recommended":    recommendedPeople,
			"Recommendation.by": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(p.Source.(recommendation).By)
			},
			"RecommendedPerson.person": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.shownPerson(p.Source.(recommendedPerson).Person)
			},
			"RecommendedPerson.by": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(p.Source.(recommendedPerson).By)
			},
			"Query.openingAlerts": alertsOfViewer,
			"OpeningAlerts.asked": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.nodes(p.Source.(openingAlerts).Asked)
			},
			"OpeningAlerts.recommended": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.nodes(p.Source.(openingAlerts).Recommended)
			},
			"Mutation.recommend": onOpening(func(r *requestState, opening graph.Key, input map[string]any) error {
				person, err := r.personOf(strings.TrimSpace(textOf(input["person"])))
				if err != nil {
					return err
				}
				if err := r.view.Recommend(r.ctx, opening, person.Key, r.today()); err != nil {
					return err
				}
				return r.notePerson(person.Key)
			}),
			"Mutation.answerRecommendation": onOpening(func(r *requestState, opening graph.Key, input map[string]any) error {
				return r.view.AnswerRecommendation(r.ctx, opening, input["agrees"] == true, r.today())
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

func viewerRecommendation(r *requestState, p graphql.ResolveParams) (any, error) {
	key := graph.EdgeKey(p.Source.(graph.Fact).Key, graph.KindRecommends, "", r.view.Viewer().Person)
	if key.Check() != nil {
		return nil, nil
	}
	r.load.needFact(key, graph.Brief)
	return func() (any, error) {
		fact, ok, err := r.load.fact(r.ctx, key, graph.Brief)
		if err != nil || !ok {
			return nil, err
		}
		value := graph.As[graph.Recommends](fact)
		return recommendation{graph.Key(value.By), value.On, value.Answer}, nil
	}, nil
}

// recommendedPeople resolves who was recommended for an opening and agreed, for those who see matches; null for others.
func recommendedPeople(r *requestState, p graphql.ResolveParams) (any, error) {
	if !r.view.SeesMatches() {
		return nil, nil
	}
	edges, err := r.view.Edges(r.ctx, []graph.Key{p.Source.(graph.Fact).Key}, graph.Into, graph.KindInterestedIn)
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
func alertsOfViewer(r *requestState, p graphql.ResolveParams) (any, error) {
	person := r.view.Viewer().Person
	if person == "" {
		return nil, nil
	}
	since, given := p.Args["since"].(graph.Date)
	if !given {
		since = graph.DateOf(r.schema.config.Now().AddDate(0, 0, -alertDays))
	}
	edges, err := r.view.Edges(r.ctx, []graph.Key{person}, graph.Into, graph.KindInvites, graph.KindRecommends)
	if err != nil {
		return nil, err
	}
	interests, err := r.view.Edges(r.ctx, []graph.Key{person}, graph.Out, graph.KindInterestedIn)
	if err != nil {
		return nil, err
	}
	known := map[graph.Key]bool{}
	for _, edge := range interests {
		known[edge.To()] = true
	}
	out, open := openingAlerts{Fitting: []fittingOpening{}}, map[graph.Key]graph.Opening{}
	_, err = r.view.Scan(r.ctx, graph.Brief, func(fact graph.Fact) error {
		if opening := graph.As[graph.Opening](fact); opening.IsOpen(r.today()) {
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
func (a openingAlerts) withFitting(r *requestState, person graph.Key, open map[graph.Key]graph.Opening, known map[graph.Key]bool, since graph.Date) (any, error) {
	var fresh []graph.Key
	for key, opening := range open {
		if opening.PostedOn >= since && opening.PostedOn <= r.today() && !known[key] {
			fresh = append(fresh, key)
		}
	}
	slices.Sort(fresh)
	fits, err := match.Fitting(r.ctx, r.view, person, fresh, r.today(), match.DefaultWeights())
	for _, fit := range fits {
		if fit.Meets() && len(a.Fitting) < maxAlerts {
			shown := r.shownSheet(&fit.Sheet, 0)
			shown.Share = fit.Share
			a.Fitting = append(a.Fitting, fittingOpening{fit.Opening, shown})
		}
	}
	return a, err
}
