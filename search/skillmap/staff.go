// Package skillmap says which skills the people of a company hold and lack, by unit: for human resources, of the people of
// their perimeter. [Read] reads these and their skills through a view, by node id and in a fixed number of reads; [Of] counts,
// and reads nothing. How a person stands to a skill is as in package gap, which reads a few people by their facts:
// a test compares the two.
package skillmap

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Read reads the people of the viewer's perimeter, and how they stand to the skills, as far as a filter keeps
// them. Posts are those of today, whatever the day; units are those of the day, as far as it is known who left which.
func Read(ctx context.Context, view *access.View, filter Filter) (Staff, error) {
	staff := Staff{Unit: strings.TrimSpace(filter.Unit)}
	found, err := staff.selection(ctx, view, filter)
	if err == nil && filter.Past {
		var later map[graph.NodeID]bool
		later, err = hiredAfter(ctx, view, found.people, filter.On)
		found.people = slices.DeleteFunc(found.people, func(person graph.NodeID) bool { return later[person] })
	}
	if err != nil {
		return Staff{}, fmt.Errorf("read whose skills are mapped: %w", err)
	}
	err = staff.read(ctx, view, filter, found)
	return staff, err
}

// ReadTeam reads people whose standings the viewer may see otherwise than as human resources, such as those who report to them.
func ReadTeam(ctx context.Context, view *access.View, filter Filter, people []graph.NodeID) (Staff, error) {
	staff := Staff{}
	err := staff.read(ctx, view, filter, selection{people: people, on: filter.UnitsOn})
	return staff, err
}

func (s *Staff) read(ctx context.Context, view *access.View, filter Filter, from selection) error {
	edges, err := view.AppendEdges(ctx, nil, from.people, graph.Out, kinds()...)
	if err != nil {
		return fmt.Errorf("read the skills of %d people: %w", len(from.people), err)
	}
	values, err := readValues(ctx, view, edges, from.on)
	if err != nil {
		return err
	}
	roles, err := readRequirements(ctx, view, edges, values.skills)
	if err != nil {
		return err
	}
	s.Skills = values.skills
	s.Sites, s.Roles, s.Types = values.ofKind(edges, atSite), values.ofKind(edges, holdsRole), values.types()
	r := reading{view: view, filter: filter, below: from.below, values: values, roles: roles, on: filter.On.Day(), keeps: map[graph.NodeID]bool{}, at: map[graph.NodeID]int{}}
	s.People = make([]Person, 0, len(from.people))
	s.Standings = make([]Standing, 0, len(edges)) // most are statements of skills
	for start := 0; start < len(edges); {
		end := start + 1
		for end < len(edges) && edges[end].From == edges[start].From {
			end++
		}
		r.person(s, edges[start:end])
		start = end
	}
	return nil
}

// The indexes of kinds.
const (
	inUnit = iota
	wasInUnit
	atSite
	holdsRole
	declares
)

func kinds() []graph.Kind {
	return []graph.Kind{graph.KindInUnit, graph.KindWasInUnit, graph.KindAtSite, graph.KindHoldsRole, graph.KindDeclares}
}

// values are those of the nodes that edges lead to.
type values struct {
	names  map[graph.NodeID][]string // of units, sites and roles
	skills map[graph.NodeID]graph.Skill
}

func readValues(ctx context.Context, view *access.View, edges []graph.EdgeRef, on graph.Date) (values, error) {
	met := map[graph.NodeID]bool{}
	var nodes []graph.NodeID
	for i := range edges {
		if to := edges[i].To; !met[to] {
			met[to] = true
			nodes = append(nodes, to)
		}
	}
	read, err := view.NodeValues(ctx, nodes)
	found := values{names: map[graph.NodeID][]string{}, skills: map[graph.NodeID]graph.Skill{}}
	for i, value := range read {
		switch value := value.(type) {
		case graph.Skill:
			found.skills[nodes[i]] = value
		case graph.Unit:
			found.names[nodes[i]] = []string{value.PathOn(on)}
		case graph.Site:
			found.names[nodes[i]] = []string{value.Name}
		case graph.Role:
			for _, label := range value.PrefLabel {
				found.names[nodes[i]] = append(found.names[nodes[i]], label.Text())
			}
		}
	}
	return found, err
}

// ofKind returns the names of what edges of a kind lead to, in order.
func (v values) ofKind(edges []graph.EdgeRef, kind uint8) []string {
	found := map[string]bool{}
	for i := range edges {
		if names := v.names[edges[i].To]; edges[i].Kind == kind && len(names) > 0 {
			found[names[0]] = true
		}
	}
	return slices.SortedFunc(maps.Keys(found), compareNames)
}

func (v values) types() []string {
	found := map[string]bool{}
	for _, skill := range v.skills {
		if skill.Type != "" {
			found[skill.Type] = true
		}
	}
	return slices.SortedFunc(maps.Keys(found), compareNames)
}

// requirement is a skill that a role requires, at a level or without one.
type requirement struct {
	skill graph.NodeID
	level *graph.Level
}

// readRequirements returns what the roles of people require, and adds the skills that nobody holds.
func readRequirements(ctx context.Context, view *access.View, edges []graph.EdgeRef, known map[graph.NodeID]graph.Skill) (map[graph.NodeID][]requirement, error) {
	roles, required := map[graph.Key]graph.NodeID{}, map[graph.NodeID][]requirement{}
	for i := range edges {
		if edges[i].Kind == holdsRole {
			if _, met := required[edges[i].To]; !met {
				required[edges[i].To] = nil
				roles[view.Key(edges[i].To)] = edges[i].To
			}
		}
	}
	if len(roles) == 0 {
		return nil, nil
	}
	keys := make([]graph.Key, 0, len(roles))
	for key := range roles {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	facts, err := view.Edges(ctx, keys, graph.Out, graph.KindRequires)
	if err != nil {
		return nil, fmt.Errorf("read what %d roles require: %w", len(keys), err)
	}
	skills := make([]graph.Key, len(facts))
	for i, fact := range facts {
		skills[i] = fact.To()
	}
	nodes, err := view.NodeIDs(ctx, skills...)
	if err != nil {
		return nil, err
	}
	read, err := view.NodeValues(ctx, nodes)
	if err != nil {
		return nil, err
	}
	for i, fact := range facts {
		known[nodes[i]], _ = read[i].(graph.Skill)
		role := roles[fact.From()]
		required[role] = append(required[role], requirement{nodes[i], graph.As[graph.Requires](fact).Level})
	}
	return required, nil
}
