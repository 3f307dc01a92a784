package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	mostSearched = 3  // near words searched in place of one
	slip         = 10 // times rarer than the most frequent one
)

// near is a word of the index close to another.
type near struct {
	text     string
	distance int // edits
	holding  int // visible documents
}

// correct replaces words that no document visible to the viewer holds by their nearest that
// one does, and says so. A word known from hidden documents only is not known.
func (s searcher) correct(words []wanted, holding []int) ([]wanted, []Correction, error) {
	words = slices.Clone(words)
	var corrections []Correction
	for i, word := range words {
		if holding[i] > 0 {
			continue
		}
		nearest, err := s.nearest(word.forms[0].text)
		if err != nil {
			return nil, nil, err
		}
		correction := Correction{Asked: word.asked}
		words[i].forms = nil
		for _, one := range nearest {
			correction.Searched = append(correction.Searched, one.text)
			words[i].forms = append(words[i].forms, form{true, one.text, 1})
		}
		corrections = append(corrections, correction)
	}
	return words, corrections, nil
}

// nearest are the visible words fewest edits away, the most frequent first.
func (s searcher) nearest(text string) ([]near, error) {
	candidates := s.vocabulary.around(text, editsFor(text))
	for edits := range editsFor(text) + 1 {
		visible, err := s.seen(slices.DeleteFunc(slices.Clone(candidates), func(one near) bool { return one.distance != edits }))
		if err != nil || len(visible) > 0 {
			return visible[:min(len(visible), mostSearched)], err
		}
	}
	return nil, nil
}

// seen are those of the words that a visible document holds, the most frequent first, without
// those so much rarer than the first that they are slips themselves.
func (s searcher) seen(candidates []near) ([]near, error) {
	words := make([]wanted, len(candidates))
	for i, one := range candidates {
		words[i].forms = []form{{true, one.text, 1}}
	}
	terms, err := s.terms(words)
	if err != nil {
		return nil, err
	}
	for i, found := range terms {
		candidates[i].holding = s.holding(found)
	}
	candidates = slices.DeleteFunc(candidates, func(one near) bool { return one.holding == 0 })
	slices.SortFunc(candidates, func(a, b near) int {
		return cmp.Or(cmp.Compare(b.holding, a.holding), cmp.Compare(a.text, b.text))
	})
	return slices.DeleteFunc(candidates, func(one near) bool { return one.holding*slip < candidates[0].holding }), nil
}

// editsFor bounds the distance by length: "go" is near nothing. Nor is a number or a name with
// signs near another: 9001 is not 900.
func editsFor(text string) int {
	if !onlyLetters(text) {
		return 0
	}
	switch letters := utf8.RuneCountInString(text); {
	case letters < 4:
		return 0
	case letters < 7:
		return 1
	}
	return 2
}

func onlyLetters(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}
