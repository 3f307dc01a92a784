package vocabulary

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/text"
)

// Similar is a skill or a concept that may be meant by a label that is not quite its own.
type Similar struct {
	Key    graph.Key
	Label  string
	Scheme string // of a concept
	score  float64
}

// shortestStem is the length of the shortest beginning, in bytes of the folded label, by which two labels are alike:
// "travel" and "traveller".
const shortestStem = 4

// FindSimilar returns the skills of a reader that may be meant by a label which none of them has, and after them the
// concepts; nothing where a skill has that label.
func (m *Matcher) FindSimilar(ctx context.Context, reader graph.Reader, typed string) ([]Similar, error) {
	slug, skills := graph.Slug(typed), &Index{}
	names, isKnown := map[graph.Key]string{}, false
	best := map[graph.Key]float64{}
	plain := text.NewPlain()
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		skill := graph.As[graph.Skill](fact)
		names[fact.Key] = skill.PrefLabel
		for _, name := range append([]string{skill.PrefLabel}, skill.AltLabel...) {
			other := graph.Slug(name)
			isKnown = isKnown || other == slug
			skills.addLabel(plain.Key(name), label{text: name, concept: fact.Key})
			if beginsAlike(slug, other) {
				best[fact.Key] = Queued
			}
		}
		return nil
	}, graph.KindSkill)
	if err != nil || isKnown || slug == "" {
		return nil, err
	}
	skills.sort()
	for _, one := range NewMatcher(skills, m.trades).Match(typed) {
		best[one.Concept] = max(best[one.Concept], one.Score)
	}
	found := make([]Similar, 0, len(best))
	for key, score := range best {
		found = append(found, Similar{Key: key, Label: names[key], score: score})
	}
	slices.SortFunc(found, func(a, b Similar) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Key, b.Key)) })
	return append(found, m.similarConcepts(typed, slug)...), nil
}

// similarConcepts returns the concepts that a label may name; none where it is a label of one, which is then as good as
// any.
func (m *Matcher) similarConcepts(typed, slug string) []Similar {
	var found []Similar
	for _, one := range m.Match(typed) {
		label := ""
		for _, i := range m.index.labelsOf(one.Concept) {
			of := m.index.labels[i]
			if graph.Slug(of.text) == slug {
				return nil
			}
			if of.class == preferred && label == "" {
				label = of.text
			}
		}
		if label != "" {
			found = append(found, Similar{one.Concept, label, one.Scheme, one.Score})
		}
	}
	return found
}

// beginsAlike reports whether the first word of two folded labels of one word each begins alike, up to an ending.
func beginsAlike(a, b string) bool {
	if strings.ContainsAny(a+b, "-~") {
		return false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	const longestEnding = 4
	return len(a) >= shortestStem && len(b)-len(a) <= longestEnding && strings.HasPrefix(b, strings.TrimRight(a, "e"))
}
