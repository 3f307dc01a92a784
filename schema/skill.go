package schema

import (
	"fmt"
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
