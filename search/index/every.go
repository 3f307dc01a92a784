package index

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// FindAll returns every document of a class, of those that a view shows, that holds all the words of a text, by number,
// and the words as searched, corrections made. After Close it returns [ErrClosed].
func (x *Index) FindAll(ctx context.Context, view *access.View, class Class, words string, weights Weights) ([]Hit, []text.QueryTerm, error) {
	labels, err := view.Labels(ctx)
	if err != nil {
		return nil, nil, err
	}
	x.mutex.RLock()
	defer x.mutex.RUnlock()
	if x.closed {
		return nil, nil, ErrClosed
	}
	terms := text.ParseQuery(words, weights.Stem, weights.Part, x.now.vocabulary.Knows)
	terms = slices.DeleteFunc(terms, func(term text.QueryTerm) bool { return term.Optional })
	if len(terms) == 0 || len(labels) == 0 {
		return nil, terms, nil
	}
	exist := func(hits []Hit) ([]graph.NodeID, error) { return NodeIDs(ctx, view, hits) }
	return x.searcher(ctx, labels, exist, Recency{}, weights).every(class, terms)
}

// FindNamed returns the people of whose names one word is this, of those that a view shows, by number. After Close it
// returns [ErrClosed].
func (x *Index) FindNamed(ctx context.Context, view *access.View, word string, weights Weights) ([]Hit, error) {
	labels, err := view.Labels(ctx)
	if err != nil {
		return nil, err
	}
	x.mutex.RLock()
	defer x.mutex.RUnlock()
	if x.closed {
		return nil, ErrClosed
	}
	if !x.now.vocabulary.IsName(word) {
		return nil, nil
	}
	s := x.searcher(ctx, labels, func(hits []Hit) ([]graph.NodeID, error) { return NodeIDs(ctx, view, hits) }, Recency{}, weights)
	name := text.Form{Exact: true, Text: text.NameMark + word, Boost: 1, Replaced: true}
	postings, err := s.postings([]text.QueryTerm{{Asked: word, Forms: []text.Form{name}}})
	if err != nil {
		return nil, err
	}
	return s.hits(Profiles, postings[0]), nil
}

func (s searcher) every(class Class, terms []text.QueryTerm) ([]Hit, []text.QueryTerm, error) {
	if err := s.withPairs(terms, s.weights.Part); err != nil {
		return nil, nil, err
	}
	postings, err := s.postings(terms)
	if err != nil {
		return nil, nil, err
	}
	terms, _, err = s.correctSpelling(terms, postings, s.frequencies(postings))
	if err != nil {
		return nil, nil, err
	}
	postings, err = s.postings([]text.QueryTerm{text.Combined(text.QueryTerm{All: terms})})
	if err != nil {
		return nil, nil, err
	}
	return s.hits(class, postings[0]), terms, nil
}

// hits returns the documents of a class that the viewer may find.
func (s searcher) hits(class Class, found *termPostings) []Hit {
	var hits []Hit
	for at, part := range s.state.segments {
		list := found.segments[at].classes[class]
		if list == nil {
			continue
		}
		for _, number := range list.numbers {
			if s.mayFind(part, number) {
				hits = append(hits, Hit{Key: part.key(number), Class: class, place: place{part, number}})
			}
		}
	}
	return hits
}
