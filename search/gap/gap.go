// Package gap compares the skills that are required of people with those that they hold. The role of their post requires
// skills (`requires`), and an interview may (the required level of `declares`), which then goes before the role. What is
// held is what the latest interview says, and where none does what the person says themselves. What is contested or
// no longer valid counts for nothing; a skill that is not required is in no gap.
//
// [Read] finds the gaps of any number of people in two reads, as far as its reader shows what they are made of; [Of]
// and [OfTeam] compare and count, and read nothing.
package gap

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Gap is a skill that is required of a person, and how far they are from it.
type Gap struct {
	Skill graph.Key
	// Required is nil where the skill is required without a level, such as a licence.
	Required *graph.Level
	// Held is nil where nobody states a level that is still valid. Possessed: the skill is held, at whatever level.
	Held      *graph.Level
	Possessed bool
	// Expired: what was held is no longer valid.
	Expired bool
	// RequiredBy is the role that requires the skill, or the declaration of an interview that does; HeldBy is the declaration
	// that says what is held, "" where none does.
	RequiredBy, HeldBy graph.Key
}

// State is how a person stands to a skill that is required of them.
type State string

// The states.
const (
	Met   State = "met"
	Below State = "below"
	// Unknown: nobody states whether the person holds the skill, or at which level.
	Unknown State = "unknown"
)

// State returns how the person stands to the skill.
func (g Gap) State() State {
	switch {
	case g.Expired:
		return Below
	case g.Required == nil && g.Possessed:
		return Met
	case g.Held == nil:
		return Unknown
	case g.Required != nil && *g.Held >= *g.Required:
		return Met
	}
	return Below
}

// Difference returns the level that is held less the one that is required: below 0 is missing. A level that is not known is 0.
func (g Gap) Difference() float64 {
	var held, required graph.Level
	if g.Held != nil {
		held = *g.Held
	}
	if g.Required != nil {
		required = *g.Required
	}
	return float64(held - required)
}

// Of returns what is required of one person, the widest gap first: declarations are theirs, requirements those of their
// roles. Facts of other kinds are ignored.
func Of(declarations, requirements []graph.Fact, today graph.Date) []Gap {
	gaps := map[graph.Key]Gap{}
	for _, edge := range requirements {
		requires, is := edge.Value.(graph.Requires)
		known, twice := gaps[edge.To()]
		if is && (!twice || above(requires.Level, known.Required)) {
			gaps[edge.To()] = Gap{Skill: edge.To(), Required: requires.Level, RequiredBy: edge.From()}
		}
	}
	decisive, heldBy := map[graph.Key]graph.Decisive{}, map[graph.Key]graph.Key{}
	for _, edge := range declarations {
		declares, _ := edge.Value.(graph.Declares)
		said := graph.Statement{DeclarationSummary: declares.Summary(), OfInterview: graph.Key(edge.Key.Tag()).Kind() == graph.KindInterview}
		of := decisive[edge.To()]
		decidesHeld, decidesRequired := of.Note(said)
		if decidesHeld {
			heldBy[edge.To()] = edge.Key
		}
		if decidesRequired {
			gaps[edge.To()] = Gap{Skill: edge.To(), Required: declares.Required, RequiredBy: edge.Key}
		}
		decisive[edge.To()] = of
	}
	for skill, by := range heldBy {
		if of, required := gaps[skill]; required {
			of.hold(decisive[skill].Held, today.Day())
			of.HeldBy = by
			gaps[skill] = of
		}
	}
	found := slices.Collect(maps.Values(gaps))
	slices.SortFunc(found, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Difference(), b.Difference()), cmp.Compare(a.Skill, b.Skill))
	})
	return found
}

// ToRole returns how one person stands to what a role requires, which need not be theirs: what interviews require of them in their
// own post is left out.
func ToRole(declarations, requirements []graph.Fact, today graph.Date) []Gap {
	said := slices.Clone(declarations)
	for i, edge := range said {
		if declares, is := edge.Value.(graph.Declares); is {
			declares.Required = nil
			said[i].Value = declares
		}
	}
	return Of(said, requirements, today)
}

// above reports whether a level is more than another; any level is more than none.
func above(level, other *graph.Level) bool {
	return level != nil && (other == nil || *level > *other)
}

// hold applies the statement that decides what is held.
func (g *Gap) hold(said graph.Statement, today graph.Day) {
	if g.Expired = said.ValidUntil != 0 && said.ValidUntil < today; !g.Expired {
		g.Held, g.Possessed = said.Held, said.Holds(today)
	}
}

// Read returns the gaps of people, as far as a reader shows them. It takes two reads.
func Read(ctx context.Context, reader graph.Reader, people []graph.Key, today graph.Date) (map[graph.Key][]Gap, error) {
	edges, err := reader.Edges(ctx, people, graph.Out, graph.KindDeclares, graph.KindHoldsRole)
	if err != nil {
		return nil, fmt.Errorf("read what people hold: %w", err)
	}
	declarations, holds := map[graph.Key][]graph.Fact{}, map[graph.Key][]graph.Key{}
	var roles []graph.Key
	for _, edge := range edges {
		person, to := edge.Key.Ends()
		if edge.Key.Kind() == graph.KindHoldsRole {
			holds[person], roles = append(holds[person], to), append(roles, to)
		} else {
			declarations[person] = append(declarations[person], edge)
		}
	}
	slices.Sort(roles)
	required, err := reader.Edges(ctx, slices.Compact(roles), graph.Out, graph.KindRequires)
	if err != nil {
		return nil, fmt.Errorf("read what roles require: %w", err)
	}
	requirements := map[graph.Key][]graph.Fact{}
	for _, edge := range required {
		requirements[edge.From()] = append(requirements[edge.From()], edge)
	}
	gaps := make(map[graph.Key][]Gap, len(people))
	for _, person := range people {
		var of []graph.Fact
		for _, role := range holds[person] {
			of = append(of, requirements[role]...)
		}
		gaps[person] = Of(declarations[person], of, today)
	}
	return gaps, nil
}
