package hr

import (
	"cmp"
	"context"
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/gap"
)

// teamGaps are how the people of a unit, or of the viewer's own team, stand to the skills that are required of them.
type teamGaps struct {
	Unit       graph.Key
	People     int
	Concerned  int
	TotalCount int
	Entries    []skillGap
}

// skillGap is one skill that is required of a team.
type skillGap struct {
	Skill    graph.Key
	Required int
	Met      int
	Below    int
	Unknown  int
	Mean     *float64
	people   []memberGap
}

// memberGap is somebody who is required to hold the skill.
type memberGap struct {
	Person graph.Key
	Gap    personGap
}

// maxMembers is how many people of a skill are listed at a time.
const maxMembers = 500

// unitOf returns the unit that a field is asked for, "" where none is.
func unitOf(p graphql.ResolveParams) string {
	unit, _ := p.Args["unit"].(string)
	return unit
}

// listTeamGaps resolves the gaps of a unit for HR, and those of the viewer's own team for a manager, where the company lets
// managers see them; null for others, and for a unit that does not exist.
func listTeamGaps(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	people, unit, found, err := TeamOf(r.Context, r.View, unitOf(p))
	if err != nil || !found {
		return nil, err
	}
	gaps, err := gap.Read(r.Context, r.View, people, r.Today())
	if err != nil {
		return nil, err
	}
	out := teamGaps{Unit: unit, People: len(people), Entries: []skillGap{}}
	for _, person := range people {
		if len(gaps[person]) > 0 {
			out.Concerned++
		}
	}
	skills := gap.OfTeam(gaps)
	if only := resolve.KeyOf(p.Args["skill"]); only != "" {
		skills = slices.DeleteFunc(skills, func(one gap.Skill) bool { return one.Skill != only })
	}
	out.TotalCount = len(skills)
	for _, one := range resolve.Cut(skills, p.Args) {
		out.Entries = append(out.Entries, newSkillGap(one, gaps))
	}
	return out, nil
}

// TeamOf returns the people of a unit, or without one those who report to the viewer, as far as the viewer may see their gaps; found is
// false where there is no such unit or team.
func TeamOf(ctx context.Context, view *access.View, wanted string) (people []graph.Key, unit graph.Key, found bool, err error) {
	all, team, err := view.SeesGaps(ctx)
	switch {
	case err != nil:
	case wanted != "" && all:
		people, unit, err = peopleOfUnit(ctx, view, wanted)
		found = unit != ""
	case wanted == "" && team:
		var edges []graph.Fact
		edges, err = view.Edges(ctx, []graph.Key{view.Viewer().Person}, graph.Into, graph.KindReportsTo)
		for _, edge := range edges {
			people = append(people, edge.From())
		}
		found = len(people) > 0
	}
	if err == nil {
		people, err = view.GapsOf(ctx, people)
	}
	return people, unit, found, err
}

// peopleOfUnit returns the people of a unit that human resources may choose, in key order, and the unit.
func peopleOfUnit(ctx context.Context, view *access.View, wanted string) (people []graph.Key, unit graph.Key, err error) {
	units, err := view.HRUnits(ctx)
	if err != nil {
		return nil, "", err
	}
	fact, parts := gap.UnitWithParts(units, wanted)
	nodes, err := view.HRPeopleOf(ctx, parts, graph.KindInUnit)
	for _, node := range nodes {
		people = append(people, view.Key(node))
	}
	slices.Sort(people)
	return people, fact.Key, err
}

func newSkillGap(of gap.Skill, gaps map[graph.Key][]gap.Gap) skillGap {
	out := skillGap{Skill: of.Skill, Required: of.Required(), Met: len(of.Met), Below: len(of.Below), Unknown: len(of.Unknown)}
	measured := false
	for _, person := range slices.Concat(of.Below, of.Unknown, of.Met) {
		for _, one := range gaps[person] {
			if one.Skill == of.Skill {
				out.people = append(out.people, memberGap{person, newPersonGap(one)})
				measured = measured || one.Required != nil && one.Held != nil
			}
		}
	}
	if measured {
		out.Mean = &of.Mean
	}
	return out
}

// listMembers resolves the people of a skill. Human resources see them by name.
func listMembers(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	people := resolve.Cut(p.Source.(skillGap).people, p.Args)
	people = people[:min(len(people), maxMembers)]
	for _, member := range people {
		if err := r.NotePerson(member.Person); err != nil {
			return nil, err
		}
		r.Load.NeedFact(member.Person, graph.Brief)
	}
	return people, nil
}

// listUnits resolves the units that the viewer may choose from, by name: those of human resources, none for a manager; null
// for viewers who see nobody else's gaps.
func listUnits(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	all, team, err := r.View.SeesGaps(r.Context)
	if err != nil || !all && !team {
		return nil, err
	}
	units, err := r.View.HRUnits(r.Context)
	met := map[string]bool{}
	units = slices.DeleteFunc(units, func(fact graph.Fact) bool { // several nodes are one unit where a list of units gives them one path
		path := graph.FoldPath(graph.As[graph.Unit](fact).Name)
		again := met[path] && path != ""
		met[path] = true
		return again
	})
	for _, fact := range units {
		r.Load.Keep(fact)
	}
	slices.SortFunc(units, func(a, b graph.Fact) int {
		return cmp.Or(cmp.Compare(graph.As[graph.Unit](a).Name, graph.As[graph.Unit](b).Name), cmp.Compare(a.Key, b.Key))
	})
	return append([]graph.Fact{}, units...), err
}
