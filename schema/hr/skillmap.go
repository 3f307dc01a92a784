package hr

import (
	"fmt"
	"math"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/skillmap"
)

// skillMapAnswer is a map of skills, a page of its rows.
type skillMapAnswer struct {
	AsOf       graph.Date
	Unit       string
	People     int
	ByDomain   bool
	Columns    []skillMapColumn
	TotalCount int
	Rows       []skillMapRow
	All        skillMapRow
	Sites      []string
	Roles      []string
	Types      []string
}

type skillMapColumn struct {
	Name  string
	Skill graph.Key
}

// skillMapRow holds the cells of a unit, a list for each number, by column.
type skillMapRow struct {
	Unit     string
	Parts    bool
	Direct   bool
	People   int
	Holders  []int
	Needed   []int
	Met      []int
	Coverage []any
	Mean     []any
}

// skillHoldersAnswer is who stands how to skills, a page of them.
type skillHoldersAnswer struct {
	TotalCount int
	Unit       string
	Entries    []skillHolder
}

type skillHolder struct {
	Person     graph.Key
	Skill      graph.Key
	Unit       string
	State      string
	Held       *graph.Level
	Required   *graph.Level
	Possessed  bool
	On         graph.Date
	ValidUntil graph.Date
}

func humanResourcesArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"SkillMap": skillMapAnswer{}, "SkillMapColumn": skillMapColumn{}, "SkillMapRow": skillMapRow{},
			"SkillHolders": skillHoldersAnswer{}, "SkillHolder": skillHolder{}, "MarkCriticalPayload": resolve.Payload{}},
		Resolvers: map[string]resolve.Func{
			"Query.skillMap":     skillMap,
			"Query.skillHolders": skillHolders,
			"SkillMapColumn.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(skillMapColumn).Skill)
			},
			"SkillHolder.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.ShownPerson(p.Source.(skillHolder).Person)
			},
			"SkillHolder.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(skillHolder).Skill)
			},
			"Mutation.markCritical": resolve.Mutation(markCritical),
		},
	}
}

// MapFilter reads the arguments that choose people and skills, or the variables of a query that gives them. They are as of
// today where no day is given.
func MapFilter(arguments map[string]any, today graph.Date) skillmap.Filter {
	text := func(name string) string { given, _ := arguments[name].(string); return given }
	filter := skillmap.Filter{Unit: text("unit"), Site: text("site"), Role: text("role"), Type: text("type"), Domain: text("domain"), On: today}
	_, filter.InDomain = arguments["domain"].(string)
	filter.Direct, _ = arguments["direct"].(bool)
	filter.Critical, _ = arguments["critical"].(bool)
	if day := dayOf(arguments["asOf"]); day != "" {
		filter.On = day
	}
	filter.UnitsOn, filter.Past = dayOf(arguments["unitsAsOf"]), filter.On < today
	return filter
}

// dayOf reads a day of an argument, or of a variable; "" where there is none.
func dayOf(given any) graph.Date {
	switch day := given.(type) {
	case graph.Date:
		return day
	case string: // of variables
		return graph.Date(day)
	}
	return ""
}

// readStaff reads the people that a filter keeps; false for viewers who are not human resources.
func readStaff(r *resolve.Request, filter skillmap.Filter) (skillmap.Staff, bool, error) {
	if !r.View.SeesSkillMap() {
		return skillmap.Staff{}, false, nil
	}
	staff, err := skillmap.Read(r.Context, r.View, filter)
	return staff, err == nil, err
}

func skillMap(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	filter := MapFilter(p.Args, r.Today())
	staff, may, err := readStaff(r, filter)
	if !may {
		return nil, err
	}
	bySkill, _ := p.Args["skills"].(bool)
	m := skillmap.Of(staff, !bySkill && !filter.InDomain)
	answer := skillMapAnswer{AsOf: filter.On, Unit: staff.Unit, People: len(staff.People), ByDomain: m.Domains, TotalCount: len(m.Rows), Columns: []skillMapColumn{}, Rows: []skillMapRow{},
		Sites: staff.Sites, Roles: staff.Roles, Types: staff.Types}
	for _, column := range m.Columns {
		shown := skillMapColumn{Name: column.Name}
		if column.Skill != 0 {
			shown.Skill = r.View.Key(column.Skill)
		}
		answer.Columns = append(answer.Columns, shown)
	}
	for _, row := range resolve.Cut(m.Rows, p.Args) {
		answer.Rows = append(answer.Rows, newSkillMapRow(row, row.Unit == staff.Unit))
	}
	answer.All = newSkillMapRow(m.All, false)
	return answer, nil
}

func newSkillMapRow(row skillmap.Row, direct bool) skillMapRow {
	shown := skillMapRow{Unit: row.Unit, Parts: row.Parts, Direct: direct, People: row.People, Holders: []int{}, Needed: []int{}, Met: []int{}, Coverage: []any{}, Mean: []any{}}
	for _, cell := range row.Cells {
		shown.Holders, shown.Needed, shown.Met = append(shown.Holders, cell.Holders), append(shown.Needed, cell.Needed), append(shown.Met, cell.Met)
		shown.Coverage, shown.Mean = append(shown.Coverage, orNull(cell.Coverage())), append(shown.Mean, orNull(cell.Mean()))
	}
	return shown
}

// orNull returns a number, rounded to three digits, or null.
func orNull(number float64, known bool) any {
	if !known {
		return nil
	}
	return math.Round(number*1000) / 1000
}

func skillHolders(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	staff, may, err := readStaff(r, MapFilter(p.Args, r.Today()))
	if !may {
		return nil, err
	}
	skill, _ := p.Args["skill"].(string)
	choice := skillmap.Choice{Skill: graph.Key(skill)}
	choice.Short, _ = p.Args["short"].(bool)
	if until, given := p.Args["endsBy"].(graph.Date); given {
		choice.Until = until.Day()
	}
	entries, err := skillmap.List(r.Context, r.View, staff, choice)
	if err != nil {
		return nil, err
	}
	answer := skillHoldersAnswer{TotalCount: len(entries), Unit: staff.Unit, Entries: []skillHolder{}}
	for _, one := range resolve.Cut(entries, p.Args) {
		if err := r.NotePerson(one.PersonKey); err != nil {
			return nil, err
		}
		answer.Entries = append(answer.Entries, skillHolder{Person: one.PersonKey, Skill: one.SkillKey, Unit: one.Unit, State: string(one.State()),
			Held: one.Held, Required: one.Required, Possessed: one.Possessed, On: one.On.Date(), ValidUntil: one.ValidUntil.Date()})
	}
	return answer, nil
}

func markCritical(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	key := resolve.KeyOf(input["skill"])
	err := r.View.MarkCritical(r.Context, key, input["critical"] == true)
	r.Load.Forget()
	if err != nil {
		return resolve.Payload{}, err
	}
	skill, ok, err := r.Load.Fact(r.Context, key, graph.Brief)
	if err == nil && !ok {
		err = fmt.Errorf("%w: %q", graph.ErrNotFound, key)
	}
	return resolve.Payload{Skill: skill}, err
}
