package search

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// everything is all evidence for people, likes and followers included, and the favours that they
// returned.
func (g gatherer) everything(ctx context.Context, people []graph.Number) ([]rank.Evidence, []rank.Tie, error) {
	wanted := make(map[graph.Number]bool, len(people))
	for _, person := range people {
		wanted[person] = true
	}
	var evidence []rank.Evidence
	var about []testimony // of each piece of evidence, without the pieces
	g.topical(func(person graph.Number) bool { return wanted[person] }, func(said testimony) {
		for _, piece := range said.pieces {
			piece.Person = g.view.Key(said.person)
			evidence, about = append(evidence, piece), append(about, testimony{person: said.person, said: said.said})
		}
	})
	if err := g.readFavours(ctx, people, contributionsOf(about)); err != nil {
		return nil, nil, err
	}
	pairs := graph.Pairs{}
	for i, one := range about {
		for _, arc := range g.likers[one.said] {
			if g.known(arc.At) {
				evidence[i].Likers = append(evidence[i].Likers, g.view.Key(arc.From))
				pairs[one.person] = append(pairs[one.person], arc.From)
			}
		}
	}
	for _, person := range people {
		evidence = append(evidence, g.follow(person, pairs))
	}
	ties, err := g.ties(ctx, pairs)
	return evidence, ties, err
}

// contributionsOf are those that testimonies are of, each once.
func contributionsOf(about []testimony) []graph.Number {
	var said []graph.Number
	for _, one := range about {
		if one.said != 0 {
			said = append(said, one.said)
		}
	}
	slices.Sort(said)
	return slices.Compact(said)
}

// follow is who follows somebody.
func (g gatherer) follow(person graph.Number, pairs graph.Pairs) rank.Evidence {
	arcs := g.followers[person]
	followers := make([]rank.Follower, 0, len(arcs))
	for _, arc := range arcs {
		if g.known(arc.At) {
			followers = append(followers, rank.Follower{Key: g.view.Key(arc.From), At: arc.At})
			pairs[person] = append(pairs[person], arc.From)
		}
	}
	return rank.Evidence{Person: g.view.Key(person), Kind: rank.Follow, Followers: followers}
}

// ties are the favours returned: who follows, or likes something of, somebody whose favour
// is among the evidence for them.
func (g gatherer) ties(ctx context.Context, pairs graph.Pairs) ([]rank.Tie, error) {
	follows, err := g.view.Joined(ctx, pairs, graph.KindFollows)
	if err != nil {
		return nil, err
	}
	var ties []rank.Tie
	for _, arc := range follows {
		if g.known(arc.At) {
			ties = append(ties, g.tie(arc.From, arc.To))
		}
	}
	err = g.view.JoinedAt(ctx, pairs, graph.KindLikes, graph.KindAuthored, func(liked, authored graph.Arc) bool {
		counts := g.known(liked.At)
		if counts {
			ties = append(ties, g.tie(liked.From, authored.From))
		}
		return counts
	})
	return ties, err
}

func (g gatherer) tie(from, to graph.Number) rank.Tie {
	return rank.Tie{From: g.view.Key(from), To: g.view.Key(to)}
}
