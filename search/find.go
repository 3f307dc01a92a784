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
	matches     map[graph.Key]match // answers, writings, skills and profiles
	questions   map[graph.Key]match
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
	s := searcher{reader: x.now.reader, labels: labels, asOf: asOf, weights: weights}
	return s.find(ctx, words)
}

func (s searcher) find(ctx context.Context, words []wanted) (findings, error) {
	visible, err := s.visible(ctx)
	if err != nil {
		return findings{}, err
	}
	all, err := s.look(ctx, words)
	if err != nil {
		return findings{}, err
	}
	idf, holding := rarity(all, len(words), visible)
	words, corrections, err := s.correct(ctx, words, holding)
	if err != nil {
		return findings{}, err
	}
	if len(corrections) > 0 {
		if all, err = s.look(ctx, words); err != nil {
			return findings{}, err
		}
		idf, holding = rarity(all, len(words), visible)
	}
	found := findings{words: words, corrections: corrections}
	return found, s.choose(&found, all, idf, min(s.weights.Together, known(holding)))
}

// known counts the words that some visible document holds.
func known(holding []int) int {
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
func (s searcher) choose(found *findings, all []hits, idf []float64, together int) error {
	chosen := map[class][]candidate{}
	total := 0
	for _, hits := range all {
		least := together
		if hits.class == skills {
			least = 1
		}
		chosen[hits.class] = s.weigh(hits, idf, least)
		if hits.class != skills && hits.class != questions {
			total += len(chosen[hits.class])
		}
	}
	if total == 0 {
		for _, hits := range all {
			chosen[hits.class] = s.weigh(hits, idf, 1)
		}
	}
	found.matches, found.questions = map[graph.Key]match{}, map[graph.Key]match{}
	for class, candidates := range chosen {
		into, most := found.matches, s.weights.Kept
		switch class {
		case questions:
			into = found.questions
		case skills:
			most = s.weights.KeptSkills
		}
		if err := s.keep(into, candidates, most); err != nil {
			return err
		}
	}
	return nil
}

func (s searcher) keep(into map[graph.Key]match, candidates []candidate, most int) error {
	best, err := s.best(candidates, most)
	for _, one := range best {
		into[one.key] = one
	}
	return err
}
