package schema

import (
	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

func contributionArea() area {
	return area{
		structs: map[string]any{"LikePayload": payload{}},
		resolvers: map[string]resolver{
			"Contribution.title":         contributionTitle,
			"Contribution.content":       contributionContent,
			"Contribution.author":        one(graph.Into, graph.KindAuthored),
			"Contribution.community":     one(graph.Out, graph.KindIn),
			"Contribution.skills":        contributionSkills,
			"Contribution.likes":         contributionLikes,
			"Contribution.likedByViewer": byViewer(graph.KindLikes),
			"Contribution.accepted":      contributionAccepted,
			"Contribution.question":      one(graph.Out, graph.KindAnswers),
			"Contribution.answers":       connect(list{direction: graph.Into, kind: graph.KindAnswers, compare: acceptedFirst}),
			"Mutation.like":              mutation(like),
		},
	}
}

// contributionTitle is the title of the question where the contribution is an answer.
func contributionTitle(r *requestState, p graphql.ResolveParams) (any, error) {
	fact := p.Source.(graph.Fact)
	contribution := graph.As[graph.Contribution](fact)
	if contribution.Type != graph.TypeAnswer {
		return contribution.Title, nil
	}
	question, err := one(graph.Out, graph.KindAnswers)(r, p)
	if err != nil {
		return nil, err
	}
	return func() (any, error) {
		found, err := question.(thunk)()
		if answered, ok := found.(graph.Fact); ok {
			return graph.As[graph.Contribution](answered).Title, nil
		}
		return contribution.Title, err
	}, nil
}

// contributionContent is read only where it is selected: it may be pages long.
func contributionContent(r *requestState, p graphql.ResolveParams) (any, error) {
	key := p.Source.(graph.Fact).Key
	r.load.needFact(key, graph.Whole)
	return func() (any, error) {
		fact, _, err := r.load.fact(r.ctx, key, graph.Whole)
		return graph.As[graph.Contribution](fact).Content, err
	}, nil
}

func contributionSkills(r *requestState, p graphql.ResolveParams) (any, error) {
	skills := list{direction: graph.Out, kind: graph.KindAbout}
	query := edgeQuery{p.Source.(graph.Fact).Key, graph.Out, graph.KindAbout}
	r.load.needEdges(query, true)
	return func() (any, error) { return skills.members(r, query) }, nil
}

// contributionLikes counts the likes of colleagues and the anonymous ones of the source.
func contributionLikes(r *requestState, p graphql.ResolveParams) (any, error) {
	fact := p.Source.(graph.Fact)
	query := edgeQuery{fact.Key, graph.Into, graph.KindLikes}
	r.load.needEdges(query, false)
	return func() (any, error) {
		edges, err := r.load.edgesAt(r.ctx, query, false)
		likes := len(edges)
		for _, tally := range graph.As[graph.Contribution](fact).Likes {
			likes += tally.Count
		}
		return likes, err
	}, nil
}

func contributionAccepted(r *requestState, p graphql.ResolveParams) (any, error) {
	query := edgeQuery{p.Source.(graph.Fact).Key, graph.Out, graph.KindAnswers}
	r.load.needEdges(query, false)
	return func() (any, error) {
		edges, err := r.load.edgesAt(r.ctx, query, false)
		return len(edges) > 0 && graph.As[graph.Answers](edges[0]).Accepted, err
	}, nil
}

func latestFirst(a, b member) int {
	return graph.As[graph.Contribution](b.fact).PublishedAt.Compare(graph.As[graph.Contribution](a.fact).PublishedAt)
}

// acceptedFirst orders answers: what the asker accepted, then the oldest, as people read them.
func acceptedFirst(a, b member) int {
	acceptedA, acceptedB := graph.As[graph.Answers](a.edge).Accepted, graph.As[graph.Answers](b.edge).Accepted
	switch {
	case acceptedA == acceptedB:
		return latestFirst(b, a)
	case acceptedA:
		return -1
	}
	return 1
}

func like(r *requestState, viewer graph.Key, input map[string]any) (payload, error) {
	liked, err := r.visible(graph.KindContribution, input["contribution"])
	if err != nil {
		return payload{}, err
	}
	edge := graph.Edge(viewer, "", liked.Key, string(viewer), graph.Likes{At: r.schema.config.Now()})
	return payload{Contribution: liked}, r.set(edge, input["like"] == true)
}
