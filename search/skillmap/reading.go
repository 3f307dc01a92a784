package skillmap

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// reading turns the edges of people into standings.
type reading struct {
	view      *access.View
	filter    Filter
	below     map[graph.NodeID]bool // the units that were asked for; nil where these are all
	values    values
	roles     map[graph.NodeID][]requirement
	on        graph.Day
	keeps     map[graph.NodeID]bool // skills, as far as they were asked about
	at        map[graph.NodeID]int  // of one person: where the standing of a skill is
	decisive  []graph.Decisive      // of one person, beside their standings
	summaries []graph.DeclarationSummary
}

// person appends somebody and their standings, where the filter keeps them. Edges come kind by kind.
func (r *reading) person(staff *Staff, edges []graph.EdgeRef) {
	from := slices.IndexFunc(edges, func(edge graph.EdgeRef) bool { return edge.Kind == declares })
	if from < 0 {
		from = len(edges)
	}
	places, declared := edges[:from], edges[from:]
	if !r.isAt(places, atSite, r.filter.Site) || !r.isAt(places, holdsRole, r.filter.Role) {
		return
	}
	units := r.unitsOf(places)
	if r.below != nil && !slices.ContainsFunc(units, func(unit graph.NodeID) bool { return r.below[unit] }) {
		return
	}
	person, first := Person{Node: edges[0].From}, len(staff.Standings)
	clear(r.at)
	r.decisive = r.decisive[:0]
	for _, unit := range units {
		for _, path := range r.values.names[unit] {
			if person.Unit == "" || !isBelow(person.Unit, staff.Unit) && isBelow(path, staff.Unit) {
				person.Unit = path
			}
		}
	}
	for _, edge := range places {
		if edge.Kind == holdsRole {
			for _, one := range r.roles[edge.To] {
				if standing := r.standing(staff, first, person.Node, one.skill); standing != nil {
					standing.require(one.level)
				}
			}
		}
	}
	r.summaries = r.view.AppendDeclarations(r.summaries[:0], declared)
	for i, edge := range declared {
		r.state(staff, first, edge, r.summaries[i])
	}
	for i := range r.decisive {
		staff.Standings[first+i].decide(r.decisive[i], r.on)
	}
	if r.filter.Direct && person.Unit != staff.Unit {
		staff.Standings = staff.Standings[:first]
		return
	}
	staff.People = append(staff.People, person)
}

// isBelow reports whether a path is that of a unit or of a part of it.
func isBelow(path, unit string) bool {
	return unit == "" || path == unit || strings.HasPrefix(path, unit+"/")
}

// isAt reports whether edges of a kind lead to a place that is called so.
func (r *reading) isAt(places []graph.EdgeRef, kind uint8, wanted string) bool {
	if wanted = strings.TrimSpace(wanted); wanted == "" {
		return true
	}
	return slices.ContainsFunc(places, func(edge graph.EdgeRef) bool {
		return edge.Kind == kind && (string(r.view.Key(edge.To)) == wanted || slices.ContainsFunc(r.values.names[edge.To], func(name string) bool {
			return graph.Slug(name) == graph.Slug(wanted)
		}))
	})
}

// standing returns that of a person to a skill, nil where the filter does not keep the skill.
func (r *reading) standing(staff *Staff, first int, person, skill graph.NodeID) *Standing {
	if at, known := r.at[skill]; known {
		return &staff.Standings[first+at]
	}
	if !r.keepsSkill(skill) {
		return nil
	}
	r.at[skill] = len(r.decisive)
	r.decisive = append(r.decisive, graph.Decisive{})
	staff.Standings = append(staff.Standings, Standing{Person: person, Skill: skill})
	return &staff.Standings[len(staff.Standings)-1]
}

func (r *reading) keepsSkill(node graph.NodeID) bool {
	kept, known := r.keeps[node]
	if !known {
		skill, read := r.values.skills[node]
		kept = node != 0 && read && r.filter.KeepsSkill(skill)
		r.keeps[node] = kept
	}
	return kept
}

// state keeps a statement where it decides.
func (r *reading) state(staff *Staff, first int, edge graph.EdgeRef, summary graph.DeclarationSummary) {
	if r.on != 0 && summary.On > r.on || r.standing(staff, first, edge.From, edge.To) == nil {
		return
	}
	said := graph.Statement{DeclarationSummary: summary, OfInterview: strings.HasPrefix(r.view.Tag(edge), string(graph.KindInterview)+"/")}
	r.decisive[r.at[edge.To]].Note(said)
}

// require notes that a role requires the skill; of several levels the highest.
func (s *Standing) require(level *graph.Level) {
	if level != nil && (s.Required == nil || *level > *s.Required) {
		s.Required = level
	}
	s.Needed = true
}

// decide applies the statements that decide: what an interview requires goes before what a role does.
func (s *Standing) decide(by graph.Decisive, on graph.Day) {
	if by.Required.Required != nil {
		s.Needed, s.Required = true, by.Required.Required
	}
	held := by.Held
	s.On, s.ValidUntil = held.On, held.ValidUntil
	if s.Expired = held.ValidUntil != 0 && held.ValidUntil < on; s.Expired {
		return
	}
	s.Held, s.Possessed = held.Held, held.Holds(on)
}

// compareNames orders names as people read them.
func compareNames(a, b string) int {
	return cmp.Or(cmp.Compare(graph.Slug(a), graph.Slug(b)), cmp.Compare(a, b))
}
