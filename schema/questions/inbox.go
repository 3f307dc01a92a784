package questions

import (
	"context"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/schema/resolve"
)

// help is that a colleague thanks the viewer for something that they wrote.
type help struct {
	By, Contribution graph.Key
	On               graph.Date
}

// limit is how many questions a week go to the viewer at most.
type limit struct {
	PerWeek int
	Chosen  bool
}

func inboxArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Help": help{}, "QuestionLimit": limit{}, "QuestionLimitPayload": questionLimitPayload{}, "AskedTopic": asking.Topic{}},
		Resolvers: map[string]resolve.Func{
			"Query.myQuestions":         listed("myQuestions", asking.OwnQuestions),
			"Query.questionsForMe":      listed("questionsForMe", asking.QuestionsFor),
			"Query.unanswered":          unanswered,
			"Query.helped":              helped,
			"Query.myCommunities":       communities,
			"Query.topicsWithoutExpert": topics,
			"AskedTopic.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(asking.Topic).Skill)
			},
			"Query.questionLimit":     questionLimit,
			"Mutation.limitQuestions": limitQuestions,
			"Help.by":                 func(r *resolve.Request, p graphql.ResolveParams) (any, error) { return r.Node(p.Source.(help).By) },
			"Help.contribution": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(help).Contribution)
			},
			"QuestionLimitPayload.limit": questionLimit,
		},
	}
}

// topics resolves what is asked without an expert; null for viewers who are not told.
func topics(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	sees, err := asking.SeesTopics(r.Context, r.View)
	if err != nil || !sees {
		return nil, err
	}
	found, err := asking.TopicsWithoutExpert(r.Context, r.View, r.Today())
	return append([]asking.Topic{}, found...), err
}

// questionLimitPayload is what a change of the limit returns.
type questionLimitPayload struct {
	ClientMutationID string `json:"clientMutationId"`
}

// listed resolves a list of facts that a view gives.
func listed(name string, read func(context.Context, *access.View) ([]graph.Fact, error)) resolve.Func {
	return func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
		facts, err := read(r.Context, r.View)
		if err != nil {
			return nil, err
		}
		return pageOf(r, p, name, facts)
	}
}

func pageOf(r *resolve.Request, p graphql.ResolveParams, name string, facts []graph.Fact) (any, error) {
	page, err := resolve.PageOf(p.Args, resolve.EdgeQuery{Node: graph.Key(name), Kind: graph.KindContribution})
	if err != nil {
		return nil, err
	}
	for _, fact := range facts {
		r.Load.Keep(fact)
	}
	return page.Cut(facts, r.IDOf), nil
}

func unanswered(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	community, err := communityOf(r, p.Args["community"])
	if err != nil {
		return nil, err
	}
	facts, err := asking.Unanswered(r.Context, r.View, community)
	if err != nil {
		return nil, err
	}
	return pageOf(r, p, "unanswered "+string(community), facts)
}

func helped(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	found, err := asking.Helped(r.Context, r.View)
	all := []help{}
	for _, one := range resolve.Cut(found, p.Args) {
		all = append(all, help{one.By, one.Contribution, graph.DateOf(one.At)})
	}
	return all, err
}

// communities resolves the communities in which the viewer may ask, by name.
func communities(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	facts, err := asking.CommunitiesToAsk(r.Context, r.View)
	for _, fact := range facts {
		r.Load.Keep(fact)
	}
	return append([]graph.Fact{}, facts...), err
}

func questionLimit(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	perWeek, chosen, err := asking.QuestionLimit(r.Context, r.View)
	return limit{perWeek, chosen}, err
}

func limitQuestions(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	input, _ := p.Args["input"].(map[string]any)
	var perWeek *int
	if number, given := input["perWeek"].(int); given {
		perWeek = &number
	}
	id, _ := input["clientMutationId"].(string)
	return questionLimitPayload{id}, asking.SetQuestionLimit(r.Context, r.View, perWeek)
}
