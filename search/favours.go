package search

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// everything is all evidence for people, likes and followers included.
func (g *gatherer) everything(ctx context.Context, people []graph.NodeID) ([]rank.Evidence, error) {
	f := favours{gatherer: g, wanted: make(map[graph.NodeID]bool, len(people)), returned: make(map[graph.NodeID]map[graph.NodeID]bool, len(people))}
	for _, person := range people {
		f.wanted[person] = true
		f.returned[person] = map[graph.NodeID]bool{}
	}
	evidence, about := f.said()
	if err := g.readFavours(ctx, people, contributionsOf(about)); err != nil {
		return nil, err
	}
	if err := f.readReturned(ctx, people, about); err != nil {
		return nil, err
	}
	for i, one := range about {
		if one.said != 0 {
			evidence[i].Likers = f.favours(g.likers[one.said], one.person)
		}
	}
	for _, person := range people {
		evidence = append(evidence, rank.Evidence{
			Person: g.view.Key(person), Kind: rank.Follow, Followers: f.favours(g.followers[person], person),
		})
	}
	return evidence, nil
}

// favours turns likes and followers of the people wanted into evidence.
type favours struct {
	*gatherer
	wanted   map[graph.NodeID]bool
	returned map[graph.NodeID]map[graph.NodeID]bool // by each of them, to whom
}

// said is the topical evidence for the people wanted, and of whom and what each piece is.
func (f favours) said() (evidence []rank.Evidence, about []testimony) {
	f.topical(func(person graph.NodeID) bool { return f.wanted[person] }, func(said testimony) {
		for _, piece := range said.pieces {
			piece.Person = f.view.Key(said.person)
			evidence, about = append(evidence, piece), append(about, testimony{person: said.person, said: said.said})
		}
	})
	return evidence, about
}

// contributionsOf are those that testimonies are of, each once.
func contributionsOf(about []testimony) []graph.NodeID {
	var said []graph.NodeID
	for _, one := range about {
		if one.said != 0 {
			said = append(said, one.said)
		}
	}
	slices.Sort(said)
	return slices.Compact(said)
}

// readReturned reads whom, of those whose favour they have, people follow, or like something of.
func (f favours) readReturned(ctx context.Context, people []graph.NodeID, about []testimony) error {
	pairs := graph.Pairs{}
	for _, one := range about {
		pairs[one.person] = f.append(pairs[one.person], f.likers[one.said])
	}
	for _, person := range people {
		pairs[person] = f.append(pairs[person], f.followers[person])
	}
	follows, err := f.view.EdgesBetween(ctx, pairs, graph.KindFollows)
	if err != nil {
		return err
	}
	for _, arc := range follows {
		f.returned[arc.From][arc.To] = f.returned[arc.From][arc.To] || f.known(&arc)
	}
	return f.view.CommonNeighbors(ctx, pairs, graph.KindLikes, graph.KindAuthored, func(liked, authored graph.EdgeRef) bool {
		counts := f.known(&liked)
		if counts {
			f.returned[liked.From][authored.From] = true
		}
		return counts
	})
}

// append adds whose favours are known of by the day.
func (f favours) append(others []graph.NodeID, arcs []graph.EdgeRef) []graph.NodeID {
	others = slices.Grow(others, len(arcs))
	for i := range arcs {
		if f.known(&arcs[i]) {
			others = append(others, arcs[i].From)
		}
	}
	return others
}

func (f favours) favours(arcs []graph.EdgeRef, person graph.NodeID) []rank.Interaction {
	returned := f.returned[person]
	made := make([]rank.Interaction, 0, len(arcs))
	for i := range arcs {
		if arc := &arcs[i]; f.known(arc) {
			back := arc.From == person || len(returned) > 0 && returned[arc.From]
			made = append(made, rank.Interaction{From: arc.From, On: arc.On, Mutual: back})
		}
	}
	return made
}
