package index

import (
	"cmp"
	"slices"

	"github.com/sachant/sachant/search/text"
)

const (
	maxSuggestions = 3  // words searched in place of one
	misspelling    = 10 // times rarer than the most frequent word
)

// Correction is a word that is not known, and what was searched in its place.
type Correction struct {
	Asked string
	// Searched is empty where nothing spelled alike is known either.
	Searched []string
}

// correctSpelling replaces terms that no document visible to the viewer holds by words spelled
// alike that one does, and says so. A word known from hidden documents only is not known.
func (s searcher) correctSpelling(terms []text.QueryTerm, frequencies []int) ([]text.QueryTerm, []Correction, error) {
	terms = slices.Clone(terms)
	var corrections []Correction
	for i, term := range terms {
		if frequencies[i] > 0 {
			continue
		}
		suggestions, err := s.suggest(term.Forms[0].Text)
		if err != nil {
			return nil, nil, err
		}
		correction := Correction{Asked: term.Asked}
		terms[i].Forms = suggestions
		for _, one := range suggestions {
			correction.Searched = append(correction.Searched, one.Text)
		}
		corrections = append(corrections, correction)
	}
	return terms, corrections, nil
}

// suggest returns the visible words that are fewest edits away, the most frequent first, without
// those so much rarer than the first that they are misspellings themselves.
func (s searcher) suggest(word string) ([]text.Form, error) {
	candidates := s.vocabulary.Candidates(word)
	for edits := 0; len(candidates) > 0; edits++ {
		var terms []text.QueryTerm
		candidates = slices.DeleteFunc(candidates, func(one text.Candidate) bool {
			if one.Edits == edits {
				terms = append(terms, text.QueryTerm{Forms: []text.Form{{Exact: true, Text: one.Text, Boost: 1}}})
			}
			return one.Edits == edits
		})
		postings, err := s.postings(terms)
		if err != nil {
			return nil, err
		}
		frequencies := s.frequencies(postings)
		order := make([]int, len(terms))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(frequencies[b], frequencies[a]) })
		var forms []text.Form
		for _, i := range order[:min(len(order), maxSuggestions)] {
			if frequency := frequencies[i]; frequency > 0 && frequency*misspelling >= frequencies[order[0]] {
				forms = append(forms, terms[i].Forms[0])
			}
		}
		if len(forms) > 0 {
			return forms, nil
		}
	}
	return nil, nil
}
