package schema

import (
	"cmp"
	"fmt"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/criteria"
)

func peopleArea() area {
	return area{
		structs:   map[string]any{"PeopleFound": peopleFound{}},
		resolvers: map[string]resolver{"Query.people": findPeople},
	}
}

// peopleFound are some of the people who meet criteria.
type peopleFound struct {
	TotalCount int
	Entries    []graph.Fact
}

// findPeople finds people by criteria, for those who see matches; null for others.
func findPeople(r *requestState, p graphql.ResolveParams) (any, error) {
	if !r.view.SeesMatches() {
		return nil, nil
	}
	filter, err := r.criteriaOf(p.Args["filter"])
	if err != nil {
		return nil, err
	}
	keys, err := criteria.People(r.ctx, r.view, filter, r.today())
	if err != nil {
		return nil, err
	}
	shown := cut(keys, p.Args)
	for _, key := range shown {
		r.load.needFact(key, graph.Brief)
		if err := r.notePerson(key); err != nil {
			return nil, err
		}
	}
	out := peopleFound{TotalCount: len(keys), Entries: []graph.Fact{}}
	for _, key := range shown {
		if fact, ok, err := r.load.fact(r.ctx, key, graph.Brief); err != nil {
			return nil, err
		} else if ok {
			out.Entries = append(out.Entries, fact)
		}
	}
	return out, nil
}

// criteriaOf reads criteria; what they name must be something that the viewer sees.
func (r *requestState) criteriaOf(input any) (out criteria.Criteria, err error) {
	fields, _ := input.(map[string]any)
	for name, into := range map[string]*[]criteria.Criteria{"and": &out.And, "or": &out.Or} {
		list, _ := fields[name].([]any)
		for _, each := range list {
			one, err := r.criteriaOf(each)
			if err != nil {
				return out, err
			}
			*into = append(*into, one)
		}
	}
	if fields["not"] != nil {
		not, err := r.criteriaOf(fields["not"])
		if err != nil {
			return out, err
		}
		out.Not = &not
	}
	out.Level, _ = fields["level"].(float64)
	out.Validated = fields["validated"] == true
	out.Since, _ = fields["since"].(graph.Date)
	out.Language, out.Willing = textOf(fields["language"]), textOf(fields["willing"])
	err = r.nameCriteria(&out, fields)
	return out, err
}

// nameCriteria finds what criteria name: a skill, a unit, a site, a role.
func (r *requestState) nameCriteria(out *criteria.Criteria, fields map[string]any) (err error) {
	if name := textOf(fields["skill"]); name != "" {
		skill, exists, err := r.skillOf(name)
		if err != nil || !exists {
			return cmp.Or(err, fmt.Errorf("%w: there is no skill %q", graph.ErrInvalid, name))
		}
		out.Skill = skill.Key
	}
	for kind, into := range map[graph.Kind]*graph.Key{graph.KindUnit: &out.Unit, graph.KindSite: &out.Site} {
		if name := textOf(fields[string(kind)]); name != "" {
			if *into, err = r.placeOf(kind, name); err != nil {
				return err
			}
		}
	}
	if name := textOf(fields["role"]); name != "" {
		if out.Role, err = r.roleOf(name); err != nil || out.Role == "" {
			return cmp.Or(err, fmt.Errorf("%w: there is no role with the code or label %q", graph.ErrInvalid, name))
		}
	}
	return nil
}
