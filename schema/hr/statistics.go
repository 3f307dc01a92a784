package hr

import (
	"cmp"
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/resolve"
)

// statistics are numbers of people that tell of nobody, see [access.View.Count].
type statistics struct {
	People     int
	Published  any // null where it is not told
	TotalCount int
	Skills     []skillStatistic
}

type skillStatistic struct {
	Skill graph.Key
	Count any // null where it is not told
}

type unitStatistic struct {
	Unit   string
	People int
	Count  any // null where it is not told
}

func statisticsArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Statistics": statistics{}, "SkillStatistic": skillStatistic{}, "UnitStatistic": unitStatistic{}, "SkillByUnit": skillByUnit{}},
		Resolvers: map[string]resolve.Func{
			"Query.statistics":  statisticsOfCompany,
			"Query.skillByUnit": statisticsOfSkill,
			"SkillStatistic.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(skillStatistic).Skill)
			},
			"SkillByUnit.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(skillByUnit).Skill)
			},
		},
	}
}

// toldOf returns a number of people, null where it is not told.
func toldOf(tally access.Tally) any {
	if !tally.Told {
		return nil
	}
	return tally.Count
}

// statisticsOfCompany lists the skills that the viewer knows, by their labels: never by how many hold them, which would
// order what is not told.
func statisticsOfCompany(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	type named struct {
		key  graph.Key
		name string
	}
	var skills []named
	_, err := r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
		skills = append(skills, named{fact.Key, graph.Slug(graph.As[graph.Skill](fact).PrefLabel)})
		return nil
	}, graph.KindSkill)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(skills, func(a, b named) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.key, b.key)) })
	from, to := resolve.Skipped(p.Args, len(skills))
	keys := make([]graph.Key, 0, to-from)
	for _, one := range skills[from:to] {
		keys = append(keys, one.key)
	}
	counts, err := r.View.Count(r.Context, r.Today().Day(), keys...)
	answer := statistics{TotalCount: len(skills), Skills: []skillStatistic{}}
	if err != nil || len(counts.Units) == 0 {
		return answer, err
	}
	answer.People, answer.Published = counts.People[0], toldOf(counts.Published[0])
	for i, key := range keys {
		answer.Skills = append(answer.Skills, skillStatistic{key, toldOf(counts.Skills[i][0])})
	}
	return answer, nil
}

// skillByUnit is how many people of each unit hold a skill, a page of the units.
type skillByUnit struct {
	Skill      graph.Key
	TotalCount int
	Units      []unitStatistic
}

func statisticsOfSkill(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	id, _ := p.Args["skill"].(string)
	key := graph.Key(id)
	if key.Kind() != graph.KindSkill || key.Check() != nil {
		return nil, nil
	}
	_, known, err := r.Load.Fact(r.Context, key, graph.Brief)
	if !known {
		return nil, err
	}
	counts, err := r.View.Count(r.Context, r.Today().Day(), key)
	answer := skillByUnit{Skill: key, TotalCount: len(counts.Units), Units: []unitStatistic{}}
	from, to := resolve.Skipped(p.Args, len(counts.Units))
	for i := from; i < to; i++ {
		answer.Units = append(answer.Units, unitStatistic{counts.Units[i], counts.People[i], toldOf(counts.Skills[0][i])})
	}
	return answer, err
}
