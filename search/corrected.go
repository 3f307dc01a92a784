package search

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/text"
)

// findDocuments finds the documents that match the query. A word in place of a misspelt one is searched as if it had been
// typed, by its other forms too.
func (f *Finder) findDocuments(ctx context.Context, view *access.View, n *neighborhood, recency index.Recency) error {
	var err error
	query, weights := f.withSynonyms(n, n.expression), n.matching
	if n.found, err = f.index.Find(ctx, view, query, recency, weights); err != nil {
		return err
	}
	corrections := n.found.Corrections
	query, isCorrected := correctedWords(query, corrections)
	if !isCorrected {
		return nil
	}
	n.found, err = f.index.Find(ctx, view, query, recency, weights)
	isCorrection := func(one Correction) bool {
		return slices.ContainsFunc(corrections, func(other Correction) bool {
			return other.Asked == one.Asked || slices.Contains(other.Searched, one.Asked)
		})
	}
	n.found.Corrections = append(slices.Clone(corrections), slices.DeleteFunc(n.found.Corrections, isCorrection)...)
	return err
}

// correctedWords returns an expression with the words that were searched in place of misspelt ones, and reports whether
// it has any. Words that were written as one stay as they are, and so do phrases and fields.
func correctedWords(query text.Expression, corrections []Correction) (text.Expression, bool) {
	isCorrected := false
	switch query.Operator {
	case text.Words:
		words := strings.Fields(query.Text)
		for i, word := range words {
			for _, one := range corrections {
				if one.ByStem || len(one.Searched) == 0 || strings.Contains(one.Searched[0], " ") || !strings.EqualFold(trimmed(word), one.Asked) {
					continue
				}
				words[i], isCorrected = strings.Replace(word, trimmed(word), one.Searched[0], 1), true
				break
			}
		}
		query.Text = strings.Join(words, " ")
	case text.Sequence, text.All, text.Any:
		query.Operands = slices.Clone(query.Operands)
		for i, one := range query.Operands {
			corrected, changed := correctedWords(one, corrections)
			query.Operands[i], isCorrected = corrected, isCorrected || changed
		}
	}
	return query, isCorrected
}

// trimmed returns a word without the signs around it.
func trimmed(word string) string {
	return strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
