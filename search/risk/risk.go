// Package risk says which skills a unit is about to lose, and why: who holds them, who of these leaves or loses a licence,
// and who could learn them. It counts the people that package skillmap has read, and reads nothing but the days on which
// they leave, as a directory or HR's file says them: never an age.
package risk

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/skillmap"
)

// Rules say what is a risk. The zero value is usual.
type Rules struct {
	// Rare is how many holders are few: 2 where 0.
	Rare int
	// Months is how far ahead departures and the ends of licences count: 12 where 0.
	Months int
}

func (r Rules) rare() int   { return cmp.Or(r.Rare, 2) }
func (r Rules) months() int { return cmp.Or(r.Months, 12) }

// Severity is how bad a risk is.
type Severity string

// The severities, the worst first.
const (
	// Losing: everybody who holds the skill leaves, or holds it no longer, within the months ahead.
	Losing Severity = "losing"
	// Missing: nobody holds the skill, which is required or critical.
	Missing Severity = "missing"
	// Single: one holder remains.
	Single Severity = "single"
	// Rare: few holders remain.
	Rare Severity = "rare"
	// Expiring: somebody's licence ends, and enough others hold it.
	Expiring Severity = "expiring"
	// Fewer: a holder leaves, and enough others hold the skill. It is no risk, and told by [Without] alone.
	Fewer Severity = "fewer"
)

func severities() []Severity { return []Severity{Losing, Missing, Single, Rare, Expiring, Fewer} }

// Loss is a holder who will be none, and from when.
type Loss struct {
	Person graph.NodeID
	On     graph.Day
	// Leaves: they leave the company on the day; else what they hold ends.
	Leaves bool
}

// Learner is somebody who could learn a skill, and how near they are to it.
type Learner struct {
	Person graph.NodeID
	// Level is the one at which they hold the skill already, 0 where none is known.
	Level float64
	// Near is how many other skills of its domain they hold.
	Near int
}

// Risk is a skill, who holds it and why it is at risk.
type Risk struct {
	Skill    graph.NodeID
	Severity Severity
	Critical bool
	// Holders hold the skill today, see [skillmap.Standing.Holds]; Remaining are those of them who will still in some months.
	Holders, Remaining []graph.NodeID
	// Losses are the others, the first to go first, and those whose licence has ended already.
	Losses []Loss
	// Needed is how many people are required to hold it, and Met how many of these hold it as required.
	Needed, Met int
	// Learners could learn it fastest, the nearest first: three at most.
	Learners []Learner
}

// First returns the day of the first loss, 0 where there is none.
func (r Risk) First() graph.Day {
	if len(r.Losses) == 0 {
		return 0
	}
	return r.Losses[0].On
}

// Read returns the skills of a staff that are at risk, see [Of]; with a person, what would be lost if they left, see [Without].
func Read(ctx context.Context, view *access.View, staff skillmap.Staff, without graph.Key, today graph.Date, rules Rules) ([]Risk, error) {
	leaves, err := Departures(ctx, view, staff)
	if err != nil {
		return nil, err
	}
	if without == "" {
		return Of(staff, leaves, today, rules), nil
	}
	nodes, err := view.NodeIDs(ctx, without)
	if err != nil {
		return nil, fmt.Errorf("find %q: %w", without, err)
	}
	return Without(staff, nodes[0], leaves, today, rules), nil
}

// Departures returns the days on which people leave, as far as the viewer is told: the leaving date, else the end of the
// contract; of several accounts the earliest.
func Departures(ctx context.Context, view *access.View, staff skillmap.Staff) (map[graph.NodeID]graph.Day, error) {
	people := make([]graph.NodeID, len(staff.People))
	for i, person := range staff.People {
		people[i] = person.Node
	}
	edges, err := view.AppendEdges(ctx, nil, people, graph.Into, graph.KindIs)
	if err != nil {
		return nil, fmt.Errorf("read who leaves: %w", err)
	}
	accounts := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		accounts[i] = edge.From
	}
	values, err := view.NodeValues(ctx, accounts)
	if err != nil {
		return nil, fmt.Errorf("read who leaves: %w", err)
	}
	leaves := map[graph.NodeID]graph.Day{}
	for i, value := range values {
		account, _ := value.(graph.Account)
		on, person := cmp.Or(account.LeavesOn, account.ContractEnd).Day(), edges[i].To
		if on != 0 && (leaves[person] == 0 || on < leaves[person]) {
			leaves[person] = on
		}
	}
	return leaves, nil
}

// Of returns the skills that are at risk as of a day, the worst first.
func Of(staff skillmap.Staff, leaves map[graph.NodeID]graph.Day, today graph.Date, rules Rules) []Risk {
	risks := slices.DeleteFunc(losses(staff, leaves, today, rules), func(risk Risk) bool { return risk.Severity == Fewer })
	addLearners(risks, staff, leaves)
	return risks
}

// losses returns the skills that are at risk, and those that somebody will hold no longer.
func losses(staff skillmap.Staff, leaves map[graph.NodeID]graph.Day, today graph.Date, rules Rules) []Risk {
	until := graph.DateOf(today.Time().AddDate(0, rules.months(), 0)).Day()
	bySkill := map[graph.NodeID]*Risk{}
	for _, standing := range staff.Standings {
		risk := bySkill[standing.Skill]
		if risk == nil {
			risk = &Risk{Skill: standing.Skill, Critical: staff.Skills[standing.Skill].Critical}
			bySkill[standing.Skill] = risk
		}
		risk.add(standing, leaves[standing.Person], until)
	}
	var risks []Risk
	for _, risk := range bySkill {
		if risk.Severity = risk.severity(rules.rare()); risk.Severity != "" {
			risks = append(risks, *risk)
		}
	}
	slices.SortFunc(risks, func(a, b Risk) int { return compare(a, b, staff) })
	return risks
}

// add counts how one person stands to the skill.
func (r *Risk) add(s skillmap.Standing, leaves, until graph.Day) {
	if s.Needed {
		r.Needed++
	}
	switch {
	case s.Expired && s.Needed: // a licence that was not renewed
		r.Losses = append(r.Losses, Loss{s.Person, s.ValidUntil, false})
	case !s.Holds():
	case leaves != 0 && leaves <= until && (s.ValidUntil == 0 || leaves <= s.ValidUntil):
		r.lose(s, leaves, true)
	case s.ValidUntil != 0 && s.ValidUntil <= until:
		r.lose(s, s.ValidUntil, false)
	default:
		r.Holders, r.Remaining = append(r.Holders, s.Person), append(r.Remaining, s.Person)
	}
	if s.Needed && s.Meets() {
		r.Met++
	}
}

func (r *Risk) lose(s skillmap.Standing, on graph.Day, leaves bool) {
	r.Holders = append(r.Holders, s.Person)
	r.Losses = append(r.Losses, Loss{s.Person, on, leaves})
}

// severity returns how bad it is, "" where it is no risk. Few holders are one of what is required of somebody, or critical.
func (r *Risk) severity(rare int) Severity {
	slices.SortStableFunc(r.Losses, func(a, b Loss) int { return cmp.Compare(a.On, b.On) })
	matters := r.Needed > 0 || r.Critical
	switch {
	case len(r.Remaining) == 0 && len(r.Holders) > 0:
		return Losing
	case len(r.Remaining) == 0 && matters:
		return Missing
	case len(r.Remaining) == 1 && matters:
		return Single
	case len(r.Remaining) > 0 && len(r.Remaining) <= rare && matters:
		return Rare
	case slices.ContainsFunc(r.Losses, func(loss Loss) bool { return !loss.Leaves }):
		return Expiring
	case len(r.Losses) > 0:
		return Fewer
	}
	return ""
}

// compare orders risks: the worst severity, critical ones, what is lost first, what is required of most, then by name.
func compare(a, b Risk, staff skillmap.Staff) int {
	critical := 0
	if a.Critical != b.Critical {
		critical = 1
		if a.Critical {
			critical = -1
		}
	}
	first := func(r Risk) graph.Day { return cmp.Or(r.First(), 1<<30) }
	return cmp.Or(cmp.Compare(slices.Index(severities(), a.Severity), slices.Index(severities(), b.Severity)), critical,
		cmp.Compare(first(a), first(b)), cmp.Compare(b.Needed, a.Needed),
		cmp.Compare(graph.Slug(staff.Skills[a.Skill].PrefLabel), graph.Slug(staff.Skills[b.Skill].PrefLabel)), cmp.Compare(a.Skill, b.Skill))
}

// addLearners finds who could learn each skill: of those who stay, who know some of it, then who hold most others of its
// domain.
func addLearners(risks []Risk, staff skillmap.Staff, leaves map[graph.NodeID]graph.Day) {
	near, levels := map[string]map[graph.NodeID]int{}, map[graph.NodeID]map[graph.NodeID]float64{}
	for _, s := range staff.Standings {
		domain := staff.Skills[s.Skill].Domain
		if s.Holds() && domain != "" {
			if near[domain] == nil {
				near[domain] = map[graph.NodeID]int{}
			}
			near[domain][s.Person]++
		}
		if s.Held != nil && *s.Held > 0 && !s.Holds() {
			if levels[s.Skill] == nil {
				levels[s.Skill] = map[graph.NodeID]float64{}
			}
			levels[s.Skill][s.Person] = float64(*s.Held)
		}
	}
	for i := range risks {
		risk := &risks[i]
		candidates := maps.Clone(near[staff.Skills[risk.Skill].Domain])
		if candidates == nil {
			candidates = map[graph.NodeID]int{}
		}
		for person := range levels[risk.Skill] {
			candidates[person] += 0
		}
		for _, holder := range risk.Holders {
			delete(candidates, holder)
		}
		for person, count := range candidates {
			if leaves[person] == 0 {
				risk.Learners = append(risk.Learners, Learner{person, levels[risk.Skill][person], count})
			}
		}
		slices.SortFunc(risk.Learners, func(a, b Learner) int {
			return cmp.Or(cmp.Compare(b.Level, a.Level), cmp.Compare(b.Near, a.Near), cmp.Compare(a.Person, b.Person))
		})
		risk.Learners = risk.Learners[:min(len(risk.Learners), 3)]
	}
}

// Without returns what would be lost if somebody left tomorrow: the skills that they hold, those that fewest others hold
// first. Remaining are the others.
func Without(staff skillmap.Staff, person graph.NodeID, leaves map[graph.NodeID]graph.Day, today graph.Date, rules Rules) []Risk {
	tomorrow := graph.DateOf(today.Time().Add(24 * time.Hour)).Day()
	changed := maps.Clone(leaves)
	changed[person] = tomorrow
	held := map[graph.NodeID]bool{}
	for _, s := range staff.Standings {
		held[s.Skill] = held[s.Skill] || s.Person == person && s.Holds()
	}
	kept := staff
	kept.Standings = slices.DeleteFunc(slices.Clone(staff.Standings), func(s skillmap.Standing) bool { return !held[s.Skill] })
	risks := losses(kept, changed, today, rules)
	addLearners(risks, kept, changed)
	slices.SortStableFunc(risks, func(a, b Risk) int { return cmp.Compare(len(a.Remaining), len(b.Remaining)) })
	return risks
}
