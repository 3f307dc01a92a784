package hr

import (
	"cmp"
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/gap"
	"github.com/sachant/sachant/search/polyvalence"
	"github.com/sachant/sachant/search/skillmap"
)

// polyvalenceMatrix is a team, a page of its people.
type polyvalenceMatrix struct {
	Unit       graph.Key
	Cells      int
	Held       int
	Columns    []matrixColumn
	TotalCount int
	Rows       []matrixRow
}

type matrixColumn struct {
	Skill   graph.Key
	Needed  int
	Holders int
}

type matrixRow struct {
	Person graph.Key
	Held   int
	Cells  []matrixCell
}

// matrixCell is how somebody stands to a skill; State is "" where nothing is known or required.
type matrixCell struct {
	State     string
	Held      *graph.Level
	Possessed bool
	Required  *graph.Level
}

// roleProfile is a role that requires skills.
type roleProfile struct {
	Key  graph.Key
	role graph.Role
}

// roleComparison is how a person stands to a role; Role is nil for what their own post or interview requires.
type roleComparison struct {
	Person graph.Key
	Role   any
	Gaps   []personGap
}

func polyvalenceArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Polyvalence": polyvalenceMatrix{}, "PolyvalenceColumn": matrixColumn{}, "PolyvalenceRow": matrixRow{}, "PolyvalenceCell": matrixCell{}, "RoleProfile": roleProfile{}, "RoleComparison": roleComparison{}},
		Resolvers: map[string]resolve.Func{
			"Query.polyvalence": polyvalenceOf,
			"Polyvalence.unit": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(polyvalenceMatrix).Unit)
			},
			"PolyvalenceColumn.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(matrixColumn).Skill)
			},
			"PolyvalenceRow.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.ShownPerson(p.Source.(matrixRow).Person)
			},
			"Query.roleProfiles": listRoleProfiles,
			"RoleProfile.label": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return graph.InLanguage(p.Source.(roleProfile).role.PrefLabel, strings.ToLower(resolve.LanguageOf(p))), nil
			},
			"Query.roleComparison": compareToRole,
			"RoleComparison.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.ShownPerson(p.Source.(roleComparison).Person)
			},
		},
	}
}

// polyvalenceOf resolves the matrix of a unit for human resources, and that of the viewer's own team for a manager, where the
// company lets managers see gaps; null for others.
func polyvalenceOf(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	people, unit, found, err := TeamOf(r.Context, r.View, unitOf(p))
	if err != nil || !found {
		return nil, err
	}
	nodes, err := r.View.NodeIDs(r.Context, people...)
	if err != nil {
		return nil, err
	}
	nodes = slices.DeleteFunc(nodes, func(node graph.NodeID) bool { return node == 0 })
	filter := MapFilter(p.Args, r.Today())
	filter.Unit, filter.Direct = "", false
	staff, err := skillmap.ReadTeam(r.Context, r.View, filter, nodes)
	if err != nil {
		return nil, err
	}
	m := polyvalence.Of(staff)
	if err := m.Name(r.Context, r.View); err != nil {
		return nil, err
	}
	answer := polyvalenceMatrix{Unit: unit, Cells: m.Cells, Held: m.Held, TotalCount: len(m.Rows), Columns: []matrixColumn{}, Rows: []matrixRow{}}
	for _, column := range m.Columns {
		answer.Columns = append(answer.Columns, matrixColumn{r.View.Key(column.Skill), column.Needed, column.Holders})
	}
	for _, row := range resolve.Cut(m.Rows, p.Args) {
		answer.Rows = append(answer.Rows, newMatrixRow(row))
	}
	return answer, nil
}

func newMatrixRow(of polyvalence.Row) matrixRow {
	row := matrixRow{Person: of.Fact.Key, Held: of.Held, Cells: make([]matrixCell, len(of.Standings))}
	for i, standing := range of.Standings {
		if standing != nil {
			row.Cells[i] = matrixCell{string(standing.State()), standing.Held, standing.Possessed, standing.Required}
		}
	}
	return row
}

// compareToRole resolves how a person stands to what a role requires, which need not be theirs.
func compareToRole(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	person, role := resolve.KeyOf(p.Args["person"]), resolve.KeyOf(p.Args["role"])
	if person.Kind() != graph.KindPerson || person.Check() != nil {
		return nil, nil
	}
	if sees, err := r.View.SeesGapsOf(r.Context, person); !sees || err != nil {
		return nil, err
	}
	if _, known, err := r.Load.Fact(r.Context, person, graph.Brief); !known {
		return nil, err
	}
	out := roleComparison{Person: person, Gaps: []personGap{}}
	var gaps []gap.Gap
	var err error
	if role.Kind() == graph.KindRole && role.Check() == nil {
		gaps, err = gapsToRole(r, person, role)
		fact, _, failed := r.Load.Fact(r.Context, role, graph.Brief)
		out.Role, err = roleProfile{role, graph.As[graph.Role](fact)}, cmp.Or(err, failed)
	} else {
		gaps, err = gapsToOwnPost(r, person)
	}
	for _, one := range gaps {
		out.Gaps = append(out.Gaps, newPersonGap(one))
	}
	return out, cmp.Or(err, r.NotePerson(person))
}

func gapsToOwnPost(r *resolve.Request, person graph.Key) ([]gap.Gap, error) {
	gaps, err := gap.Read(r.Context, r.View, []graph.Key{person}, r.Today())
	return gaps[person], err
}

func gapsToRole(r *resolve.Request, person, role graph.Key) ([]gap.Gap, error) {
	declarations, err := r.View.Edges(r.Context, []graph.Key{person}, graph.Out, graph.KindDeclares)
	if err != nil {
		return nil, err
	}
	requirements, err := r.View.Edges(r.Context, []graph.Key{role}, graph.Out, graph.KindRequires)
	return gap.ToRole(declarations, requirements, r.Today()), err
}

// listRoleProfiles lists the roles that require skills, by their labels.
func listRoleProfiles(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	required := map[graph.Key]bool{}
	_, err := r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
		required[fact.From()] = true
		return nil
	}, graph.KindRequires)
	if err != nil {
		return nil, err
	}
	keys := make([]graph.Key, 0, len(required))
	for key := range required {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	facts, err := r.View.Facts(r.Context, graph.Brief, keys...)
	profiles := []roleProfile{}
	for _, fact := range facts {
		profiles = append(profiles, roleProfile{fact.Key, graph.As[graph.Role](fact)})
	}
	slices.SortFunc(profiles, func(a, b roleProfile) int {
		name := func(one roleProfile) string { return graph.Slug(graph.InLanguage(one.role.PrefLabel, "fr")) }
		return cmp.Or(cmp.Compare(name(a), name(b)), cmp.Compare(a.Key, b.Key))
	})
	return profiles, err
}
