package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/text"
	"github.com/sachant/sachant/search/thesaurus"
)

// Synonyms knows which labels name the same thing.
type Synonyms interface {
	// Find returns the parts of a text that are labels, with their synonyms, in order.
	Find(text string) []thesaurus.Match
}

// withSynonyms returns a query whose words are also searched as their synonyms, but for those that are left out.
func (f *Finder) withSynonyms(n *neighborhood, query text.Expression) text.Expression {
	switch {
	case f.Synonyms == nil:
	case query.Operator == text.Words:
		return f.wordsWithSynonyms(n, query)
	case query.Operator == text.Field:
		return f.fieldWithSynonyms(query)
	case query.Operator == text.Not && query.Operands[0].Operator == text.Field:
		query.Operands = []text.Expression{f.fieldWithSynonyms(query.Operands[0])}
	case query.Operator == text.Sequence || query.Operator == text.All || query.Operator == text.Any:
		operands := make([]text.Expression, len(query.Operands))
		for i, one := range query.Operands {
			operands[i] = f.withSynonyms(n, one)
		}
		query.Operands = operands
	}
	return query
}

func (f *Finder) wordsWithSynonyms(n *neighborhood, words text.Expression) text.Expression {
	matches := f.Synonyms.Find(words.Text)
	if len(matches) == 0 {
		return words
	}
	query, at := text.Expression{Operator: text.Sequence, Malformed: words.Malformed}, 0
	addWords := func(end int) {
		if strings.TrimSpace(words.Text[at:end]) != "" {
			query.Operands = append(query.Operands, text.Expression{Operator: text.Words, Text: words.Text[at:end]})
		}
	}
	for _, match := range matches {
		if len(match.Concepts) > 0 {
			n.concepts = append(n.concepts, namedConcepts{words.Text[match.Start:match.End], match.Concepts})
		}
		if len(match.Synonyms) == 0 {
			continue
		}
		addWords(match.Start)
		at = match.End
		one := text.Expression{Operator: text.Any, Optional: true}
		one.Operands = append(one.Operands, text.Expression{Operator: text.Words, Text: words.Text[match.Start:match.End]})
		for _, synonym := range match.Synonyms {
			one.Operands = append(one.Operands, text.Expression{Operator: text.Words, Text: synonym.Label, Boost: f.boostOf(synonym.Relation), InLabels: synonym.Relation == thesaurus.Related})
		}
		query.Operands = append(query.Operands, one)
	}
	if len(query.Operands) == 0 {
		return words
	}
	addWords(len(words.Text))
	return query
}

// fieldWithSynonyms returns a condition that other labels of the value fulfil too: "skill:welding" is "skill:soudage".
func (f *Finder) fieldWithSynonyms(field text.Expression) text.Expression {
	matches := f.Synonyms.Find(field.Text)
	if field.Field != text.SkillField && field.Field != text.TitleField || len(matches) != 1 || matches[0].Start > 0 || matches[0].End < len(field.Text) {
		return field
	}
	any := text.Expression{Operator: text.Any, Optional: true, Operands: []text.Expression{field}}
	for _, synonym := range matches[0].Synonyms {
		if synonym.Relation != thesaurus.Same {
			continue
		}
		other := field
		other.Text, other.Boost = synonym.Label, f.boostOf(synonym.Relation)
		any.Operands = append(any.Operands, other)
	}
	return any
}

// boostOf is what a synonym counts.
func (f *Finder) boostOf(relation thesaurus.Relation) float64 {
	if relation == thesaurus.Related {
		return f.weights.Synonyms.Related
	}
	return f.weights.Synonyms.Same
}

// readSkills notes the skills of which the query is a label. Words of a query that are a label of a skill are also
// searched as its other labels: what is found is then found anew.
func (f *Finder) readSkills(ctx context.Context, n *neighborhood, recency index.Recency) error {
	var hits []index.Hit
	for _, one := range n.found.Hits {
		if one.Class == index.Skills {
			hits = append(hits, one)
		}
	}
	nodes, err := index.NodeIDs(ctx, n.view, hits)
	if err != nil {
		return err
	}
	values, err := n.view.NodeValues(ctx, nodes)
	if err != nil {
		return err
	}
	terms := slices.DeleteFunc(slices.Clone(n.found.Terms), func(term text.QueryTerm) bool { return term.Optional })
	all := []synonyms(nil)
	for i, value := range values {
		skill, is := value.(graph.Skill)
		if !is {
			continue
		}
		if slices.ContainsFunc(headings(skill), func(label string) bool { return n.labels.Is(label, terms) }) {
			n.meant = append(n.meant, Meaning{graph.KindSkill, n.view.Key(nodes[i]), skill.PrefLabel})
		}
		if len(skill.AltLabel) > 0 {
			all = append(all, synonymsOf(n.labels, skill, terms)...)
		}
	}
	slices.SortFunc(n.meant, func(a, b Meaning) int { return cmp.Compare(a.Key, b.Key) })
	if len(all) == 0 {
		return nil
	}
	corrections := n.found.Corrections
	n.found, err = f.index.Find(ctx, n.view, widened(terms, all, f.weights.Synonyms.Same), recency, n.matching)
	for _, one := range corrections {
		if !slices.ContainsFunc(n.found.Corrections, func(other Correction) bool { return other.Asked == one.Asked }) {
			n.found.Corrections = append(n.found.Corrections, one)
		}
	}
	return err
}

// synonyms are other labels of a skill of which some words of a query, from the first on and before the last, are one.
type synonyms struct {
	first, last int
	labels      []string
}

// synonymsOf returns those of one skill, for each part of a query that is a label of it.
func synonymsOf(phrases text.Phrases, skill graph.Skill, terms []text.QueryTerm) []synonyms {
	labels := append([]string{skill.PrefLabel}, skill.AltLabel...)
	var all []synonyms
	for first := range terms {
		for last := first + 1; last <= len(terms); last++ {
			isPart := func(label string) bool { return phrases.Is(label, terms[first:last]) }
			if others := slices.DeleteFunc(slices.Clone(labels), isPart); len(others) < len(labels) && len(others) > 0 {
				all = append(all, synonyms{first, last, others})
			}
		}
	}
	return all
}

// widened returns a query of words, some of which may be replaced by a synonym; of parts that overlap, the longest.
func widened(terms []text.QueryTerm, all []synonyms, boost float64) text.Expression {
	slices.SortStableFunc(all, func(a, b synonyms) int {
		return cmp.Or(cmp.Compare(b.last-b.first, a.last-a.first), cmp.Compare(a.first, b.first))
	})
	parts := map[int]synonyms{}
	used := make([]bool, len(terms))
	for _, one := range all {
		before, same := parts[one.first]
		switch {
		case same && before.last == one.last:
			before.labels = append(before.labels, one.labels...)
			parts[one.first] = before
		case !slices.Contains(used[one.first:one.last], true):
			parts[one.first] = one
			for i := one.first; i < one.last; i++ {
				used[i] = true
			}
		}
	}
	query := text.Expression{Operator: text.Sequence}
	for at := 0; at < len(terms); {
		part, found := parts[at]
		last := at + 1
		if found {
			last = part.last
		}
		for !found && last < len(terms) && !used[last] && !terms[at].Synonyms && !terms[last].Synonyms {
			last++
		}
		query.Operands = append(query.Operands, withLabels(terms[at:last], distinctLabels(part.labels), boost))
		at = last
	}
	return query
}

// withLabels returns words of a query that may be replaced by labels, and by the synonyms that they have.
func withLabels(terms []text.QueryTerm, labels []string, boost float64) text.Expression {
	isOne := len(terms) == 1 && terms[0].Synonyms
	if len(labels) == 0 && !isOne {
		return text.Expression{Operator: text.Words, Text: termsAsked(terms)}
	}
	alternatives := text.Expression{Operator: text.Any, Optional: true}
	for _, words := range termsSearched(terms) {
		alternatives.Operands = append(alternatives.Operands, text.Expression{Operator: text.Words, Text: words})
	}
	for _, label := range labels {
		alternatives.Operands = append(alternatives.Operands, text.Expression{Operator: text.Words, Text: label, Boost: boost})
	}
	if isOne {
		for _, one := range terms[0].Any[1:] {
			alternatives.Operands = append(alternatives.Operands, text.Expression{Operator: text.Words, Text: one.Asked, Boost: one.Forms[0].Boost, InLabels: one.InLabels})
		}
	}
	return alternatives
}

// termsSearched returns the words of a query as they were searched; of one misspelt word, each that was.
func termsSearched(terms []text.QueryTerm) []string {
	isCorrected := func(term text.QueryTerm) bool {
		return len(term.Forms) > 0 && term.Forms[0].Replaced && term.Forms[0].Part == 0
	}
	var words []string
	if len(terms) == 1 && isCorrected(terms[0]) {
		for _, form := range terms[0].Forms {
			words = append(words, form.Text)
		}
		return words
	}
	for _, term := range terms {
		if isCorrected(term) {
			term.Asked = term.Forms[0].Text
		}
		words = append(words, term.Asked)
	}
	return []string{strings.Join(words, " ")}
}

// distinctLabels returns labels once each, but for case.
func distinctLabels(labels []string) []string {
	var kept []string
	for _, label := range labels {
		if !slices.ContainsFunc(kept, func(other string) bool { return strings.EqualFold(label, other) }) {
			kept = append(kept, label)
		}
	}
	return kept
}
