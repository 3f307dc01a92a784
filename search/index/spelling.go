package index

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sachant/sachant/search/text"
)

const (
	maxSuggestions = 3  // words searched in place of one
	misspelling    = 10 // times rarer than the most frequent word
	fewLetters     = 6  // below, a word is only corrected to one of a label
)

// Correction is a word that is not known, and what was searched in its place.
type Correction struct {
	Asked string
	// Searched is empty where nothing spelled alike is known either.
	Searched []string
	// ByStem reports words with the stem of the word asked for, and not words spelled like it.
	ByStem bool
}

// correctSpelling replaces terms that no document visible to the viewer holds by words spelled
// alike that one does, and says so; it also says which words a term was found by that none holds as typed. A word
// known from hidden documents only is not known. A common word and one of the trades are spelled right, so that nothing
// is searched in their place.
func (s searcher) correctSpelling(terms []text.QueryTerm, postings []*termPostings, frequencies []int) ([]text.QueryTerm, []Correction, error) {
	terms = slices.Clone(terms)
	var corrections []Correction
	for i, term := range terms {
		if term.Synonyms && frequencies[i] > 0 {
			continue
		}
		if len(term.Any)+len(term.All) > 0 {
			found, err := s.correctSeveral(&terms[i])
			if err != nil {
				return nil, nil, err
			}
			corrections = append(corrections, found...)
			continue
		}
		if term.Optional || frequencies[i] > 0 && s.anyAsTyped(postings[i]) {
			continue
		}
		correction := Correction{Asked: term.Asked, ByStem: frequencies[i] > 0}
		find := s.suggest
		switch {
		case correction.ByStem:
			find = s.sameStem
		case term.Stop:
			find = nothing
		}
		found, err := find(term)
		if err != nil {
			return nil, nil, err
		}
		if !correction.ByStem {
			terms[i].Forms = found
		}
		for _, one := range found {
			if one.Part < 2 {
				correction.Searched = append(correction.Searched, one.Text)
			} else { // of two words written as one
				correction.Searched[0] += " " + one.Text
			}
		}
		if !correction.ByStem || len(found) > 0 {
			corrections = append(corrections, correction)
		}
	}
	return terms, corrections, nil
}

// correctSeveral corrects each word of a term of several. A phrase of known words that no document holds is said to be
// unknown itself.
func (s searcher) correctSeveral(term *text.QueryTerm) ([]Correction, error) {
	if term.Synonyms {
		*term = term.Any[0]
		return []Correction{{Asked: term.Asked}}, nil
	}
	var all []Correction
	for _, words := range []*[]text.QueryTerm{&term.Any, &term.All} {
		postings, err := s.postings(*words)
		if err != nil {
			return nil, err
		}
		corrected, corrections, err := s.correctSpelling(*words, postings, s.frequencies(postings))
		if err != nil {
			return nil, err
		}
		corrections = slices.DeleteFunc(corrections, func(one Correction) bool { return one.ByStem })
		*words, all = corrected, append(all, corrections...)
	}
	*term = text.Combined(*term)
	postings, err := s.postings([]text.QueryTerm{*term})
	if err == nil && !isReplaced(all) && s.frequencies(postings)[0] == 0 {
		all = append(all, Correction{Asked: term.Quoted()})
	}
	return all, err
}

func isReplaced(corrections []Correction) bool {
	return slices.ContainsFunc(corrections, func(one Correction) bool { return !one.ByStem })
}

// anyAsTyped reports whether the viewer may find a document that holds a term as it was typed.
func (s searcher) anyAsTyped(term *termPostings) bool {
	for at, part := range term.segments {
		for _, list := range part.classes {
			if list == nil || list.asTyped == nil {
				continue
			}
			for offset, number := range list.numbers {
				if hasBit(list.asTyped, offset) && s.mayFind(s.state.segments[at], number) {
					return true
				}
			}
		}
	}
	return false
}

// sameStem returns the visible words that have the stem of a term, the most frequent first.
func (s searcher) sameStem(term text.QueryTerm) ([]text.Form, error) {
	var words []string
	for _, form := range term.Forms {
		if !form.Exact && form.Part == 0 {
			for _, variant := range s.vocabulary.Variants(form.Text) {
				words = append(words, variant.Text)
			}
		}
	}
	slices.Sort(words)
	return s.mostFrequent(slices.Compact(words), false)
}

// suggest returns the visible words that are fewest edits away, the most frequent first: for a short word, which is near
// many others by chance, those of labels. A word that is also a
// person's name is none: nobody is found in another's place. One edit comes before two words written as one, and
// these before two edits.
func (s searcher) suggest(term text.QueryTerm) ([]text.Form, error) {
	word := term.Forms[0].Text
	candidates := s.vocabulary.Candidates(word)
	for edits := 0; edits <= 2; edits++ {
		if edits == 2 {
			if forms, err := s.split(word); err != nil || len(forms) > 0 {
				return forms, err
			}
		}
		var words, names []string
		for _, one := range candidates {
			if one.Edits == edits {
				words, names = append(words, one.Text), append(names, text.NameMark+one.Text)
			}
		}
		isName, err := s.documentsWith(names)
		if err != nil {
			return nil, err
		}
		spelled := words[:0]
		for i, word := range words {
			if isName[i] == 0 {
				spelled = append(spelled, word)
			}
		}
		if forms, err := s.mostFrequent(spelled, utf8.RuneCountInString(word) < fewLetters); err != nil || len(forms) > 0 {
			return forms, err
		}
	}
	return nil, nil
}

// nothing suggests no word.
func nothing(text.QueryTerm) ([]text.Form, error) { return nil, nil }

// split returns the two visible words that a word joins, the more frequent ones; both must be held.
func (s searcher) split(word string) ([]text.Form, error) {
	var halves []string
	for at := range word {
		if left, right := word[:at], word[at:]; s.vocabulary.Joins(left, right) {
			halves = append(halves, left, right)
		}
	}
	documents, err := s.documentsWith(halves)
	best, most := 0, 0
	for i := 0; i < len(halves); i += 2 {
		if rarer := min(documents[i], documents[i+1]); rarer > most {
			best, most = i, rarer
		}
	}
	if err != nil || most == 0 {
		return nil, err
	}
	return text.SplitForms(halves[best], halves[best+1], 1), nil
}

// mostFrequent returns the visible words, the most frequent first, without those so much rarer than the first that they
// are misspellings themselves; of labels alone, or of any text.
func (s searcher) mostFrequent(words []string, labels bool) ([]text.Form, error) {
	documents, err := s.countDocuments(words, labels)
	if err != nil {
		return nil, err
	}
	order := make([]int, len(words))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(documents[b], documents[a]) })
	var forms []text.Form
	for _, i := range order[:min(len(order), maxSuggestions)] {
		if documents[i] > 0 && documents[i]*misspelling >= documents[order[0]] {
			forms = append(forms, text.Form{Exact: true, Text: words[i], Boost: 1, Replaced: true})
		}
	}
	return forms, nil
}

// documentsWith counts the visible documents that hold each of the words, names left out.
func (s searcher) documentsWith(words []string) ([]int, error) { return s.countDocuments(words, false) }

// countDocuments counts skills and profiles alone, or all documents.
func (s searcher) countDocuments(words []string, labels bool) ([]int, error) {
	terms := make([]text.QueryTerm, len(words))
	for i, word := range words {
		terms[i].Optional = labels // texts are not read for optional terms
		terms[i].Forms = []text.Form{{Exact: true, Text: word, Boost: 1, Replaced: true}}
	}
	postings, err := s.postings(terms)
	if err != nil {
		return nil, err
	}
	return s.frequencies(postings), nil
}

// withPairs adds to terms that a visible label writes in two words that texts may do so too.
func (s searcher) withPairs(terms []text.QueryTerm, part float64) error {
	for i, term := range terms {
		for _, words := range [][]text.QueryTerm{term.Any, term.All} {
			if err := s.withPairs(words, part); err != nil {
				return err
			}
		}
		if len(term.Any)+len(term.All) > 0 {
			continue
		}
		pairs := s.vocabulary.Pairs(term.Forms[0].Text)
		if len(pairs) == 0 {
			continue
		}
		documents, err := s.documentsWith(pairs)
		if err != nil {
			return err
		}
		for k, pair := range pairs {
			if left, right, _ := strings.Cut(pair, " "); documents[k] > 0 && term.Forms[len(term.Forms)-1].Part == 0 {
				terms[i].Forms = append(slices.Clone(term.Forms), text.SplitForms(left, right, part)...)
				break
			}
		}
	}
	return nil
}
