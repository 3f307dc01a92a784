package index

import (
	"context"
	"errors"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// ErrClosed says that the index was closed.
var ErrClosed = errors.New("the search index is closed")

// Result are the documents that answer a query.
type Result struct {
	Terms       []text.QueryTerm // as searched, corrections made
	Corrections []Correction
	Hits        []Hit // answers, writings, skills and profiles
	Questions   []Hit
	Scored      int // documents, to find these
}

// Search looks for a query's words in what labels open, as of a day (empty: whenever).
func (x *Index) Search(ctx context.Context, query string, labels access.Labels, asOf graph.Date, weights Weights) (Result, error) {
	x.mutex.RLock()
	defer x.mutex.RUnlock()
	if x.now == nil {
		return Result{}, ErrClosed
	}
	words := text.ParseQuery(query, weights.Stem, weights.Part)
	if len(words) == 0 || len(labels) == 0 {
		return Result{Terms: words}, nil
	}
	return x.now.searcher(labels, asOf, weights).find(ctx, words)
}

func (s searcher) find(ctx context.Context, words []text.QueryTerm) (Result, error) {
	terms, err := s.terms(words)
	if err != nil {
		return Result{}, err
	}
	idf, holding := s.rarity(terms)
	words, corrections, err := s.correct(words, holding)
	if err != nil {
		return Result{}, err
	}
	if len(corrections) > 0 {
		if terms, err = s.terms(words); err != nil {
			return Result{}, err
		}
		idf, holding = s.rarity(terms)
	}
	found := Result{Terms: words, Corrections: corrections}
	return found, s.choose(ctx, &found, terms, idf, min(s.weights.Together, countKnown(holding)))
}

// countKnown counts the words that some visible document holds.
func countKnown(holding []int) int {
	count := 0
	for _, n := range holding {
		if n > 0 {
			count++
		}
	}
	return count
}

// choose keeps the best documents of each class. Texts and profiles must hold several of the
// words together, unless none does; a skill's name is short, one word of it says what it is about.
func (s searcher) choose(ctx context.Context, found *Result, terms []*termPostings, idf []float64, together int) error {
	races, err := s.races(ctx, terms, idf, together)
	if err == nil && together > 1 && noTexts(races) {
		races, err = s.races(ctx, terms, idf, 1)
	}
	if err != nil {
		return err
	}
	found.take(races)
	return nil
}

// take makes matches of what was found.
func (f *Result) take(races [classCount]*topK) {
	count := 0
	for i := range classCount {
		f.Scored += races[i].weighed
		if i != Questions {
			count += len(races[i].best)
		}
	}
	f.Hits = make([]Hit, 0, count)
	for i := range classCount {
		if i == Questions {
			f.Questions = races[i].matches(make([]Hit, 0, len(races[i].best)), i)
		} else {
			f.Hits = races[i].matches(f.Hits, i)
		}
	}
}

// matches appends the best documents of a class, and gives back where they stood.
func (r *topK) matches(all []Hit, class Class) []Hit {
	for i := range r.best {
		one := &r.best[i]
		all = append(all, Hit{one.key(), one.Score, class, place{one.segment, one.number}})
	}
	r.pool.put(r.best)
	r.best = nil
	return all
}

// races are run for each class.
func (s searcher) races(ctx context.Context, terms []*termPostings, idf []float64, together int) (races [classCount]*topK, err error) {
	for i := range classCount {
		least, places := together, s.weights.Kept
		if i == Skills {
			least, places = 1, s.weights.KeptSkills
		}
		if races[i], err = s.run(ctx, i, terms, idf, least, places); err != nil {
			return races, err
		}
	}
	return races, nil
}

// noTexts reports whether nothing but skills and questions was found.
func noTexts(races [classCount]*topK) bool {
	for i := range classCount {
		if i != Skills && i != Questions && len(races[i].best) > 0 {
			return false
		}
	}
	return true
}
