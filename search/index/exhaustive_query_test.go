package index

import (
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/text"
)

// existing leaves out the documents that exist for some, and not for this viewer.
func (e exhaustive) existing(documents []found, s searcher) []found {
	if s.exist == nil {
		return documents
	}
	hits := make([]Hit, len(documents))
	for i, one := range documents {
		hits[i].Key = e.keyOf(one.number)
	}
	nodes, err := s.exist(hits)
	checked(e.t, err)
	kept := documents[:0]
	for i, one := range documents {
		if nodes[i] != 0 {
			kept = append(kept, one)
		}
	}
	return kept
}

// combined is fits of a word, or of several that count as one.
func (e exhaustive) combined(class Class, term text.QueryTerm, s searcher) (fits map[uint64]float32, asTyped map[uint64]bool) {
	if len(term.Any)+len(term.All) == 0 {
		return e.fits(class, term)
	}
	fits, asTyped, held, words := map[uint64]float32{}, map[uint64]bool{}, map[uint64]int{}, 0
	for _, one := range term.Any {
		ofOne, typed := e.combined(class, one, s)
		for number, fit := range ofOne {
			fits[number], asTyped[number] = max(fits[number], fit), asTyped[number] || typed[number]
		}
	}
	for _, one := range term.All {
		if one.Optional {
			continue
		}
		words++
		ofOne, typed := e.combined(class, one, s)
		for number, fit := range ofOne {
			fits[number], held[number] = fits[number]+fit, held[number]+1
			asTyped[number] = typed[number] && (asTyped[number] || words == 1)
		}
	}
	for number := range fits {
		fits[number] /= max(1, float32(words))
		if held[number] < words || term.InOrder && !e.inOrder(number, term.All, s) {
			delete(fits, number)
		}
	}
	return fits, asTyped
}

func (e exhaustive) inOrder(number uint64, words []text.QueryTerm, s searcher) bool {
	texts, known := e.texts[number]
	if !known {
		entries, err := s.compose([]graph.Key{e.keyOf(number)})
		checked(e.t, err)
		texts = entries[0].texts
		e.texts[number] = texts
	}
	phrases := text.NewPhrases()
	return slices.ContainsFunc(texts, func(one text.Weighted) bool { return phrases.Holds(one.Text, words) })
}
