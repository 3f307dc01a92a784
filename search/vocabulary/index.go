// Package vocabulary knows the labels of the concepts of a graph: which concepts a label names, which of them a skill is,
// and which begin with what somebody types.
package vocabulary

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/text"
)

// Index finds concepts by their labels. It does not change once it is made, and may be used by several goroutines.
type Index struct {
	labels  []label // by key, then by concept
	longest int     // in words

	once      sync.Once
	byConcept map[graph.Key][]int32

	onceWords sync.Once
	words     map[string]bool // of the keys

	onceTyped  sync.Once
	beginnings []beginning // in alphabetical order
}

// label is one of a concept.
type label struct {
	key     string // as [text.Plain.Key] has it
	text    string // as the scheme writes it
	concept graph.Key
	scheme  string
	class   labelClass
}

// labelClass orders labels: the preferred one names a concept best.
type labelClass uint8

const (
	preferred labelClass = iota
	alternative
	hidden
)

// Read makes an index of the concepts of a graph that are not deprecated.
func Read(ctx context.Context, reader graph.Reader) (*Index, error) {
	x, plain := &Index{}, text.NewPlain()
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		concept := graph.As[graph.Concept](fact)
		if !concept.Deprecated && concept.Type != graph.ConceptGroup {
			x.add(plain, fact.Key, concept)
		}
		return nil
	}, graph.KindConcept)
	if err != nil {
		return nil, fmt.Errorf("read the labels of concepts: %w", err)
	}
	x.sort()
	return x, nil
}

// sort puts the labels in order, each of a concept once.
func (x *Index) sort() {
	slices.SortFunc(x.labels, func(a, b label) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.concept, b.concept), cmp.Compare(a.class, b.class))
	})
	x.labels = slices.CompactFunc(x.labels, func(a, b label) bool { return a.key == b.key && a.concept == b.concept })
	for _, one := range x.labels {
		x.longest = max(x.longest, strings.Count(one.key, " ")+1)
	}
}

// labelsOf returns the labels of a concept, by number.
func (x *Index) labelsOf(concept graph.Key) []int32 {
	x.once.Do(func() {
		x.byConcept = make(map[graph.Key][]int32, len(x.labels))
		for i, one := range x.labels {
			x.byConcept[one.concept] = append(x.byConcept[one.concept], int32(i))
		}
	})
	return x.byConcept[concept]
}

func (x *Index) add(plain text.Plain, key graph.Key, concept graph.Concept) {
	for class, literals := range [][]graph.Literal{concept.PrefLabel, concept.AltLabel, concept.HiddenLabel} {
		for _, literal := range literals {
			text := strings.Join(strings.Fields(literal.Text()), " ")
			x.addLabel(plain.Key(text), label{text: text, concept: key, scheme: concept.InScheme, class: labelClass(class)})
			if short := withoutQualifier(text); short != text {
				x.addLabel(plain.Key(short), label{text: short, concept: key, scheme: concept.InScheme, class: max(alternative, labelClass(class))})
			}
		}
	}
}

func (x *Index) addLabel(key string, one label) {
	if one.key = key; key != "" {
		x.labels = append(x.labels, one)
	}
}

// withoutQualifier returns a label without what tells it apart in parentheses at its end: "Python" of "Python
// (programmation informatique)".
func withoutQualifier(label string) string {
	if at := strings.LastIndex(label, " ("); at > 0 && strings.HasSuffix(label, ")") {
		return label[:at]
	}
	return label
}

// HasWord reports whether a word, by its key, is one of a label.
func (x *Index) HasWord(key string) bool {
	x.onceWords.Do(func() {
		x.words = map[string]bool{}
		for _, one := range x.labels {
			for word := range strings.FieldsSeq(one.key) {
				x.words[word] = true
			}
		}
	})
	return x.words[key]
}

// Len returns how many labels there are.
func (x *Index) Len() int { return len(x.labels) }

// named returns the labels with a key.
func (x *Index) named(key string) []label {
	at := sort.Search(len(x.labels), func(i int) bool { return x.labels[i].key >= key })
	end := at
	for end < len(x.labels) && x.labels[end].key == key {
		end++
	}
	return x.labels[at:end]
}

// Has reports whether a key, as [text.Plain.Key] has it, is that of a label.
func (x *Index) Has(key string) bool { return len(x.named(key)) > 0 }

// Concepts returns the concepts that have a label with a key, those that prefer it first.
func (x *Index) Concepts(key string) []graph.Key {
	found := slices.Clone(x.named(key))
	slices.SortStableFunc(found, func(a, b label) int { return cmp.Compare(a.class, b.class) })
	keys := make([]graph.Key, len(found))
	for i, one := range found {
		keys[i] = one.concept
	}
	return keys
}

// Named is a concept that has a label.
type Named struct {
	Concept graph.Key
	Scheme  string
	// Label is that label as the scheme writes it, Preferred the label that the scheme prefers: the same, where it prefers
	// the one that was looked for in any language.
	Label, Preferred string
}

// Named returns the concepts that have a label with a key, those that prefer it first.
func (x *Index) Named(key string) []Named {
	found := slices.Clone(x.named(key))
	slices.SortStableFunc(found, func(a, b label) int { return cmp.Compare(a.class, b.class) })
	all := make([]Named, len(found))
	for i, one := range found {
		all[i] = Named{one.concept, one.scheme, one.text, one.text}
		for _, other := range x.labelsOf(one.concept) {
			if one.class != preferred && x.labels[other].class == preferred {
				all[i].Preferred = x.labels[other].text
				break
			}
		}
	}
	return all
}

// Longest returns the number of words of the longest label.
func (x *Index) Longest() int { return x.longest }
