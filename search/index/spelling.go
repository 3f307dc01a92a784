package index

import (
	"cmp"
	"slices"

	"github.com/sachant/sachant/search/text"
)

const (
	mostSearched = 3  // near words searched in place of one
	slip         = 10 // times rarer than the most frequent one
)

// Correction is a word that is not known, and what was searched in its place.
type Correction struct {
	Asked string
	// Searched is empty where nothing spelled alike is known either.
	Searched []string
}

// correct replaces words that no document visible to the viewer holds by their nearest that
// one does, and says so. A word known from hidden documents only is not known.
func (s searcher) correct(words []text.QueryTerm, holding []int) ([]text.QueryTerm, []Correction, error) {
	words = slices.Clone(words)
	var corrections []Correction
	for i, word := range words {
		if holding[i] > 0 {
			continue
		}
		nearest, err := s.nearest(word.Forms[0].Text)
		if err != nil {
			return nil, nil, err
		}
		correction := Correction{Asked: word.Asked}
		words[i].Forms = nil
		for _, one := range nearest {
			correction.Searched = append(correction.Searched, one)
			words[i].Forms = append(words[i].Forms, text.Form{Exact: true, Text: one, Boost: 1})
		}
		corrections = append(corrections, correction)
	}
	return words, corrections, nil
}

// nearest are the visible words fewest edits away, the most frequent first.
func (s searcher) nearest(word string) ([]string, error) {
	candidates := s.vocabulary.Candidates(word)
	slices.SortStableFunc(candidates, func(a, b text.Candidate) int { return cmp.Compare(a.Edits, b.Edits) })
	for len(candidates) > 0 {
		alike := candidates
		if end := slices.IndexFunc(candidates, func(one text.Candidate) bool { return one.Edits != candidates[0].Edits }); end >= 0 {
			alike = candidates[:end]
		}
		candidates = candidates[len(alike):]
		if visible, err := s.visibleOf(alike); err != nil || len(visible) > 0 {
			return visible[:min(len(visible), mostSearched)], err
		}
	}
	return nil, nil
}

// visibleOf are those of the words that a visible document holds, the most frequent first, without
// those so much rarer than the first that they are slips themselves.
func (s searcher) visibleOf(candidates []text.Candidate) ([]string, error) {
	words := make([]text.QueryTerm, len(candidates))
	for i, one := range candidates {
		words[i].Forms = []text.Form{{Exact: true, Text: one.Text, Boost: 1}}
	}
	terms, err := s.terms(words)
	if err != nil {
		return nil, err
	}
	frequency := map[string]int{}
	var visible []string
	most := 0
	for i, found := range terms {
		if frequency[candidates[i].Text] = s.docFreq(found); frequency[candidates[i].Text] > 0 {
			visible = append(visible, candidates[i].Text)
			most = max(most, frequency[candidates[i].Text])
		}
	}
	slices.SortFunc(visible, func(a, b string) int {
		return cmp.Or(cmp.Compare(frequency[b], frequency[a]), cmp.Compare(a, b))
	})
	return slices.DeleteFunc(visible, func(one string) bool { return frequency[one]*slip < most }), nil
}
