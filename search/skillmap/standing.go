package skillmap

import "github.com/sachant/sachant/graph"

// Filter chooses people and skills; the zero value is everybody and everything. Unit, Site and Role are names, or keys.
type Filter struct {
	// Unit keeps the people of a unit and of its parts.
	Unit, Site, Role string
	// Direct keeps the people right in the unit, without its parts; of the company, those who are in no unit.
	Direct bool
	// Domain keeps the skills of a domain; InDomain, where that is the domain of those that have none.
	Domain   string
	InDomain bool
	Type     string
	Critical bool
	// On is the day as of which statements count: later ones are left out, and what is no longer valid then is not held. People are
	// in the units in which they were.
	On graph.Date
	// UnitsOn is the day whose paths units have, so that two days can be compared in one organisation; the zero value is today.
	UnitsOn graph.Date
	// Past: On has passed. People who were hired later are left out.
	Past bool
}

// KeepsSkill reports whether a filter keeps a skill.
func (f Filter) KeepsSkill(skill graph.Skill) bool {
	return (!f.Critical || skill.Critical) && (f.Type == "" || graph.Slug(skill.Type) == graph.Slug(f.Type)) &&
		(!f.InDomain && f.Domain == "" || graph.Slug(skill.Domain) == graph.Slug(f.Domain))
}

// Standing is how a person stands to a skill that somebody states of them, or that is required of them.
type Standing struct {
	Person, Skill graph.NodeID
	// Held is nil where nobody states a level that is still valid. Possessed: the skill is held, at whatever level.
	Held      *graph.Level
	Possessed bool
	// Expired: what was held is no longer valid. ValidUntil is when it ends, or ended; 0 where it does not.
	Expired    bool
	ValidUntil graph.Day
	// Needed: the skill is required of the person; Required is nil where it is so without a level.
	Needed   bool
	Required *graph.Level
	// On is the day of the statement that says what is held.
	On graph.Day
}

// Autonomous is the level at which somebody counts as a holder where nothing is required of them: mastery, "U" of an ILUO grid.
const Autonomous graph.Level = 3

// Meets reports whether the person holds the skill at the level that is required of them.
func (s Standing) Meets() bool {
	if s.Required == nil {
		return s.Needed && s.Possessed
	}
	return s.Held != nil && *s.Held >= *s.Required
}

// Holds reports whether the person counts as a holder: they hold the skill at the level that is required of them or, where
// none is, at [Autonomous] or without a level.
func (s Standing) Holds() bool {
	if s.Needed {
		return s.Meets()
	}
	return s.Held != nil && *s.Held >= Autonomous || s.Held == nil && s.Possessed
}

// Person is somebody who was read.
type Person struct {
	Node graph.NodeID
	// Unit is the path of their unit, of several the first that was asked for; "" where they have none.
	Unit string
}

// Staff is people and how they stand to skills: person by person.
type Staff struct {
	People    []Person
	Standings []Standing
	Skills    map[graph.NodeID]graph.Skill
	// Unit is the path that the filter's unit stands for.
	Unit string
	// Sites, Roles and Types are the names by which a filter can choose among the people of the unit, in order.
	Sites, Roles, Types []string
}
