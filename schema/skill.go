package schema

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
)

// maxLabel is the longest label that a skill named here may have, in characters.
const maxLabel = 100

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

// skillLabelled finds the skill that has a label, given as its slug: by its first label before
// another one, and of several the first in key order. Skills that a source numbers are only
// found so; a company has thousands of them, not millions, and reads them for an edit alone.
func (r *requestState) skillLabelled(slug string) (found graph.Fact, ok bool, err error) {
	preferred := false
	_, err = r.view.Scan(r.ctx, graph.Brief, func(fact graph.Fact) error {
		skill := graph.As[graph.Skill](fact)
		isPreferred := graph.Slug(skill.PrefLabel) == slug
		if isPreferred && !preferred || !ok && hasLabel(skill.AltLabel, slug) {
			found, ok, preferred = fact, true, isPreferred
		}
		return nil
	}, graph.KindSkill)
	return found, ok, err
}

func hasLabel(labels []string, slug string) bool {
	return slices.ContainsFunc(labels, func(label string) bool { return graph.Slug(label) == slug })
}
