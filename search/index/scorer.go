package index

import (
	"math"
	"math/bits"

	"github.com/sachant/sachant/search/text"
)

// Weights are the constants by which a text matches words: BM25 (Robertson and Zaragoza, 2009)
// with constant lengths in place of averages, so that a score depends on no other document's length.
type Weights struct {
	K1, B float64
	// AnswerLength and the others are usual lengths, in words.
	AnswerLength, QuestionLength, TextLength, SkillLength, ProfileLength float64
	// Stem is what a word found by its stem counts, Part one found by a part of a compound, Stop a stop word beside
	// others, 0 to 1.
	Stem, Part, Stop float64
	// Kept is how many texts of each class are kept, those first whose match counts most at their age; KeptSkills how
	// many skills, with all who declare them.
	Kept, KeptSkills int
}

// saturate is BM25's term frequency part: how well a text of so many words holds one of them.
func (w Weights) saturate(class Class, times, length float64) float64 {
	usual := [classCount]float64{w.AnswerLength, w.QuestionLength, w.TextLength, w.SkillLength, w.ProfileLength}[class]
	return times * (w.K1 + 1) / (times + w.K1*(1-w.B+w.B*(length/usual)))
}

// idf is BM25's inverse document frequency: how rare a word is that so many of the documents hold. A word that none
// holds is the rarest: what holds the others only covers little of the query.
func idf(frequency int, documents float64) float64 {
	held := float64(frequency)
	return math.Log(1 + max(0, documents-held+0.5)/(held+0.5))
}

// Score is how well a document matches a query.
type Score struct {
	// Match says how well its text answers the terms, Coverage which share of the terms' weight it
	// holds; both are 0 to 1.
	Match, Coverage float64
	// MatchedTerms is which terms it holds: bit i for the i-th of [Result.Terms]; without the optional ones.
	// AsTyped is which of these it holds as they were typed, and not only by their stem, BySynonym which by synonyms only.
	MatchedTerms, AsTyped, BySynonym uint32
}

// scorer turns how well a document of a class holds each term into its score.
type scorer struct {
	idf      []float64 // by term
	optional []bool    // by term: adds to what it is worth to hold others, and not to their weight
	mass     float64   // of all other terms together
	several  bool      // other terms, none of which an operator asks for
	k1       float64
	// perUnit bounds the match of a document per unit of worth.
	perUnit float64
}

func newScorer(terms []text.QueryTerm, idf []float64, weights Weights) scorer {
	s := scorer{idf: idf, optional: make([]bool, len(terms)), k1: weights.K1}
	others, required := 0, false
	for i, term := range terms {
		s.optional[i] = term.Optional
		s.mass += s.weightOf(i)
		if !term.Optional {
			others, required = others+1, required || term.Required
		}
	}
	s.several = others > 1 && !required
	const rounding = 1 + 1e-9 // for any order in which worth and weight are added up
	s.perUnit = s.match(1) * rounding
	return s
}

// score weighs a document by how well it holds each term, 0 where it does not.
func (s *scorer) score(fits []float32) (score Score) {
	worth, weight := 0.0, 0.0
	for term, fit := range fits {
		if fit > 0 && s.idf[term] > 0 {
			worth += s.idf[term] * float64(fit)
			if !s.optional[term] {
				weight += s.idf[term]
				score.MatchedTerms |= 1 << term
			}
		}
	}
	score.Match, score.Coverage = min(s.match(worth), 1), weight/s.mass
	return score
}

// isByChance reports a text that holds one of several words, and that only in another form: "n'a pas marché" says
// nothing of "marchés publics".
func (s *scorer) isByChance(class Class, score Score) bool {
	return s.several && bits.OnesCount32(score.MatchedTerms) == 1 && score.AsTyped == 0 && class != Skills && class != Profiles
}

// weightOf returns what holding a term adds to the coverage.
func (s *scorer) weightOf(term int) float64 {
	if s.optional[term] {
		return 0
	}
	return s.idf[term]
}

// match grows with what the terms held are worth.
func (s *scorer) match(worth float64) float64 { return worth / (s.mass * (s.k1 + 1)) }

// atMost returns a match that no document with as much worth exceeds.
func (s *scorer) atMost(worth float64) float64 { return s.perUnit * worth }

// leastMatch returns how well a term must be held, at least, for a document to reach a match, where
// the other terms are worth so much.
func (s *scorer) leastMatch(reach, idf, others float64) float32 {
	const rounding = 1 - 1e-6
	return float32((reach*rounding/s.match(1) - others) / idf * rounding)
}
