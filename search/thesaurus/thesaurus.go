// Package thesaurus knows which labels name the same thing in French and English: synonyms, translations and
// abbreviations. It is pure.
package thesaurus

import (
	"slices"
	"strings"

	"github.com/sachant/sachant/search/text"
)

// Relation is how a label is related to the one that was asked for.
type Relation uint8

// The relations, as SKOS has them.
const (
	// Same is another label of the same concept.
	Same Relation = iota
	// Related is a label of a related concept, such as who does what was asked for.
	Related
)

// Synonym is a label that may be searched in place of another.
type Synonym struct {
	Label    string
	Relation Relation
}

// Match is a part of a text that is a label, with its synonyms.
type Match struct {
	Start, End int // bytes in the text
	Synonyms   []Synonym
}

// Thesaurus finds synonyms by label. It does not change once it is made.
type Thesaurus struct {
	concepts [][]string       // labels, by concept
	related  [][]int          // concepts, by concept
	byKey    map[string][]int // concepts, by [text.PlainKey] of a label
	longest  int              // in words
}

// New returns an empty one.
func New() *Thesaurus { return &Thesaurus{byKey: map[string][]int{}} }

// Add adds a family: a concept and those that are related to it, each with its labels.
func (t *Thesaurus) Add(family ...[]string) {
	first := len(t.concepts)
	for i, labels := range family {
		others := []int{first}
		if i == 0 {
			others = nil
			for other := range family[1:] {
				others = append(others, first+1+other)
			}
		}
		t.concepts, t.related = append(t.concepts, labels), append(t.related, others)
		for _, label := range labels {
			key := text.PlainKey(label)
			if key == "" || slices.Contains(t.byKey[key], first+i) {
				continue
			}
			t.byKey[key] = append(t.byKey[key], first+i)
			t.longest = max(t.longest, strings.Count(key, " ")+1)
		}
	}
}

// Find returns the parts of a text that are labels, in order; of parts that overlap, the longest.
func (t *Thesaurus) Find(query string) []Match {
	words := text.PlainWords(query)
	var found []Match
	for at := 0; at < len(words); {
		length, synonyms := t.longestAt(words[at:])
		if length > 0 && len(synonyms) > 0 {
			found = append(found, Match{words[at].Start, words[at+length-1].End, synonyms})
		}
		at += max(length, 1)
	}
	return found
}

// longestAt returns how many words from the first on are a label, and its synonyms. Words of one compound stay together.
func (t *Thesaurus) longestAt(words []text.PlainWord) (length int, synonyms []Synonym) {
	for n := min(len(words), t.longest); n > 0; n-- {
		if n < len(words) && words[n].Start == words[n-1].Start {
			continue
		}
		parts := make([]string, n)
		for i, word := range words[:n] {
			parts[i] = word.Text
		}
		key := strings.Join(parts, " ")
		if concepts := t.byKey[key]; len(concepts) > 0 {
			return n, t.synonyms(key, concepts)
		}
	}
	return 0, nil
}

// synonyms returns the other labels of concepts, then those of related concepts, each once.
func (t *Thesaurus) synonyms(key string, concepts []int) []Synonym {
	var all []Synonym
	seen := map[string]bool{key: true}
	add := func(concept int, relation Relation) {
		for _, label := range t.concepts[concept] {
			if other := text.PlainKey(label); !seen[other] {
				seen[other] = true
				all = append(all, Synonym{label, relation})
			}
		}
	}
	for _, concept := range concepts {
		add(concept, Same)
	}
	for _, concept := range concepts {
		for _, other := range t.related[concept] {
			add(other, Related)
		}
	}
	return all
}
