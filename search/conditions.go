package search

import (
	"context"
	"slices"
	"sync"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
	"github.com/sachant/sachant/search/text"
)

// predicate reports whether a person is one of those asked for.
type predicate func(person graph.NodeID) bool

func everybody(graph.NodeID) bool { return true }

// filterByConditions keeps people who match the query's fields and have evidence for each term that an operator
// requires. If some of them work at a site that the query names, it keeps only these. It reuses the slice.
func (f *Finder) filterByConditions(ctx context.Context, c *collector, people []rank.Bounds) ([]rank.Bounds, error) {
	holds, err := f.conditionsOf(ctx, c)
	if err != nil {
		return nil, err
	}
	matched, required := c.matchedTerms(), c.requiredTerms()
	people = slices.DeleteFunc(people, func(one rank.Bounds) bool {
		return !holds(one.Person) || required != 0 && matched(one.Person)&required != required
	})
	if c.members == nil {
		return people, nil
	}
	isThere := func(one rank.Bounds) bool { return c.members[one.Person] && matched(one.Person)&^c.siteTerms != 0 }
	if slices.ContainsFunc(people, isThere) {
		return slices.DeleteFunc(people, func(one rank.Bounds) bool { return !isThere(one) }), nil
	}
	c.meant = slices.DeleteFunc(c.meant, func(one Meaning) bool { return one.Kind == graph.KindSite })
	return people, nil
}

// requiredTerms are those that operators ask for, as bits.
func (c *collector) requiredTerms() uint32 {
	required := uint32(0)
	for i, term := range c.found.Terms {
		if term.Required {
			required |= 1 << i
		}
	}
	return required
}

// matchedTerms returns which terms all of a person's evidence holds together: one piece may hold one, and another one
// the other. It is read once, where it is asked for.
func (c *collector) matchedTerms() func(person graph.NodeID) uint32 {
	read := sync.OnceValue(func() map[graph.NodeID]uint32 {
		matched := map[graph.NodeID]uint32{}
		c.eachGroup(nil, func(group evidenceGroup) {
			for _, piece := range group.pieces {
				matched[group.person] |= piece.MatchedTerms
			}
		})
		return matched
	})
	return func(person graph.NodeID) uint32 { return read()[person] }
}

// conditions evaluates the fields of one query.
type conditions struct {
	*Finder
	*neighborhood
	ctx    context.Context
	skills []graph.NodeID // those that a level is asked of, where the query names none
	levels []text.Expression
	err    error
}

func (f *Finder) conditionsOf(ctx context.Context, c *collector) (predicate, error) {
	e := &conditions{Finder: f, ctx: ctx, neighborhood: c.neighborhood, skills: nodesOf(c.skills)}
	all, namesSkill := f.withSynonyms(&neighborhood{}, c.expression).Conditions(), false
	for _, one := range all {
		if one.Operator == text.Field && one.Field == text.LevelField {
			e.levels = append(e.levels, one)
		}
		namesSkill = namesSkill || one.Operator != text.Not && one.Names(text.SkillField)
	}
	if namesSkill { // a level is that of the skill named
		all = slices.DeleteFunc(all, func(one text.Expression) bool { return one.Operator == text.Field && one.Field == text.LevelField })
	}
	holds := e.every(all)
	return holds, e.err
}

func (e *conditions) every(all []text.Expression) predicate {
	var predicates []predicate
	for _, one := range all {
		predicates = append(predicates, e.predicate(one))
	}
	if len(predicates) == 0 {
		return everybody
	}
	return func(person graph.NodeID) bool {
		return !slices.ContainsFunc(predicates, func(holds predicate) bool { return !holds(person) })
	}
}

func (e *conditions) predicate(one text.Expression) predicate {
	switch one.Operator {
	case text.Field:
		people := e.peopleOf(one)
		return func(person graph.NodeID) bool { return people[person] }
	case text.Not:
		levels := e.levels
		e.levels = nil
		holds := e.predicate(one.Operands[0])
		e.levels = levels
		return func(person graph.NodeID) bool { return !holds(person) }
	case text.Any:
		var any []predicate
		for _, operand := range one.Operands {
			any = append(any, e.predicate(operand))
		}
		return func(person graph.NodeID) bool {
			return slices.ContainsFunc(any, func(holds predicate) bool { return holds(person) })
		}
	}
	return e.every(one.Operands)
}

// peopleOf returns the people who match a field.
func (e *conditions) peopleOf(field text.Expression) map[graph.NodeID]bool {
	var people []graph.NodeID
	switch field.Field {
	case text.UnitField, text.SiteField:
		found, err := e.findPlaces(e.ctx, e.view, field.Field, field.Text)
		e.keep(err)
		people, e.meant = found.people, append(e.meant, found.meant...)
		if len(found.meant) == 0 {
			e.unknown = append(e.unknown, Correction{Asked: field.Text})
		}
	case text.SkillField:
		people = e.declare(e.named(index.Skills, field.Text), e.levels)
	case text.LevelField:
		people = e.declare(e.skills, []text.Expression{field})
	case text.TitleField:
		people = e.named(index.Profiles, field.Text)
	}
	set := make(map[graph.NodeID]bool, len(people))
	for _, person := range people {
		set[person] = true
	}
	return set
}

func (e *conditions) keep(err error) {
	if e.err == nil {
		e.err = err
	}
}

// declare returns who declares one of the skills, at the levels asked for. What is held comes before a self-assessment.
func (e *conditions) declare(skills []graph.NodeID, levels []text.Expression) []graph.NodeID {
	edges, err := e.view.AppendEdges(e.ctx, nil, skills, graph.Into, graph.KindDeclares)
	e.keep(err)
	var people []graph.NodeID
	for i, declared := range e.view.AppendDeclarations(nil, edges) {
		level := declared.Held
		if level == nil {
			level = declared.SelfAssessed
		}
		reaches := func(wanted text.Expression) bool { return level != nil && wanted.Admits(float64(*level)) }
		if !slices.ContainsFunc(levels, func(wanted text.Expression) bool { return !reaches(wanted) }) {
			people = append(people, edges[i].From)
		}
	}
	return people
}

// named returns the skills of which a label, or the people whose title holds all the words.
func (e *conditions) named(class index.Class, words string) []graph.NodeID {
	hits, terms, err := e.index.FindAll(e.ctx, e.view, class, words, index.Weights(e.weights.Words))
	e.keep(err)
	nodes, err := index.NodeIDs(e.ctx, e.view, hits)
	e.keep(err)
	values, err := e.view.NodeValues(e.ctx, nodes)
	e.keep(err)
	phrases := text.NewPhrases()
	var named []graph.NodeID
	for i, value := range values {
		if slices.ContainsFunc(headings(value), func(heading string) bool { return phrases.HoldsAll(heading, terms) }) {
			named = append(named, nodes[i])
		}
	}
	return named
}

// headings are the names of a skill, or what a person is.
func headings(value graph.Value) []string {
	switch value := value.(type) {
	case graph.Skill:
		return append([]string{value.PrefLabel, value.Notation}, value.AltLabel...)
	case graph.Person:
		return []string{value.Title}
	}
	return nil
}

func placeKind(field text.FieldName) graph.Kind {
	if field == text.UnitField {
		return graph.KindUnit
	}
	return graph.KindSite
}

func placeEdge(field text.FieldName) graph.Kind {
	if field == text.UnitField {
		return graph.KindInUnit
	}
	return graph.KindAtSite
}
