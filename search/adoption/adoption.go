// Package adoption says how a company takes part in its communities, in numbers that tell of nobody: which communities are active and
// which are dormant, how many people let colleagues see a skill, how many questions found an answer and how soon, and of each community
// the shape of participation: few lead, some take part, most read. Everything is counted by access.View.Count and
// access.View.CountParticipation, which decide what may be told.
package adoption

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Adoption is the indicators of a company.
type Adoption struct {
	People    int
	Published access.Tally
	// Active and Dormant are how many communities are so; the others are neither.
	Active, Dormant int
	// Questions, Answered are those of the communities that tell both.
	Questions, Answered int
	// Communities are all, those with most members first; of dormant ones the same.
	Communities []access.Participation
}

// Share returns which part of the people lets colleagues see a skill, and whether that is told.
func (a Adoption) Share() (part float64, told bool) {
	if !a.Published.Told || a.People == 0 {
		return 0, false
	}
	return float64(a.Published.Count) / float64(a.People), true
}

// Read counts what a view may tell.
func Read(ctx context.Context, view *access.View, today graph.Day) (Adoption, error) {
	counts, err := view.Count(ctx, today)
	if err != nil {
		return Adoption{}, fmt.Errorf("read how people take part: %w", err)
	}
	communities, err := view.CountParticipation(ctx, today)
	if err != nil {
		return Adoption{}, fmt.Errorf("read how people take part: %w", err)
	}
	adoption := Of(communities)
	if len(counts.Units) > 0 {
		adoption.People, adoption.Published = counts.People[0], counts.Published[0]
	}
	return adoption, nil
}

// Of sums up communities.
func Of(communities []access.Participation) Adoption {
	adoption := Adoption{Communities: slices.Clone(communities)}
	for _, one := range communities {
		if one.AnsweredTold {
			adoption.Questions, adoption.Answered = adoption.Questions+one.Questions, adoption.Answered+one.Answered
		}
		if one.Active {
			adoption.Active++
		}
		if one.Dormant {
			adoption.Dormant++
		}
	}
	slices.SortStableFunc(adoption.Communities, func(a, b access.Participation) int {
		return cmp.Or(cmp.Compare(b.Members.Count, a.Members.Count), cmp.Compare(a.Community, b.Community))
	})
	return adoption
}
