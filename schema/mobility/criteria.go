package mobility

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/criteria"
)

func peopleArea() resolve.Area {
	return resolve.Area{
		Structs:   map[string]any{"PeopleFound": peopleFound{}},
		Resolvers: map[string]resolve.Func{"Query.people": findPeople},
	}
}

// peopleFound are some of the people who meet criteria.
type peopleFound struct {
	TotalCount int
	Entries    []graph.Fact
}

// findPeople finds people by criteria, for those who see matches; null for others.
func findPeople(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if !r.View.SeesMatches() {
		return nil, nil
	}
	return peopleBy(r, p.Args["filter"], p.Args)
}

// peopleBy returns those of the people who meet the criteria of an input that the arguments first and skip choose.
func peopleBy(r *resolve.Request, input any, arguments map[string]any) (any, error) {
	filter, err := criteriaOf(r, input)
	if err != nil {
		return nil, err
	}
	keys, err := criteria.People(r.Context, r.View, filter, r.Today())
	if err != nil {
		return nil, err
	}
	shown := resolve.Cut(keys, arguments)
	for _, key := range shown {
		r.Load.NeedFact(key, graph.Brief)
		if err := r.NotePerson(key); err != nil {
			return nil, err
		}
	}
	out := peopleFound{TotalCount: len(keys), Entries: []graph.Fact{}}
	for _, key := range shown {
		if fact, ok, err := r.Load.Fact(r.Context, key, graph.Brief); err != nil {
			return nil, err
		} else if ok {
			out.Entries = append(out.Entries, fact)
		}
	}
	return out, nil
}

// criteriaOf reads criteria; what they name must be something that the viewer sees.
func criteriaOf(r *resolve.Request, input any) (out criteria.Criteria, err error) {
	fields, _ := input.(map[string]any)
	for name, into := range map[string]*[]criteria.Criteria{"and": &out.And, "or": &out.Or} {
		list, _ := fields[name].([]any)
		for _, each := range list {
			one, err := criteriaOf(r, each)
			if err != nil {
				return out, err
			}
			*into = append(*into, one)
		}
	}
	if fields["not"] != nil {
		not, err := criteriaOf(r, fields["not"])
		if err != nil {
			return out, err
		}
		out.Not = &not
	}
	out.Level, _ = fields["level"].(float64)
	out.Validated, out.Demonstrated = fields["validated"] == true, fields["demonstrated"] == true
	out.Since, _ = fields["since"].(graph.Date)
	out.Language, out.Willing = resolve.TextOf(fields["language"]), resolve.TextOf(fields["willing"])
	err = nameCriteria(r, &out, fields)
	return out, err
}

// nameCriteria finds what criteria name: a skill, a unit, a site, a role.
func nameCriteria(r *resolve.Request, out *criteria.Criteria, fields map[string]any) (err error) {
	if name := resolve.TextOf(fields["skill"]); name != "" {
		skill, exists, err := r.SkillOf(name)
		if err != nil || !exists {
			return cmp.Or(err, fmt.Errorf("%w: there is no skill %q", graph.ErrInvalid, name))
		}
		out.Skill = skill.Key
	}
	if name := resolve.TextOf(fields["unit"]); name != "" {
		if out.Unit, err = unitName(r, name); err != nil {
			return err
		}
	}
	if name := resolve.TextOf(fields["site"]); name != "" {
		if out.Site, err = r.PlaceOf(graph.KindSite, name); err != nil {
			return err
		}
	}
	if name := resolve.TextOf(fields["role"]); name != "" {
		if out.Role, err = r.RoleOf(name); err != nil || out.Role == "" {
			return cmp.Or(err, fmt.Errorf("%w: there is no role with the code or label %q", graph.ErrInvalid, name))
		}
	}
	return nil
}

// unitName returns the name of a unit that an id or a name names, also of one that is known by its parts alone.
func unitName(r *resolve.Request, text string) (name string, err error) {
	_, err = r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
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
