package index

import (
	"encoding/binary"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

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

// holding is how documents hold a word: how well each, which as it was typed, which not only by synonyms.
type holding struct {
	fits           map[uint64]float32
	typed, literal map[uint64]bool
}

func newHolding() holding {
	return holding{map[uint64]float32{}, map[uint64]bool{}, map[uint64]bool{}}
}

// combined is fits of a word, or of several that count as one.
func (e exhaustive) combined(class Class, term text.QueryTerm, s searcher) holding {
	if len(term.Any)+len(term.All) == 0 {
		return e.fits(class, term)
	}
	all, held, words := newHolding(), map[uint64]int{}, 0
	for i, one := range term.Any {
		ofOne := e.combined(class, one, s)
		for number, fit := range ofOne.fits {
			all.fits[number], all.typed[number] = max(all.fits[number], fit), all.typed[number] || ofOne.typed[number]
			isSynonym := term.Synonyms && i > 0
			all.literal[number] = all.literal[number] || ofOne.literal[number] && !isSynonym
		}
	}
	for _, one := range term.All {
		if one.Optional {
			continue
		}
		words++
		ofOne := e.combined(class, one, s)
		for number, fit := range ofOne.fits {
			all.fits[number], held[number] = all.fits[number]+fit, held[number]+1
			all.typed[number] = ofOne.typed[number] && (all.typed[number] || words == 1)
			all.literal[number] = ofOne.literal[number] || all.literal[number]
		}
	}
	for number := range all.fits {
		all.fits[number] /= max(1, float32(words))
		if held[number] < words || term.InOrder && !e.inOrder(number, term.All, s) {
			delete(all.fits, number)
		}
	}
	return all
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

// decay is what a document's match counts by its age.
func (e exhaustive) decay(class Class, number uint64) float64 {
	if len(e.recency.Decay) == 0 || class == Skills || class == Profiles {
		return 1
	}
	day := remembered(e.days, class, 0, func() map[uint64]graph.Day { return e.readDays(class) })[number]
	if day == 0 {
		return e.recency.Undated
	}
	return e.recency.Decay[min(max(int(e.recency.Today-day), 0), len(e.recency.Decay)-1)]
}

func (e exhaustive) isBrief(class Class, number uint64) bool {
	return remembered(e.brief, class, 0, func() map[uint64]bool {
		all := map[uint64]bool{}
		e.each(class.briefField(), termBrief, false, func(one *index.TermFieldDoc) { all[binary.BigEndian.Uint64(one.ID)] = true })
		return all
	})[number]
}
