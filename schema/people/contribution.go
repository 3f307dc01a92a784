package people

import (
	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
)

func contributionArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"LikePayload": resolve.Payload{}},
		Resolvers: map[string]resolve.Func{
			"Contribution.title":         contributionTitle,
			"Contribution.content":       contributionContent,
			"Contribution.author":        resolve.One(graph.Into, graph.KindAuthored),
			"Contribution.community":     resolve.One(graph.Out, graph.KindIn),
			"Contribution.skills":        contributionSkills,
			"Contribution.likes":         contributionLikes,
			"Contribution.likedByViewer": resolve.ByViewer(graph.KindLikes),
			"Contribution.accepted":      contributionAccepted,
			"Contribution.question":      resolve.One(graph.Out, graph.KindAnswers),
			"Contribution.answers":       resolve.Connect(resolve.List{Direction: graph.Into, Kind: graph.KindAnswers, Compare: acceptedFirst}),
			"Mutation.like":              resolve.Mutation(like),
		},
	}
}

// contributionTitle is the title of the question where the contribution is an answer.
func contributionTitle(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	fact := p.Source.(graph.Fact)
	contribution := graph.As[graph.Contribution](fact)
	if contribution.Type != graph.TypeAnswer {
		return contribution.Title, nil
	}
	question, err := resolve.One(graph.Out, graph.KindAnswers)(r, p)
	if err != nil {
		return nil, err
	}
	return func() (any, error) {
		found, err := question.(resolve.Thunk)()
		if answered, ok := found.(graph.Fact); ok {
			return graph.As[graph.Contribution](answered).Title, nil
		}
		return contribution.Title, err
	}, nil
}

// contributionContent is read only where it is selected: it may be pages long.
func contributionContent(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	key := p.Source.(graph.Fact).Key
	r.Load.NeedFact(key, graph.Whole)
	return func() (any, error) {
		fact, _, err := r.Load.Fact(r.Context, key, graph.Whole)
		return graph.As[graph.Contribution](fact).Content, err
	}, nil
}

func contributionSkills(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	skills := resolve.List{Direction: graph.Out, Kind: graph.KindAbout}
	query := resolve.EdgeQuery{Node: p.Source.(graph.Fact).Key, Direction: graph.Out, Kind: graph.KindAbout}
	r.Load.NeedEdges(query, true)
	return func() (any, error) { return skills.Members(r, query) }, nil
}

// contributionLikes counts the likes of colleagues and the anonymous ones of the source.
func contributionLikes(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	fact := p.Source.(graph.Fact)
	query := resolve.EdgeQuery{Node: fact.Key, Direction: graph.Into, Kind: graph.KindLikes}
	r.Load.NeedEdges(query, false)
	return func() (any, error) {
		edges, err := r.Load.EdgesAt(r.Context, query, false)
		likes := len(edges)
		for _, tally := range graph.As[graph.Contribution](fact).Likes {
			likes += tally.Count
		}
		return likes, err
	}, nil
}

func contributionAccepted(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	query := resolve.EdgeQuery{Node: p.Source.(graph.Fact).Key, Direction: graph.Out, Kind: graph.KindAnswers}
	r.Load.NeedEdges(query, false)
	return func() (any, error) {
		edges, err := r.Load.EdgesAt(r.Context, query, false)
		return len(edges) > 0 && graph.As[graph.Answers](edges[0]).Accepted, err
	}, nil
}

// standsAlone reports whether a contribution is neither a comment nor deleted.
func standsAlone(fact graph.Fact) bool {
	is := graph.As[graph.Contribution](fact).Type
	return is != graph.TypeComment && is != graph.TypeTombstone
}

func latestFirst(a, b resolve.Member) int {
	return graph.As[graph.Contribution](b.Fact).PublishedAt.Compare(graph.As[graph.Contribution](a.Fact).PublishedAt)
}

// acceptedFirst orders answers: what the asker accepted, then the oldest, as people read them.
func acceptedFirst(a, b resolve.Member) int {
	acceptedA, acceptedB := graph.As[graph.Answers](a.Edge).Accepted, graph.As[graph.Answers](b.Edge).Accepted
	switch {
	case acceptedA == acceptedB:
		return latestFirst(b, a)
	case acceptedA:
		return -1
	}
	return 1
}

func like(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	liked, err := r.Visible(graph.KindContribution, input["contribution"])
	if err != nil {
		return resolve.Payload{}, err
	}
	edge := graph.Edge(viewer, "", liked.Key, string(viewer), graph.Likes{At: r.Config.Now()})
	return resolve.Payload{Contribution: liked}, r.Set(edge, input["like"] == true)
}
