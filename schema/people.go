package schema

import (
	"cmp"
	"fmt"
	"strings"

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
	return r.peopleBy(p.Args["filter"], p.Args)
}

// peopleBy returns those of the people who meet the criteria of an input that the arguments first and skip choose.
func (r *requestState) peopleBy(input any, arguments map[string]any) (any, error) {
	filter, err := r.criteriaOf(input)
	if err != nil {
		return nil, err
	}
	keys, err := criteria.People(r.ctx, r.view, filter, r.today())
	if err != nil {
		return nil, err
	}
	shown := cut(keys, arguments)
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
	out.Validated, out.Demonstrated = fields["validated"] == true, fields["demonstrated"] == true
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
	if name := textOf(fields["unit"]); name != "" {
		if out.Unit, err = r.unitName(name); err != nil {
			return err
		}
	}
	if name := textOf(fields["site"]); name != "" {
		if out.Site, err = r.placeOf(graph.KindSite, name); err != nil {
			return err
		}
	}
	if name := textOf(fields["role"]); name != "" {
		if out.Role, err = r.roleOf(name); err != nil || out.Role == "" {
			return cmp.Or(err, fmt.Errorf("%w: there is no role with the code or label %q", graph.ErrInvalid, name))
		}
	}
	return nil
}

// unitName returns the name of a unit that an id or a name names, also of one that is known by its parts alone.
func (r *requestState) unitName(text string) (name string, err error) {
	_, err = r.view.Scan(r.ctx, graph.Brief, func(fact graph.Fact) error {
		unit := graph.As[graph.Unit](fact).Name
		if string(fact.Key) == text {
			name = unit
		}
		if whole, is := beginning(unit, text); is && name == "" {
			name = whole
		}
		return nil
	}, graph.KindUnit)
	if err == nil && name == "" {
		err = fmt.Errorf("%w: there is no unit %q", graph.ErrInvalid, text)
	}
	return name, err
}

// beginning returns the first parts of the path of a unit where these are those of a text, but for case and accents.
func beginning(unit, text string) (string, bool) {
	parts, wanted := strings.Split(unit, "/"), strings.Split(text, "/")
	if len(wanted) > len(parts) {
		return "", false
	}
	for i, want := range wanted {
		if graph.Slug(parts[i]) != graph.Slug(want) {
			return "", false
		}
	}
	return strings.Join(parts[:len(wanted)], "/"), true
}
