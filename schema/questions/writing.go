package questions

import (
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/recipients"
)

// request is that somebody is asked to answer a question.
type request struct {
	Person, ReferredBy graph.Key
	State, Reason      string
	On                 graph.Date
	Widened            bool
}

// step is one that a question took which nobody answered.
type step struct {
	Name string
	On   graph.Date
}

func writingArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"AnswerRequest": request{}, "QuestionStep": step{}},
		Resolvers: map[string]resolve.Func{
			"Contribution.own":             isOwn,
			"Contribution.anonymous":       isAnonymous,
			"Contribution.mayAccept":       mayAccept,
			"Contribution.requests":        requests,
			"Contribution.request":         ownRequest,
			"Contribution.steps":           steps,
			"Contribution.comments":        resolve.Connect(resolve.List{Direction: graph.Into, Kind: graph.KindCommentsOn, Compare: oldestFirst}),
			"Contribution.thankedByViewer": resolve.ByViewer(graph.KindThanks),
			"Contribution.tagged":          tagged,
			"AnswerRequest.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(request).Person)
			},
			"AnswerRequest.referredBy": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(request).ReferredBy)
			},
			"AnswerRequest.text": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return recipients.Text(p.Source.(request).Reason, resolve.LanguageOf(p)), nil
			},
			"Mutation.answerQuestion":     resolve.Mutation(answer),
			"Mutation.comment":            resolve.Mutation(comment),
			"Mutation.respondToQuestion":  resolve.Mutation(respond),
			"Mutation.referQuestion":      resolve.Mutation(refer),
			"Mutation.acceptAnswer":       resolve.Mutation(accept),
			"Mutation.thank":              resolve.Mutation(thank),
			"Mutation.editContribution":   resolve.Mutation(edit),
			"Mutation.deleteContribution": resolve.Mutation(remove),
		},
	}
}

func oldestFirst(a, b resolve.Member) int {
	return graph.As[graph.Contribution](a.Fact).PublishedAt.Compare(graph.As[graph.Contribution](b.Fact).PublishedAt)
}

// tagged resolves the people that a text names.
func tagged(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	people := resolve.List{Direction: graph.Out, Kind: graph.KindTagged}
	query := resolve.EdgeQuery{Node: p.Source.(graph.Fact).Key, Direction: graph.Out, Kind: graph.KindTagged}
	r.Load.NeedEdges(query, true)
	return func() (any, error) { return people.Members(r, query) }, nil
}

// isOwn resolves whether the viewer wrote a contribution, named or not.
func isOwn(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	return r.View.IsAsker(r.Context, p.Source.(graph.Fact).Key)
}

func isAnonymous(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
	return access.IsUnnamed(p.Source.(graph.Fact)), nil
}

// mayAccept resolves whether the viewer asked what a contribution answers.
func mayAccept(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	fact := p.Source.(graph.Fact)
	if graph.As[graph.Contribution](fact).Type != graph.TypeAnswer {
		return false, nil
	}
	query := resolve.EdgeQuery{Node: fact.Key, Direction: graph.Out, Kind: graph.KindAnswers}
	r.Load.NeedEdges(query, false)
	return func() (any, error) {
		edges, err := r.Load.EdgesAt(r.Context, query, false)
		if err != nil || len(edges) == 0 {
			return false, err
		}
		return r.View.IsAsker(r.Context, edges[0].To())
	}, nil
}

func requests(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	edges, err := asking.AskedOf(r.Context, r.View, p.Source.(graph.Fact).Key)
	all := []request{}
	for _, edge := range edges {
		all = append(all, requestOf(edge))
	}
	return all, err
}

func requestOf(edge graph.Fact) request {
	value := graph.As[graph.Asked](edge)
	return request{edge.To(), graph.Key(value.ReferredBy), value.State, value.Reason, value.On, value.Widened}
}

// ownRequest resolves the request to the viewer; null where there is none.
func ownRequest(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	viewer := r.View.Viewer().Person
	if viewer == "" {
		return nil, nil
	}
	key := graph.EdgeKey(p.Source.(graph.Fact).Key, graph.KindAsked, "", viewer)
	r.Load.NeedFact(key, graph.Brief)
	return func() (any, error) {
		edge, is, err := r.Load.Fact(r.Context, key, graph.Brief)
		if err != nil || !is {
			return nil, err
		}
		return requestOf(edge), nil
	}, nil
}

func steps(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	query := resolve.EdgeQuery{Node: p.Source.(graph.Fact).Key, Direction: graph.Out, Kind: graph.KindEscalated}
	r.Load.NeedEdges(query, false)
	return func() (any, error) {
		edges, err := r.Load.EdgesAt(r.Context, query, false)
		all := []step{}
		for _, edge := range edges {
			all = append(all, step{edge.Key.Tag(), graph.DateOf(graph.As[graph.Escalated](edge).At)})
		}
		return all, err
	}, nil
}

func answer(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	question := resolve.KeyOf(input["question"])
	key := newKey(r, viewer, "answer "+string(question), input["idempotencyKey"])
	language := strings.ToLower(resolve.TextOf(input["language"]))
	if err := asking.Answer(r.Context, r.View, key, question, resolve.TextOf(input["content"]), language, r.Config.Now()); err != nil {
		return resolve.Payload{}, err
	}
	return written(r, key)
}

func comment(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	about := resolve.KeyOf(input["contribution"])
	key := newKey(r, viewer, "comment "+string(about), input["idempotencyKey"])
	language := strings.ToLower(resolve.TextOf(input["language"]))
	if err := asking.Comment(r.Context, r.View, key, about, resolve.TextOf(input["content"]), language, r.Config.Now()); err != nil {
		return resolve.Payload{}, err
	}
	return written(r, key)
}

// on makes a mutation of what is done about a contribution.
func on(r *resolve.Request, id any, do func(contribution graph.Key) error) (resolve.Payload, error) {
	fact, err := r.Visible(graph.KindContribution, id)
	if err != nil {
		return resolve.Payload{}, err
	}
	if err := do(fact.Key); err != nil {
		return resolve.Payload{}, err
	}
	return written(r, fact.Key)
}

func respond(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	return on(r, input["question"], func(question graph.Key) error {
		return asking.Respond(r.Context, r.View, question, resolve.TextOf(input["response"]), r.Config.Now())
	})
}

func refer(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	return on(r, input["question"], func(question graph.Key) error {
		colleague, err := r.PersonOf(strings.TrimSpace(resolve.TextOf(input["person"])))
		if err != nil {
			return err
		}
		return asking.Refer(r.Context, r.View, question, colleague.Key, r.Config.Now())
	})
}

func accept(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	return on(r, input["answer"], func(answer graph.Key) error {
		return asking.Accept(r.Context, r.View, answer, input["accepted"] == true, r.Config.Now())
	})
}

func thank(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	return on(r, input["contribution"], func(contribution graph.Key) error {
		return asking.Thank(r.Context, r.View, contribution, input["thanks"] == true, r.Config.Now())
	})
}

func edit(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	return on(r, input["contribution"], func(contribution graph.Key) error {
		return asking.Edit(r.Context, r.View, contribution, resolve.TextOf(input["title"]), resolve.TextOf(input["content"]), r.Config.Now())
	})
}

func remove(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	return on(r, input["contribution"], func(contribution graph.Key) error {
		return asking.Delete(r.Context, r.View, contribution, r.Config.Now())
	})
}
