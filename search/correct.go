package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	index "github.com/blevesearch/bleve_index_api"
)

const (
	mostSearched = 3  // near words searched in place of one
	slip         = 10 // times rarer than the most frequent one
)

// near is a term of the index close to a word.
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

// nearest are the visible terms fewest edits away, the most frequent first.
func (s searcher) nearest(text string) ([]near, error) {
	candidates, err := s.around(text)
	if err != nil {
		return nil, err
	}
	for edits := range editsFor(text) + 1 {
		visible, err := s.seen(slices.DeleteFunc(slices.Clone(candidates), func(one near) bool { return one.distance != edits }))
		if err != nil || len(visible) > 0 {
			return visible[:min(len(visible), mostSearched)], err
		}
	}
	return nil, nil
}

// seen are those of the terms that a visible document holds, the most frequent first, without
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

// around are the terms of all classes within a few edits that begin with the same letter. They
// are compared one by one: bleve's automaton for two edits takes longer to make than that.
func (s searcher) around(text string) ([]near, error) {
	edits := editsFor(text)
	if edits == 0 {
		return nil, nil
	}
	_, first := utf8.DecodeRuneInString(text)
	var found []near
	for _, class := range classes() {
		dict, err := s.state.reader.FieldDictPrefix(class.exact(), []byte(text[:first]))
		if err != nil {
			return nil, err
		}
		if found, err = collect(found, dict, text, edits); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(found, func(a, b near) int { return cmp.Compare(a.text, b.text) })
	return slices.Compact(found), nil
}

// editsFor bounds the distance by length: "go" is near nothing. Nor is a number or a name with
// signs near another: 9001 is not 900.
func editsFor(text string) int {
	if strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) >= 0 {
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

// collect adds the terms of a dictionary that are near enough.
func collect(found []near, dict index.FieldDict, text string, edits int) ([]near, error) {
	defer func() { _ = dict.Close() }()
	for {
		entry, err := dict.Next()
		if err != nil || entry == nil {
			return found, err
		}
		if longer := len(entry.Term) - len(text); max(longer, -longer) > edits*utf8.UTFMax {
			continue
		}
		if distance := levenshtein.ComputeDistance(text, entry.Term); distance <= edits {
			found = append(found, near{text: entry.Term, distance: distance})
		}
	}
}
