// Package criteria finds people by what is known of them for certain, such as two skills at least at a level, in a unit,
// willing to move. It orders nobody: who fits, fits. It is for those who recruit and for human resources, and rests on
// what each of them may see; a recruiter finds only people who agreed to be asked about some kind of move.
package criteria

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/mobility"
	"github.com/sachant/sachant/search/match"
)

// Criteria hold for a person where each of those that are set does; empty ones hold for everybody.
type Criteria struct {
	And, Or []Criteria
	Not     *Criteria
	// Skill is declared of them, at least at a level, validated where that is asked, since a day. Demonstrated asks for answers
	// about it that several colleagues accepted, the newest since that day, and for a statement only where a level is given.
	Skill                   graph.Key
	Level                   float64
	Validated, Demonstrated bool
	Since                   graph.Date
	// Unit is the name of theirs, or of one that it is a part of. Site and Role are theirs; Language is one they prefer, as fr.
	Unit       string
	Site, Role graph.Key
	Language   string
	// Willing is a kind of move to which they agreed.
	Willing string
}

// Most bounds how many criteria may be combined.
const Most = 50

// Count returns how many criteria are combined.
func (c Criteria) Count() int {
	count := 1
	for _, each := range append(slices.Clone(c.And), c.Or...) {
		count += each.Count()
	}
	if c.Not != nil {
		count += c.Not.Count()
	}
	return count
}

// set holds people.
type set map[graph.NodeID]bool

// finder finds people among those that the viewer may find by criteria.
type finder struct {
	view      *access.View
	all       []graph.NodeID
	languages map[graph.NodeID]string
	today     graph.Date
}

// People returns the people who meet the criteria, in the order of their names.
func People(ctx context.Context, view *access.View, criteria Criteria, today graph.Date) ([]graph.Key, error) {
	if criteria.Count() > Most {
		return nil, fmt.Errorf("%w: more criteria are combined than can be searched at once", graph.ErrInvalid)
	}
	f := &finder{view: view, languages: map[graph.NodeID]string{}, today: today}
	names := map[graph.Key]string{}
	var keys []graph.Key
	var languages []string
	_, err := view.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		person := graph.As[graph.Person](fact)
		keys, languages = append(keys, fact.Key), append(languages, person.PreferredLanguage)
		names[fact.Key] = person.DisplayName
		return nil
	}, graph.KindPerson)
	if err != nil {
		return nil, err
	}
	nodes, err := view.NodeIDs(ctx, keys...)
	if err != nil {
		return nil, err
	}
	for i, node := range nodes {
		f.languages[node] = languages[i]
	}
	if f.all, err = mobility.WhoMayBeSearched(ctx, view, nodes); err != nil {
		return nil, err
	}
	holds, err := f.eval(ctx, criteria)
	var found []graph.Key
	for _, node := range f.all {
		if holds[node] {
			found = append(found, view.Key(node))
		}
	}
	slices.SortFunc(found, func(a, b graph.Key) int { return cmp.Or(cmp.Compare(names[a], names[b]), cmp.Compare(a, b)) })
	return found, err
}

// eval returns the people who meet criteria.
func (f *finder) eval(ctx context.Context, c Criteria) (set, error) {
	holds := set{}
	for _, node := range f.all {
		holds[node] = c.Language == "" || strings.HasPrefix(strings.ToLower(f.languages[node]), strings.ToLower(c.Language))
	}
	for _, test := range f.tests(c) {
		others, err := test(ctx)
		if err != nil {
			return nil, err
		}
		for node := range holds {
			holds[node] = holds[node] && others[node]
		}
	}
	return holds, nil
}

// tests returns what finds the people of each of the criteria that are set.
func (f *finder) tests(c Criteria) (all []func(context.Context) (set, error)) {
	add := func(is bool, test func(context.Context) (set, error)) {
		if is {
			all = append(all, test)
		}
	}
	for _, each := range c.And {
		add(true, func(ctx context.Context) (set, error) { return f.eval(ctx, each) })
	}
	add(len(c.Or) > 0, func(ctx context.Context) (set, error) { return f.any(ctx, c.Or) })
	add(c.Not != nil, func(ctx context.Context) (set, error) { return f.without(ctx, *c.Not) })
	add(c.Skill != "" && (!c.Demonstrated || c.Level > 0), func(ctx context.Context) (set, error) { return f.holders(ctx, c) })
	add(c.Skill != "" && c.Demonstrated, func(ctx context.Context) (set, error) { return f.demonstrators(ctx, c) })
	add(c.Willing != "", func(ctx context.Context) (set, error) { return f.willing(ctx, c.Willing) })
	add(c.Unit != "", func(ctx context.Context) (set, error) { return f.inUnit(ctx, c.Unit) })
	add(c.Site != "", func(ctx context.Context) (set, error) { return f.joined(ctx, graph.KindAtSite, c.Site) })
	add(c.Role != "", func(ctx context.Context) (set, error) { return f.joined(ctx, graph.KindHoldsRole, c.Role) })
	return all
}

func (f *finder) any(ctx context.Context, all []Criteria) (set, error) {
	some := set{}
	for _, each := range all {
		holds, err := f.eval(ctx, each)
		if err != nil {
			return nil, err
		}
		for node, is := range holds {
			some[node] = some[node] || is
		}
	}
	return some, nil
}

func (f *finder) without(ctx context.Context, c Criteria) (set, error) {
	holds, err := f.eval(ctx, c)
	for node, is := range holds {
		holds[node] = !is
	}
	return holds, err
}

func (f *finder) willing(ctx context.Context, move string) (set, error) {
	people, err := mobility.WhoConsents(ctx, f.view, move, f.all)
	return setOf(people), err
}

func setOf(people []graph.NodeID) set {
	out := set{}
	for _, node := range people {
		out[node] = true
	}
	return out
}

// inUnit returns the people of a unit and of its parts, whose names begin with that of the unit.
func (f *finder) inUnit(ctx context.Context, unit string) (set, error) {
	var within []graph.Key
	_, err := f.view.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if name := graph.As[graph.Unit](fact).Name; name == unit || strings.HasPrefix(name, unit+"/") {
			within = append(within, fact.Key)
		}
		return nil
	}, graph.KindUnit)
	if err != nil {
		return nil, err
	}
	return f.joined(ctx, graph.KindInUnit, within...)
}

// demonstrators returns the people whose answers about a skill were accepted by as many colleagues as a match asks for.
func (f *finder) demonstrators(ctx context.Context, c Criteria) (set, error) {
	nodes, err := f.view.NodeIDs(ctx, c.Skill)
	if err != nil || nodes[0] == 0 {
		return nil, err
	}
	shown, err := match.Demonstrated(ctx, f.view, nodes[0], f.today.Day(), match.DefaultWeights())
	out := set{}
	for node, on := range shown {
		out[node] = on >= c.Since.Day()
	}
	return out, err
}

// joined returns the people that an edge of a kind joins to one of some nodes.
func (f *finder) joined(ctx context.Context, kind graph.Kind, nodes ...graph.Key) (set, error) {
	edges, err := f.edgesTo(ctx, kind, nodes...)
	out := set{}
	for _, edge := range edges {
		out[edge.From] = true
	}
	return out, err
}

func (f *finder) edgesTo(ctx context.Context, kind graph.Kind, keys ...graph.Key) ([]graph.EdgeRef, error) {
	nodes, err := f.view.NodeIDs(ctx, keys...)
	if err != nil {
		return nil, err
	}
	nodes = slices.DeleteFunc(nodes, func(node graph.NodeID) bool { return node == 0 })
	return f.view.AppendEdges(ctx, nil, nodes, graph.Into, kind)
}

// holders returns the people who hold a skill as criteria ask, by statements that count in a match. Expired ones do not.
func (f *finder) holders(ctx context.Context, c Criteria) (set, error) {
	edges, err := f.edgesTo(ctx, graph.KindDeclares, c.Skill)
	if err != nil {
		return nil, err
	}
	if edges, err = f.view.KeepMatched(ctx, edges); err != nil {
		return nil, err
	}
	summaries, out := f.view.AppendDeclarations(nil, edges), set{}
	for i, edge := range edges {
		if f.satisfies(&summaries[i], c) {
			out[edge.From] = true
		}
	}
	return out, nil
}

func (f *finder) satisfies(said *graph.DeclarationSummary, c Criteria) bool {
	level, validated := 0.0, said.Validated
	switch {
	case said.Held != nil:
		level = float64(*said.Held)
	case said.SelfAssessed != nil:
		level, validated = float64(*said.SelfAssessed), false
	}
	expired := said.ValidUntil != 0 && said.ValidUntil < f.today.Day()
	held := level > 0 || said.Possessed
	return held && !expired && level >= c.Level && (validated || !c.Validated) && said.On >= c.Since.Day()
}
