// Package learn finds sources to learn skills from: colleagues who hold them and let others see it, and communities that
// speak of them. It reads what its viewer may see, in a number of reads that does not depend on how many
// skills there are.
package learn

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Wanted is a skill that somebody would learn, up to a level; 0 where any will do.
type Wanted struct {
	Skill graph.NodeID
	Level float64
}

// Sources are the people who hold a skill and the communities that speak of it, the best first.
type Sources struct{ People, Communities []graph.Key }

// Most is how many people, and how many communities, are named for a skill.
const Most = 3

// Of returns the sources of skills, by skill. Nobody learns from themselves: the learner is left out.
func Of(ctx context.Context, view *access.View, learner graph.Key, wanted []Wanted, today graph.Day) (map[graph.NodeID]Sources, error) {
	out := map[graph.NodeID]Sources{}
	if len(wanted) == 0 {
		return out, nil
	}
	least := map[graph.NodeID]float64{}
	for _, one := range wanted {
		least[one.Skill] = one.Level
	}
	skills := slices.Sorted(maps.Keys(least))
	people, err := holders(ctx, view, learner, skills, least, today)
	if err != nil {
		return nil, err
	}
	communities, err := spokenOf(ctx, view, skills)
	for _, skill := range skills {
		out[skill] = Sources{people[skill], communities[skill]}
	}
	return out, err
}

// holder is somebody who holds a skill, as the best that they state of it.
type holder struct {
	person    graph.Key
	level     float64
	validated bool
	on        graph.Day
}

func compareHolders(a, b holder) int {
	proven := map[bool]int{true: 0, false: 1}
	return cmp.Or(cmp.Compare(proven[a.validated], proven[b.validated]), cmp.Compare(b.level, a.level), cmp.Compare(b.on, a.on), cmp.Compare(a.person, b.person))
}

// holders returns people who hold skills at least at a level, those whose level somebody validated before others. What is not
// published counts for no viewer.
func holders(ctx context.Context, view *access.View, learner graph.Key, skills []graph.NodeID, least map[graph.NodeID]float64, today graph.Day) (map[graph.NodeID][]graph.Key, error) {
	edges, err := view.AppendEdges(ctx, nil, skills, graph.Into, graph.KindDeclares)
	if err != nil {
		return nil, err
	}
	edges = slices.DeleteFunc(edges, func(edge graph.EdgeRef) bool { return !edge.Published || view.Key(edge.From) == learner })
	all := map[graph.NodeID][]holder{}
	for i, said := range view.AppendDeclarations(nil, edges) {
		if said.Held == nil && !said.Possessed || said.ValidUntil != 0 && said.ValidUntil < today {
			continue
		}
		one := holder{person: view.Key(edges[i].From), validated: said.Validated, on: said.On}
		if said.Held != nil {
			one.level = float64(*said.Held)
		}
		if skill := edges[i].To; one.level >= least[skill] && (one.level > 0 || said.Possessed) {
			all[skill] = append(all[skill], one)
		}
	}
	out := map[graph.NodeID][]graph.Key{}
	for skill, list := range all {
		slices.SortFunc(list, compareHolders)
		for _, one := range list {
			if len(out[skill]) < Most && !slices.Contains(out[skill], one.person) {
				out[skill] = append(out[skill], one.person)
			}
		}
	}
	return out, nil
}

// spokenOf returns the communities in which most is said about skills.
func spokenOf(ctx context.Context, view *access.View, skills []graph.NodeID) (map[graph.NodeID][]graph.Key, error) {
	about, err := view.AppendEdges(ctx, nil, skills, graph.Into, graph.KindAbout)
	if err != nil || len(about) == 0 {
		return nil, err
	}
	contributions := make([]graph.NodeID, len(about))
	for i, edge := range about {
		contributions[i] = edge.From
	}
	slices.Sort(contributions)
	in, err := view.AppendEdges(ctx, nil, slices.Compact(contributions), graph.Out, graph.KindIn)
	if err != nil {
		return nil, err
	}
	where := map[graph.NodeID][]graph.NodeID{}
	for _, edge := range in {
		where[edge.From] = append(where[edge.From], edge.To)
	}
	counts := map[graph.NodeID]map[graph.Key]int{}
	for _, edge := range about {
		if counts[edge.To] == nil {
			counts[edge.To] = map[graph.Key]int{}
		}
		for _, community := range where[edge.From] {
			counts[edge.To][view.Key(community)]++
		}
	}
	out := map[graph.NodeID][]graph.Key{}
	for skill, of := range counts {
		list := slices.SortedFunc(maps.Keys(of), func(a, b graph.Key) int { return cmp.Or(cmp.Compare(of[b], of[a]), cmp.Compare(a, b)) })
		out[skill] = list[:min(len(list), Most)]
	}
	return out, nil
}
