package search

import (
	"slices"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// class is a sort of document. Each has fields of its own, so that lengths compare.
type class string

const (
	answers   class = "answer"
	questions class = "question"
	writings  class = "text" // notes, articles
	skills    class = "skill"
	profiles  class = "profile"
)

// classCount is how many classes there are.
const classCount = 5

func classes() [classCount]class {
	return [classCount]class{answers, questions, writings, skills, profiles}
}

// The fields of a class: words as they are, their stems, who may see it, when it was said.
func (c class) exact() string { return string(c) + ".exact" }
func (c class) stem() string  { return string(c) + ".stem" }
func (c class) see() string   { return string(c) + ".see" }
func (c class) on() string    { return string(c) + ".on" }

// closed marks what not everybody in the company may see.
const closed = "closed"

// entry is a document before its text is cut into words.
type entry struct {
	key    graph.Key
	class  class
	labels access.Labels
	on     graph.Date // empty where time does not matter
	texts  []part
}

// part is a text that counts so many times.
type part struct {
	text  string
	times int
}

// document cuts an entry into words. Both languages' stems are kept unless the text is
// clearly in one.
func (e entry) document(lexicon *lexicon) *document.Document {
	tally := tally{words: map[*word]int{}}
	for _, part := range e.texts {
		tally.add(part, lexicon)
	}
	language := tongueOf(tally.french, tally.english)
	exact, stems := newField(e.class.exact(), tally.length), newField(e.class.stem(), tally.length)
	for word, times := range tally.words {
		exact.add(word.exact, times)
		for _, stem := range word.stems(language) {
			stems.add(stem, times)
		}
	}
	doc := document.NewDocument(string(e.key))
	doc.AddField(exact)
	doc.AddField(stems)
	doc.AddField(keywords(e.class.see(), e.seeTerms()))
	if e.on != "" {
		doc.AddField(keywords(e.class.on(), []string{string(e.on)}))
	}
	return doc
}

// seeTerms are "company", or "closed" and the labels of those who may see it.
func (e entry) seeTerms() []string {
	if slices.Contains(e.labels, access.Company) {
		return []string{string(access.Company)}
	}
	terms := []string{closed}
	for _, label := range e.labels {
		terms = append(terms, string(label))
	}
	return terms
}

// tally counts the words of a document.
type tally struct {
	words           map[*word]int
	length          int
	french, english int // stop words met
}

func (t *tally) add(part part, lexicon *lexicon) {
	scan(part.text, func(token token) {
		word := lexicon.word(token)
		switch {
		case word == nil:
		case word.stop():
			t.stop(word)
		default:
			t.count(word, part.times)
		}
	})
}

func (t *tally) stop(word *word) {
	if word.stopFrench && !word.stopEnglish {
		t.french++
	}
	if word.stopEnglish && !word.stopFrench {
		t.english++
	}
}

// count takes a compound as one word of the length, however many parts it is found by.
func (t *tally) count(word *word, times int) {
	t.length += times
	t.words[word] += times
	for _, part := range word.parts {
		t.words[part] += times
	}
}

// field hands bleve words that are counted already, and the length that they are judged by.
type field struct {
	name    string
	length  int
	terms   index.TokenFrequencies
	options index.FieldIndexingOptions
}

func newField(name string, length int) *field {
	return &field{name: name, length: length, terms: index.TokenFrequencies{}, options: index.IndexField}
}

func keywords(name string, terms []string) *field {
	made := &field{name: name, length: len(terms), terms: index.TokenFrequencies{}, options: index.IndexField | index.SkipFreqNorm}
	for _, term := range terms {
		made.add(term, 1)
	}
	return made
}

func (f *field) add(term string, times int) {
	known, found := f.terms[term]
	if !found {
		known = &index.TokenFreq{Term: []byte(term)}
		f.terms[term] = known
	}
	if !f.options.SkipFreqNorm() {
		known.SetFrequency(known.Frequency() + times)
	}
}

// The methods of bleve's index.Field.

func (f *field) Name() string                                     { return f.name }
func (f *field) Value() []byte                                    { return nil }
func (f *field) ArrayPositions() []uint64                         { return nil }
func (f *field) EncodedFieldType() byte                           { return 't' }
func (f *field) Analyze()                                         {}
func (f *field) Options() index.FieldIndexingOptions              { return f.options }
func (f *field) AnalyzedLength() int                              { return f.length }
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.terms }
func (f *field) NumPlainTextBytes() uint64                        { return 0 }
func (f *field) Size() int                                        { return len(f.name) + 32*len(f.terms) }
