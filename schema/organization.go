package schema

import (
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
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

func organizationArea() area {
	counted := func(field string) map[string]resolver {
		return map[string]resolver{field: func(r *requestState, p graphql.ResolveParams) (any, error) {
			return r.node(p.Source.(countEntry).Key)
		}}
	}
	a := area{
		structs: map[string]any{"SkillCounts": countList{}, "SkillCount": countEntry{}, "CommunityCounts": countList{}, "CommunityCount": countEntry{},
			"SiteCounts": countList{}, "SiteCount": countEntry{}, "UnitCounts": countList{}, "UnitCount": countEntry{}},
		resolvers: map[string]resolver{
			"Query.unit": findUnit, "Query.units": listOfUnits,
			"Query.site": nodeByID(graph.KindSite), "Query.sites": listOfSites,
			"Unit.label": ofUnit(func(_ *requestState, _ graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
				path := tree.Units[unit].Path
				return path[strings.LastIndexByte(path, '/')+1:], nil
			}),
			"Unit.depth": ofUnit(func(_ *requestState, _ graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
				return tree.Units[unit].Depth, nil
			}),
			"Unit.within": ofUnit(func(_ *requestState, _ graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
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
			"Site.people":      connect(list{direction: graph.Into, kind: graph.KindAtSite, compare: byFamilyName}),
			"Site.skills":      countsOf(skillsOf),
			"Site.communities": countsOf(placesOf(graph.KindMemberOf)),
			"Site.units":       countsOf(placesOf(graph.KindInUnit)),
		},
	}
	for name, kind := range map[string]string{"SkillCount": "skill", "CommunityCount": "community", "SiteCount": "site", "UnitCount": "unit"} {
		for field, resolve := range counted(name + "." + kind) {
			a.resolvers[field] = resolve
		}
	}
	return a
}

// organization returns the units that the viewer sees, which are read once a request.
func (r *requestState) organization() (*organization.Tree, error) {
	if r.tree == nil {
		tree, err := organization.Read(r.ctx, r.view)
		if err != nil {
			return nil, err
		}
		r.tree = tree
	}
	return r.tree, nil
}

// ofUnit adapts a resolver of a unit of the tree.
func ofUnit(resolve func(r *requestState, p graphql.ResolveParams, tree *organization.Tree, unit int) (any, error)) resolver {
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		tree, err := r.organization()
		if err != nil {
			return nil, err
		}
		unit := tree.Find(string(p.Source.(graph.Fact).Key))
		if unit < 0 {
			return nil, nil
		}
		return resolve(r, p, tree, unit)
	}
}

func findUnit(r *requestState, p graphql.ResolveParams) (any, error) {
	tree, err := r.organization()
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
func listOfUnits(r *requestState, p graphql.ResolveParams) (any, error) {
	tree, err := r.organization()
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
		if levels <= 0 || unit.Depth-depth <= levels {
			facts = append(facts, unit.Fact)
		}
	}
	return r.pageOfFacts(p, graph.Key(within), "units", facts)
}

// pageOfFacts returns a page of a list that has a name of its own.
func (r *requestState) pageOfFacts(p graphql.ResolveParams, of graph.Key, name graph.Kind, facts []graph.Fact) (any, error) {
	page, err := pageOf(p.Args, edgeQuery{of, graph.Into, name})
	if err != nil {
		return nil, err
	}
	return page.cut(facts, r.idOf), nil
}

func listOfSites(r *requestState, p graphql.ResolveParams) (any, error) {
	var facts []graph.Fact
	_, err := r.view.Scan(r.ctx, graph.Brief, func(fact graph.Fact) error {
		facts = append(facts, fact)
		return nil
	}, graph.KindSite)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(facts, func(a, b graph.Fact) int {
		return strings.Compare(graph.Slug(graph.As[graph.Site](a).Name)+" "+string(a.Key), graph.Slug(graph.As[graph.Site](b).Name)+" "+string(b.Key))
	})
	return r.pageOfFacts(p, "", "sites", facts)
}

func partsOf(r *requestState, p graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
	var facts []graph.Fact
	for _, part := range tree.Units[unit].Parts {
		facts = append(facts, tree.Units[part].Fact)
	}
	return r.pageOfFacts(p, tree.Units[unit].Fact.Key, "parts", facts)
}

func peopleIn(r *requestState, p graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
	direct, _ := p.Args["direct"].(bool)
	people, err := tree.People(r.ctx, unit, direct)
	if err != nil {
		return nil, err
	}
	facts, err := organization.ByName(r.ctx, r.view, people)
	if err != nil {
		return nil, err
	}
	return r.pageOfFacts(p, tree.Units[unit].Fact.Key, "people", facts)
}

func sizeOf(r *requestState, _ graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
	people, err := tree.People(r.ctx, unit, false)
	return len(people), err
}

func managersOf(r *requestState, _ graphql.ResolveParams, tree *organization.Tree, unit int) (any, error) {
	managers, err := tree.Managers(r.ctx, unit)
	if err != nil {
		return nil, err
	}
	keys := make([]graph.Key, len(managers))
	for i, manager := range managers {
		keys[i] = r.view.Key(manager)
	}
	return r.nodes(keys)
}

// countsOf resolves a field to a page of what the people of a unit or a site have in common.
func countsOf(count func(r *requestState, people []graph.NodeID) ([]organization.Count, error)) resolver {
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		people, err := r.peopleOfPlace(p.Source.(graph.Fact).Key)
		if err != nil {
			return nil, err
		}
		counts, err := count(r, people)
		answer := countList{TotalCount: len(counts), Entries: []countEntry{}}
		for _, one := range cut(counts, p.Args) {
			answer.Entries = append(answer.Entries, countEntry{one.Key, one.People})
		}
		return answer, err
	}
}

// peopleOfPlace returns the people of a unit, its parts included, or of a site.
func (r *requestState) peopleOfPlace(place graph.Key) ([]graph.NodeID, error) {
	if place.Kind() == graph.KindUnit {
		tree, err := r.organization()
		if err != nil {
			return nil, err
		}
		unit := tree.Find(string(place))
		if unit < 0 {
			return nil, nil
		}
		return tree.People(r.ctx, unit, false)
	}
	nodes, err := r.view.NodeIDs(r.ctx, place)
	if err != nil {
		return nil, err
	}
	edges, err := r.view.AppendEdges(r.ctx, nil, nodes, graph.Into, graph.KindAtSite)
	people := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		people[i] = edge.From
	}
	return people, err
}

func skillsOf(r *requestState, people []graph.NodeID) ([]organization.Count, error) {
	return organization.Skills(r.ctx, r.view, people, r.today().Day())
}

func placesOf(kind graph.Kind) func(*requestState, []graph.NodeID) ([]organization.Count, error) {
	return func(r *requestState, people []graph.NodeID) ([]organization.Count, error) {
		return organization.Places(r.ctx, r.view, people, kind)
	}
}

func byFamilyName(a, b member) int {
	one, other := graph.As[graph.Person](a.fact), graph.As[graph.Person](b.fact)
	return strings.Compare(graph.Slug(one.FamilyName)+" "+graph.Slug(one.DisplayName), graph.Slug(other.FamilyName)+" "+graph.Slug(other.DisplayName))
}
