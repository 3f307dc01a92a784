package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/text"
)

// readSkills notes the skills of which the query is a label. Words of a query that are a label of a skill are also
// searched as its other labels: what is found is then found anew.
func (f *Finder) readSkills(ctx context.Context, n *neighborhood, asOf graph.Date) error {
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
	phrases, all := text.NewPhrases(), []synonyms(nil)
	for i, value := range values {
		skill, is := value.(graph.Skill)
		if !is {
			continue
		}
		if slices.ContainsFunc(headings(skill), func(label string) bool { return phrases.Is(label, terms) }) {
			n.meant = append(n.meant, Meaning{graph.KindSkill, n.view.Key(nodes[i]), skill.PrefLabel})
		}
		if len(skill.AltLabel) > 0 {
			all = append(all, synonymsOf(phrases, skill, terms)...)
		}
	}
	slices.SortFunc(n.meant, func(a, b Meaning) int { return cmp.Compare(a.Key, b.Key) })
	if len(all) == 0 {
		return nil
	}
	n.found, err = f.index.Find(ctx, n.view, widened(terms, all), asOf, index.Weights(f.weights.Words))
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
func widened(terms []text.QueryTerm, all []synonyms) text.Expression {
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
	var query text.Expression
	query.Operator = text.Sequence
	for at := 0; at < len(terms); {
		part, found := parts[at]
		last := at + 1
		if found {
			last = part.last
		}
		for !found && last < len(terms) && !used[last] {
			last++
		}
		one := text.Expression{Operator: text.Words, Text: termsAsked(terms[at:last])}
		if found {
			one = text.Expression{Operator: text.Any, Optional: true, Operands: []text.Expression{one}}
			for _, label := range distinctLabels(part.labels) {
				one.Operands = append(one.Operands, text.Expression{Operator: text.Words, Text: label})
			}
		}
		query.Operands, at = append(query.Operands, one), last
	}
	return query
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
