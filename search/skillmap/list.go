package skillmap

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// State is how a person stands to a skill, in a word.
type State string

// The states. The first three are those of somebody who is required to hold the skill.
const (
	Below   State = "below"
	Unknown State = "unknown" // nobody states a level
	Met     State = "met"
	Holder  State = "holder"  // not required, and held by mastery
	Learner State = "learner" // not required, and held below that
)

// State returns how the person stands to the skill.
func (s Standing) State() State {
	switch {
	case s.Meets():
		return Met
	case s.Needed && s.Held == nil && !s.Expired:
		return Unknown
	case s.Needed:
		return Below
	case s.Holds():
		return Holder
	}
	return Learner
}

// Gap returns the level that is held less the one that is required, a level that is not known being 0; 0 where no level
// is required.
func (s Standing) Gap() float64 {
	if s.Required == nil {
		return 0
	}
	gap := -float64(*s.Required)
	if s.Held != nil {
		gap += float64(*s.Held)
	}
	return gap
}

// Entry is a standing with the keys and the names of its person and its skill.
type Entry struct {
	Standing
	PersonKey, SkillKey graph.Key
	Name, Title, Number string
	Unit, SkillName     string
	Domain              string
}

// Choice chooses entries. The zero value is all.
type Choice struct {
	Skill graph.Key
	// Short keeps the people who are required to hold the skill and do not hold it at that level.
	Short bool
	// Until keeps what is held for a time that ends on a day or before it, and what had to be held and has ended; in the order
	// of these days.
	Until graph.Day
}

func (c Choice) keeps(s Standing, skill graph.Key) bool {
	state := s.State()
	return (c.Skill == "" || skill == c.Skill) && (!c.Short || state == Below || state == Unknown) &&
		(c.Until == 0 || s.ValidUntil != 0 && s.ValidUntil <= c.Until && (!s.Expired || s.Needed))
}

// List returns the standings of staff with names: those that fall shortest first, then by name.
func List(ctx context.Context, view *access.View, staff Staff, choice Choice) ([]Entry, error) {
	var kept []Standing
	for _, standing := range staff.Standings {
		if choice.keeps(standing, view.Key(standing.Skill)) {
			kept = append(kept, standing)
		}
	}
	units := map[graph.NodeID]string{}
	for _, person := range staff.People {
		units[person.Node] = person.Unit
	}
	nodes := make([]graph.NodeID, len(kept))
	for i, standing := range kept {
		nodes[i] = standing.Person
	}
	values, err := view.NodeValues(ctx, nodes)
	if err != nil {
		return nil, fmt.Errorf("read the names of %d people: %w", len(nodes), err)
	}
	entries := make([]Entry, len(kept))
	for i, standing := range kept {
		person, _ := values[i].(graph.Person)
		skill := staff.Skills[standing.Skill]
		entries[i] = Entry{
			Standing: standing, PersonKey: view.Key(standing.Person), SkillKey: view.Key(standing.Skill), Name: person.DisplayName, Title: person.Title,
			Number: person.EmployeeNumber, Unit: units[standing.Person], SkillName: skill.PrefLabel, Domain: skill.Domain,
		}
	}
	slices.SortFunc(entries, func(a, b Entry) int {
		if choice.Until != 0 && a.ValidUntil != b.ValidUntil {
			return cmp.Compare(a.ValidUntil, b.ValidUntil)
		}
		return cmp.Or(cmp.Compare(a.order(), b.order()), cmp.Compare(a.Gap(), b.Gap()), compareNames(a.SkillName, b.SkillName), compareNames(a.Name, b.Name), cmp.Compare(a.PersonKey, b.PersonKey))
	})
	return entries, nil
}

// order is that of states: who falls short comes first.
func (e Entry) order() int {
	return slices.Index([]State{Below, Unknown, Met, Holder, Learner}, e.State())
}
