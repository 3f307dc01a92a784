package people

import (
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/organization"
)

// countList is what people have in common, a page of it.
type countList struct {
	TotalCount int
	Entries    []countEntry
}

// countEntry is something that so many people have in common: a field of its type is its node.
type countEntry struct {
	Key    graph.Key `json:"-"`
	People int
}

func organizationArea() resolve.Area {
	counted := func(field string) map[string]resolve.Func {
		return map[string]resolve.Func{field: func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
			return r.Node(p.Source.(countEntry).Key)
		}}
	}
	a := resolve.Area{
		Structs: map[string]any{"SkillCounts": countList{}, "SkillCount": countEntry{}, "CommunityCounts": countList{}, "CommunityCount": countEntry{},
			"SiteCounts": countList{}, "SiteCount": countEntry{}, "UnitCounts": countList{}, "UnitCount": countEntry{}},
		Resolvers: map[string]resolve.Func{
			"Query.unit": findUnit, "Query.units": listOfUnits,
			"Query.site": resolve.NodeByID(graph.KindSite), "Query.sites": listOfSites,
			"Unit.label": ofUnit(func(_ *resolve.Request, _ graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
				path := tree.Units[unit].Path
				return path[strings.LastIndexByte(path, '/')+1:], nil
			}),
			"Unit.depth": ofUnit(func(_ *resolve.Request, _ graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
				return tree.Units[unit].Depth, nil
			}),
			"Unit.within": ofUnit(func(_ *resolve.Request, _ graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
				above := []graph.Fact{}
				for at := tree.Units[unit].Parent; at >= 0; at = tree.Units[at].Parent {
					above = append(above, tree.Units[at].Fact)
				}
				slices.Reverse(above)
				return above, nil
			}),
			"Unit.parts": ofUnit(partsOf), "Unit.people": ofUnit(peopleIn), "Unit.size": ofUnit(sizeOf), "Unit.managers": ofUnit(managersOf),
			"Unit.skills":      countsOf(skillsOf),
			"Unit.communities": countsOf(placesOf(graph.KindMemberOf)),
			"Unit.sites":       countsOf(placesOf(graph.KindAtSite)),
			"Site.people":      resolve.Connect(resolve.List{Direction: graph.Into, Kind: graph.KindAtSite, Compare: byFamilyName}),
			"Site.skills":      countsOf(skillsOf),
			"Site.communities": countsOf(placesOf(graph.KindMemberOf)),
			"Site.units":       countsOf(placesOf(graph.KindInUnit)),
		},
	}
	for name, kind := range map[string]string{"SkillCount": "skill", "CommunityCount": "community", "SiteCount": "site", "UnitCount": "unit"} {
		for field, resolver := range counted(name + "." + kind) {
			a.Resolvers[field] = resolver
		}
	}
	return a
}

// ofUnit adapts a resolver of a unit of the tree.
func ofUnit(resolver func(r *resolve.Request, p graphql.ResolveParams, tree *organization.Tree, unit int) (any, error)) resolve.Func {
	return func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
		tree, err := r.Organization()
		if err != nil {
			return nil, err
		}
		unit := tree.Find(string(p.Source.(graph.Fact).Key))
		if unit < 0 {
			return nil, nil
		}
		return resolver(r, p, tree, unit)
	}
}

func findUnit(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	tree, err := r.Organization()
	if err != nil {
		return nil, err
	}
	id, _ := p.Args["id"].(string)
	if unit := tree.Find(id); unit >= 0 {
		return tree.Units[unit].Fact, nil
	}
	return nil, nil
}

// listOfUnits lists the units of the company, or those within one, down to a depth.
func listOfUnits(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	tree, err := r.Organization()
	if err != nil {
		return nil, err
	}
	within, _ := p.Args["within"].(string)
	levels, _ := p.Args["levels"].(int)
	all, depth := tree.Units, -1
	if within != "" {
		unit := tree.Find(within)
		if unit < 0 {
			all = nil
		} else {
			all, depth = tree.Units[unit+1:tree.Units[unit].End], tree.Units[unit].Depth
		}
	}
	var facts []graph.Fact
	for _, unit := range all {
		if !unit.Left && (levels <= 0 || unit.Depth-depth <= levels) {
			facts = append(facts, unit.Fact)
		}
	}
	return pageOfFacts(r, p, graph.Key(within), "units", facts)
}

// pageOfFacts returns a page of a list that has a name of its own.
func pageOfFacts(r *resolve.Request, p graphql.ResolveParams, of graph.Key, name graph.Kind, facts []graph.Fact) (any, error) {
	page, err := resolve.PageOf(p.Args, resolve.EdgeQuery{Node: of, Direction: graph.Into, Kind: name})
	if err != nil {
		return nil, err
	}
	return page.Cut(facts, r.IDOf), nil
}

func listOfSites(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	var facts []graph.Fact
	_, err := r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
		facts = append(facts, fact)
		return nil
	}, graph.KindSite)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(facts, func(a, b graph.Fact) int {
		return strings.Compare(graph.Slug(graph.As[graph.Site](a).Name)+" "+string(a.Key), graph.Slug(graph.As[graph.Site](b).Name)+" "+string(b.Key))
	})
	return pageOfFacts(r, p, "", "sites", facts)
}

func partsOf(r *resolve.Request, p graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
	var facts []graph.Fact
	for _, part := range tree.Units[unit].Parts {
		if !tree.Units[part].Left {
			facts = append(facts, tree.Units[part].Fact)
		}
	}
	return pageOfFacts(r, p, tree.Units[unit].Fact.Key, "parts", facts)
}

func peopleIn(r *resolve.Request, p graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
	direct, _ := p.Args["direct"].(bool)
	people, err := tree.People(r.Context, unit, direct)
	if err != nil {
		return nil, err
	}
	facts, err := organization.ByName(r.Context, r.View, people)
	if err != nil {
		return nil, err
	}
	return pageOfFacts(r, p, tree.Units[unit].Fact.Key, "people", facts)
}

func sizeOf(r *resolve.Request, _ graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
	people, err := tree.People(r.Context, unit, false)
	return len(people), err
}

func managersOf(r *resolve.Request, _ graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
	managers, err := tree.Managers(r.Context, unit)
	if err != nil {
		return nil, err
	}
	keys := make([]graph.Key, len(managers))
	for i, manager := range managers {
		keys[i] = r.View.Key(manager)
	}
	return r.Nodes(keys)
}

// countsOf resolves a field to a page of what the people of a unit or a site have in common.
func countsOf(count func(r *resolve.Request, people []graph.NodeID) ([]organization.Count, error)) resolve.Func {
	return func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
		people, err := r.PeopleOfPlace(p.Source.(graph.Fact).Key)
		if err != nil {
			return nil, err
		}
		counts, err := count(r, people)
		answer := countList{TotalCount: len(counts), Entries: []countEntry{}}
		for _, one := range resolve.Cut(counts, p.Args) {
			answer.Entries = append(answer.Entries, countEntry{one.Key, one.People})
		}
		return answer, err
	}
}

func skillsOf(r *resolve.Request, people []graph.NodeID) ([]organization.Count, error) {
	return organization.Skills(r.Context, r.View, people, r.Today().Day())
}

func placesOf(kind graph.Kind) func(*resolve.Request, []graph.NodeID) ([]organization.Count, error) {
	return func(r *resolve.Request, people []graph.NodeID) ([]organization.Count, error) {
		return organization.Places(r.Context, r.View, people, kind)
	}
}

func byFamilyName(a, b resolve.Member) int {
	one, other := graph.As[graph.Person](a.Fact), graph.As[graph.Person](b.Fact)
	return strings.Compare(graph.Slug(one.FamilyName)+" "+graph.Slug(one.DisplayName), graph.Slug(other.FamilyName)+" "+graph.Slug(other.DisplayName))
}
