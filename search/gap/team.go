package gap

import (
	"cmp"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Skill is how the people of a team stand to a skill that some of them are required to hold. The others are counted nowhere.
type Skill struct {
	Skill graph.Key
	// Met, Below and Unknown are the people by their state, in key order.
	Met, Below, Unknown []graph.Key
	// Mean is the mean difference of the people with a known level and a required one; 0 where there are none.
	Mean float64
}

// Required returns how many people are required to hold the skill.
func (s Skill) Required() int { return len(s.Met) + len(s.Below) + len(s.Unknown) }

// Coverage returns which part of the people who are required to hold the skill meets that, 0 to 1.
func (s Skill) Coverage() float64 {
	if s.Required() == 0 {
		return 0
	}
	return float64(len(s.Met)) / float64(s.Required())
}

// OfTeam returns the skills that are required of people, those that most people lack first.
func OfTeam(people map[graph.Key][]Gap) []Skill {
	bySkill, measured := map[graph.Key]Skill{}, map[graph.Key]int{}
	for _, person := range slices.Sorted(maps.Keys(people)) {
		for _, gap := range people[person] {
			of := bySkill[gap.Skill]
			of.Skill = gap.Skill
			switch gap.State() {
			case Met:
				of.Met = append(of.Met, person)
			case Below:
				of.Below = append(of.Below, person)
			default:
				of.Unknown = append(of.Unknown, person)
			}
			if gap.Held != nil && gap.Required != nil {
				of.Mean += gap.Difference()
				measured[gap.Skill]++
			}
			bySkill[gap.Skill] = of
		}
	}
	found := make([]Skill, 0, len(bySkill))
	for key, of := range bySkill {
		if measured[key] > 0 {
			of.Mean /= float64(measured[key])
		}
		found = append(found, of)
	}
	slices.SortFunc(found, func(a, b Skill) int {
		return cmp.Or(cmp.Compare(len(b.Below), len(a.Below)), cmp.Compare(len(b.Unknown), len(a.Unknown)), cmp.Compare(a.Mean, b.Mean), cmp.Compare(a.Skill, b.Skill))
	})
	return found
}
