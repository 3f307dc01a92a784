package index

import (
	"math"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/text"
)

// searcher looks words up for one viewer, as of a day (0: whenever).
type searcher struct {
	state      *state
	cache      *postingCache
	pool       *heapPool
	vocabulary *text.Vocabulary
	opened     []bool // by audience: what the viewer may find
	asOf       int32
	weights    Weights
}

// mayFind reports whether a document is there, open to the viewer, and not from after the day.
func (s searcher) mayFind(segment *segment, number uint32) bool {
	return !segment.isGone(number) && s.opened[segment.audience(number)] && (s.asOf == 0 || segment.day(number) <= s.asOf)
}

// visible counts the documents of all classes that the viewer may find, whenever they are from.
func (s searcher) visible() float64 {
	count := 0
	for audience, documents := range s.state.counts {
		if s.opened[audience] {
			count += documents
		}
	}
	return float64(count)
}

// docFreq counts the documents that hold a word and that the viewer may find. What is open to all
// is counted once for everybody; what is closed, one by one.
func (s searcher) docFreq(found *termPostings) int {
	count := 0
	if s.asOf == 0 && s.opened[public] {
		count = found.open
	}
	for i, part := range found.parts {
		for _, held := range part.classes {
			if held != nil {
				count += s.holdingIn(s.state.segments[i], held)
			}
		}
	}
	return count
}

func (s searcher) holdingIn(segment *segment, held *postingList) int {
	count := 0
	if s.asOf != 0 {
		for _, number := range held.numbers {
			if s.mayFind(segment, number) {
				count++
			}
		}
		return count
	}
	for _, place := range held.closed {
		if s.mayFind(segment, held.numbers[place]) {
			count++
		}
	}
	return count
}

// rarity weighs words by how few of the documents that the viewer may find hold them: BM25's idf,
// over all classes.
func (s searcher) rarity(terms []*termPostings) (idf []float64, holding []int) {
	visible := s.visible()
	idf, holding = make([]float64, len(terms)), make([]int, len(terms))
	for i, found := range terms {
		holding[i] = s.docFreq(found)
		if held := float64(holding[i]); held > 0 {
			idf[i] = math.Log(1 + max(0, visible-held+0.5)/(held+0.5))
		}
	}
	return idf, holding
}

// Hit is a document found.
type Hit struct {
	Key graph.Key
	Score
	Class Class
	place place // nowhere, where it is not known
}

// place is where the index has a document.
type place struct {
	segment *segment
	number  uint32
}

// Score is how well a document matches.
type Score struct {
	// Fit says how well its text answers the words, covers which share of the words' weight it
	// holds; both 0 to 1.
	Fit, Coverage float64
	Held          uint32 // the words, as bits
}

// scorer turns how well a document of a class holds each word into its fitness.
type scorer struct {
	idf  []float64
	mass float64 // of all words together
	k1   float64
	// whole: a long text that holds few of the words does so by chance, so what it covers counts
	// twice; a skill is never mentioned by chance.
	whole bool
	// bound is what a score is of worth, or of worth and weight, at most.
	bound float64
}

func newScorer(class Class, idf []float64, weights Weights) scorer {
	s := scorer{idf: idf, k1: weights.K1, whole: class != Skills}
	for _, weight := range idf {
		s.mass += weight
	}
	const rounding = 1 + 1e-9 // whatever the order in which worth and weight were added up
	s.bound = s.score(1, 1) * rounding
	return s
}

// match weighs a document by how well it holds each word, 0 where it does not.
func (s *scorer) match(fits []float32) (one Score, words int) {
	for word, fit := range fits {
		if fit > 0 && s.idf[word] > 0 {
			one.Fit += s.idf[word] * float64(fit)
			one.Coverage += s.idf[word]
			one.Held |= 1 << word
			words++
		}
	}
	one.Fit, one.Coverage = s.score(one.Fit, one.Coverage), one.Coverage/s.mass
	return one, words
}

// score grows with what the words found are worth, and with their weight.
func (s *scorer) score(worth, weight float64) float64 {
	score := worth / (s.mass * (s.k1 + 1))
	if s.whole {
		score *= weight / s.mass
	}
	return score
}

// leastFit is how well a word must be held, at least, for a score, where the other words are worth
// so much and all have this weight.
func (s *scorer) leastFit(score, idf, others, weight float64) float32 {
	const rounding = 1 - 1e-6
	return float32((score*rounding/s.score(1, weight) - others) / idf * rounding)
}

// atMost is a score that none with as much worth and weight exceeds.
func (s *scorer) atMost(worth, weight float64) float64 {
	if s.whole {
		return s.bound * worth * weight
	}
	return s.bound * worth
}
