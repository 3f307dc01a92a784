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
	// Concepts are the keys of concepts of the graph that it names.
	Concepts []string
}

// Thesaurus finds synonyms by label. It does not change once it is made.
type Thesaurus struct {
	concepts [][]string       // labels, by concept
	related  [][]int          // concepts, by concept
	byKey    map[string][]int // concepts, by [text.Plain.Key] of a label
	plain    text.Plain
	longest  int // in words
}

// New returns an empty one.
func New() *Thesaurus { return &Thesaurus{byKey: map[string][]int{}, plain: text.NewPlain()} }

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
			key := t.plain.Key(label)
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
	var found []Match
	plain := text.NewPlain()
	for _, span := range Spans(plain.Words(query), t.longest, func(key string) bool { return len(t.byKey[key]) > 0 }) {
		if synonyms := t.Synonyms(plain, span.Key); len(synonyms) > 0 {
			found = append(found, Match{Start: span.Start, End: span.End, Synonyms: synonyms})
		}
	}
	return found
}

// Span is some words of a text, one after the other.
type Span struct {
	Key        string // as [text.Plain.Key] has it
	Start, End int    // bytes in the text
}

// Spans returns the parts of a text of at most so many words that are labels, in order; of parts that overlap, the
// longest. Words of one compound stay together.
func Spans(words []text.PlainWord, longest int, isLabel func(key string) bool) []Span {
	var found []Span
	for at := 0; at < len(words); {
		length := 0
		if at > 0 && words[at].Start == words[at-1].Start { // the end of a compound: "cert-manager" is no manager
			at++
			continue
		}
		for n := min(len(words)-at, longest); n > 0 && length == 0; n-- {
			if at+n < len(words) && words[at+n].Start == words[at+n-1].Start {
				continue
			}
			if key := keyOf(words[at : at+n]); isLabel(key) {
				found = append(found, Span{key, words[at].Start, words[at+n-1].End})
				length = n
			}
		}
		at += max(length, 1)
	}
	return found
}

func keyOf(words []text.PlainWord) string {
	parts := make([]string, len(words))
	for i, word := range words {
		parts[i] = word.Text
	}
	return strings.Join(parts, " ")
}

// Longest is the number of words of the longest label.
func (t *Thesaurus) Longest() int { return t.longest }

// Has reports whether a key is that of a label.
func (t *Thesaurus) Has(key string) bool { return len(t.byKey[key]) > 0 }

// Synonyms returns the other labels of the concepts that have a label with a key, then those of related concepts, each
// once.
func (t *Thesaurus) Synonyms(plain text.Plain, key string) []Synonym {
	var all []Synonym
	seen := map[string]bool{key: true}
	add := func(concept int, relation Relation) {
		for _, label := range t.concepts[concept] {
			if other := plain.Key(label); !seen[other] {
				seen[other] = true
				all = append(all, Synonym{label, relation})
			}
		}
	}
	concepts := t.byKey[key]
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
