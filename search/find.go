package search

import (
	"context"
	"errors"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/rank"
)

// ErrClosed says that the index was closed.
var ErrClosed = errors.New("the search index is closed")

// findings are the documents that answer a query.
type findings struct {
	words       []wanted // as searched, corrections made
	corrections []Correction
	matches     []match // answers, writings, skills and profiles
	questions   []match
	weighed     int // documents, to find these
}

// find looks for a query's words in what labels open, as of a day (empty: whenever).
func (x *Index) find(ctx context.Context, query string, labels access.Labels, asOf graph.Date, weights rank.Words) (findings, error) {
	x.mutex.RLock()
	defer x.mutex.RUnlock()
	if x.now == nil {
		return findings{}, ErrClosed
	}
	words := understand(query, weights)
	if len(words) == 0 || len(labels) == 0 {
		return findings{words: words}, nil
	}
	return x.now.searcher(labels, asOf, weights).find(ctx, words)
}

func (s searcher) find(ctx context.Context, words []wanted) (findings, error) {
	terms, err := s.terms(words)
	if err != nil {
		return findings{}, err
	}
	idf, holding := s.rarity(terms)
	words, corrections, err := s.correct(words, holding)
	if err != nil {
		return findings{}, err
	}
	if len(corrections) > 0 {
		if terms, err = s.terms(words); err != nil {
			return findings{}, err
		}
		idf, holding = s.rarity(terms)
	}
	found := findings{words: words, corrections: corrections}
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
func (s searcher) choose(ctx context.Context, found *findings, terms []*term, idf []float64, together int) error {
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
func (f *findings) take(races [classCount]*race) {
	count := 0
	for i, class := range classes() {
		f.weighed += races[i].weighed
		if class != questions {
			count += len(races[i].best)
		}
	}
	f.matches = make([]match, 0, count)
	for i, class := range classes() {
		if class == questions {
			f.questions = races[i].matches(make([]match, 0, len(races[i].best)), i)
		} else {
			f.matches = races[i].matches(f.matches, i)
		}
	}
}

// matches appends the best documents of a class, and gives back where they stood.
func (r *race) matches(all []match, class int) []match {
	for i := range r.best {
		one := &r.best[i]
		all = append(all, match{one.key(), one.fitness, class, place{one.segment, one.number}})
	}
	r.heaps.put(r.best)
	r.best = nil
	return all
}

// races are run for each class.
func (s searcher) races(ctx context.Context, terms []*term, idf []float64, together int) (races [classCount]*race, err error) {
	for i, class := range classes() {
		least, places := together, s.weights.Kept
		if class == skills {
			least, places = 1, s.weights.KeptSkills
		}
		if races[i], err = s.run(ctx, i, terms, idf, least, places); err != nil {
			return races, err
		}
	}
	return races, nil
}

// noTexts reports whether nothing but skills and questions was found.
func noTexts(races [classCount]*race) bool {
	for i, class := range classes() {
		if class != skills && class != questions && len(races[i].best) > 0 {
			return false
		}
	}
	return true
}
