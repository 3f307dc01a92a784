package schema

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

func skillArea() area {
	return area{
		structs: map[string]any{"DeclareSkillPayload": payload{}},
		resolvers: map[string]resolver{
			"Skill.declarations":    connect(list{direction: graph.Into, kind: graph.KindDeclares, edges: true}),
			"Declaration.person":    nodeOf(graph.Fact.From),
			"Declaration.skill":     nodeOf(graph.Fact.To),
			"Declaration.interview": nodeOf(func(declaration graph.Fact) graph.Key { return graph.Key(declaration.Key.Tag()) }),
			"Declaration.source": func(_ *requestState, p graphql.ResolveParams) (any, error) {
				tag := p.Source.(graph.Fact).Key.Tag()
				if graph.Key(tag).Kind() == graph.KindInterview {
					return "interview", nil
				}
				return tag, nil
			},
			"Mutation.declareSkill": mutation(declareSkill),
		},
	}
}

// declareSkill states a skill of the viewer's at a level, or withdraws what they stated of it.
func declareSkill(r *requestState, viewer graph.Key, input map[string]any) (payload, error) {
	skill, exists, err := r.skillOf(input["skill"])
	if err != nil {
		return payload{}, err
	}
	edge := graph.Edge(viewer, access.DeclaredBySelf, skill.Key, string(viewer), graph.Declares{})
	level, hasLevel := input["level"].(float64)
	switch {
	case hasLevel:
		err = r.declare(edge, level, input["published"] == true, skill, exists)
		if err == nil && !exists {
			r.schema.config.LinkNamed(r.ctx, skill.Key)
		}
	case exists:
		err = r.set(edge, false)
	default:
		err = fmt.Errorf("%w: skill %q", graph.ErrNotFound, skill.Key)
	}
	if err != nil {
		return payload{}, err
	}
	person, err := r.visible(graph.KindPerson, string(viewer))
	if err != nil {
		return payload{}, err
	}
	done := payload{Person: person}
	declaration, ok, err := r.load.fact(r.ctx, edge.Key, graph.Brief)
	if ok {
		done.Declaration = declaration
	}
	return done, err
}

// declare writes a declaration, and the skill where it does not exist yet.
func (r *requestState) declare(edge graph.Fact, level float64, published bool, skill graph.Fact, exists bool) error {
	if level < 0 || level > 4 || level*2 != math.Trunc(level*2) {
		return fmt.Errorf("%w: level %g is not among 0, 0.5, 1 … 4", graph.ErrInvalid, level)
	}
	held := graph.Level(level)
	edge.Value = graph.Declares{Held: &held, On: r.today(), Published: published}
	done := func(now graph.Fact) bool { return reflect.DeepEqual(now.Value, edge.Value) }
	read, _, err := r.load.fact(r.ctx, edge.Key, graph.Brief)
	if err != nil {
		return err
	}
	if !exists {
		err := r.commit(graph.Tx{Put: []graph.Fact{edge, skill}}, edge.Key, read, done)
		if !errors.Is(err, graph.ErrConflict) {
			return err
		} // somebody else may just have named the skill, for all or unseen by the viewer
	}
	err = r.commit(graph.Tx{Put: []graph.Fact{edge}}, edge.Key, read, done)
	if !exists && errors.Is(err, graph.ErrNotFound) {
		return r.commit(graph.Tx{Put: []graph.Fact{edge, skill}}, edge.Key, read, done)
	}
	return err
}

// skillOf finds the skill of an id or a label, and reports whether it exists. One that does not
// is returned as it would be made.
func (r *requestState) skillOf(name any) (graph.Fact, bool, error) {
	text, _ := name.(string)
	key := graph.Key(text)
	if key.Kind() == graph.KindSkill && !key.IsEdge() {
		fact, err := r.visible(graph.KindSkill, text)
		return fact, err == nil, err
	}
	made, err := newSkill(text)
	if err != nil {
		return graph.Fact{}, false, err
	}
	fact, ok, err := r.load.fact(r.ctx, made.Key, graph.Brief)
	if !ok && err == nil {
		fact, ok, err = r.skillByLabel(made.Key.ID())
	}
	if ok || err != nil {
		return fact, ok, err
	}
	return made, false, nil
}

// maxLabel is the longest label that a skill named here may have, in characters.
const maxLabel = 200 // some of ROME have 150

// newSkill makes a skill of the label that a person typed. Two labels that differ in case,
// accents or spaces name one skill.
func newSkill(label string) (graph.Fact, error) {
	label = strings.Join(strings.Fields(label), " ")
	slug := graph.Slug(label)
	switch {
	case slug == "":
		return graph.Fact{}, fmt.Errorf("%w: a skill needs a name of letters or digits", graph.ErrInvalid)
	case utf8.RuneCountInString(label) > maxLabel:
		return graph.Fact{}, fmt.Errorf("%w: a skill's name has at most %d characters", graph.ErrInvalid, maxLabel)
	case strings.ContainsFunc(label, unicode.IsControl):
		return graph.Fact{}, fmt.Errorf("%w: a skill's name holds a control character", graph.ErrInvalid)
	}
	return graph.Node(slug, "", graph.Skill{PrefLabel: label}), nil
}

// skillByLabel finds the skill that has a label, given as its slug: by its preferred label before
// an alternative one, and of several the first in key order. Skills whose ids a source numbers are
// only found so. It reads all skills, of which a company has thousands, and only for an edit.
func (r *requestState) skillByLabel(slug string) (found graph.Fact, ok bool, err error) {
	preferred := false
	_, err = r.view.Scan(r.ctx, graph.Brief, func(fact graph.Fact) error {
		skill := graph.As[graph.Skill](fact)
		isPreferred := graph.Slug(skill.PrefLabel) == slug
		isAlternative := slices.ContainsFunc(skill.AltLabel, func(label string) bool { return graph.Slug(label) == slug })
		if isPreferred && !preferred || !ok && isAlternative {
			found, ok, preferred = fact, true, isPreferred
		}
		return nil
	}, graph.KindSkill)
	return found, ok, err
}
