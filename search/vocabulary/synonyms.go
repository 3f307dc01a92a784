package vocabulary

import (
	"cmp"
	"slices"

	"github.com/sachant/sachant/search/text"
	"github.com/sachant/sachant/search/thesaurus"
)

// Synonyms finds the labels in queries: those of the trades, and those of concepts, which the whole company may see.
type Synonyms struct {
	Trades *thesaurus.Thesaurus // nil for none
	// Index returns the present index of concepts; nil for none.
	Index func() *Index
}

// The most that one part of a query is searched as.
const (
	maxConcepts = 8
	maxSynonyms = 8 // of concepts
)

// Find returns the parts of a text that are labels, with their synonyms and concepts, in order; of parts that overlap,
// the longest.
func (s Synonyms) Find(query string) []thesaurus.Match {
	trades, index := s.Trades, (*Index)(nil)
	if trades == nil {
		trades = thesaurus.New()
	}
	if s.Index != nil {
		index = s.Index()
	}
	if index == nil {
		index = &Index{}
	}
	plain := text.NewPlain()
	var found []thesaurus.Match
	isLabel := func(key string) bool { return trades.Has(key) || index.Has(key) }
	for _, span := range thesaurus.Spans(plain.Words(query), max(trades.Longest(), index.longest), isLabel) {
		match := thesaurus.Match{Start: span.Start, End: span.End, Synonyms: trades.Synonyms(plain, span.Key)}
		index.addTo(&match, plain, span.Key)
		if len(match.Synonyms)+len(match.Concepts) > 0 {
			found = append(found, match)
		}
	}
	return found
}

// addTo adds the concepts that have a label with a key, and their other labels.
func (x *Index) addTo(match *thesaurus.Match, plain text.Plain, key string) {
	seen := map[string]bool{key: true}
	for _, one := range match.Synonyms {
		seen[plain.Key(one.Label)] = true
	}
	concepts := x.Concepts(key)
	added := 0
	for _, concept := range concepts[:min(len(concepts), maxConcepts)] {
		match.Concepts = append(match.Concepts, string(concept))
		own := slices.Clone(x.labelsOf(concept))
		slices.SortStableFunc(own, func(a, b int32) int { return cmp.Compare(x.labels[a].class, x.labels[b].class) })
		for _, i := range own {
			if one := x.labels[i]; !seen[one.key] && added < maxSynonyms && one.class != hidden && withoutQualifier(one.text) == one.text {
				seen[one.key] = true
				added++
				match.Synonyms = append(match.Synonyms, thesaurus.Synonym{Label: one.text, Relation: thesaurus.Same})
			}
		}
	}
}
