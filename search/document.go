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

// The fields of a class: words as they are, in which language where that is clear, who may see it,
// when it was said.
func (c class) exact() string  { return string(c) + ".exact" }
func (c class) tongue() string { return string(c) + ".tongue" }
func (c class) see() string    { return string(c) + ".see" }
func (c class) on() string     { return string(c) + ".on" }

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

// document cuts an entry into words. It is found by the stems of both languages unless the text
// is clearly in one.
func (e entry) document(lexicon *lexicon) *document.Document {
	var tally tally
	for _, part := range e.texts {
		tally.add(part, lexicon)
	}
	doc := document.NewDocument(string(e.key))
	doc.AddField(tally.field(e.class.exact()))
	doc.AddField(keywords(e.class.see(), e.seeTerms()))
	if language := tongueOf(tally.french, tally.english); language != either {
		doc.AddField(keywords(e.class.tongue(), []string{language.term()}))
	}
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

// The terms of languages in the index.
const (
	termFrench  = "fr"
	termEnglish = "en"
)

func (t tongue) term() string {
	if t == inFrench {
		return termFrench
	}
	return termEnglish
}

// tally counts the words of a document, in their spellings.
type tally struct {
	met             []*spelling
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
	t.meet(word.spelling, times)
	for _, part := range word.parts {
		t.meet(part.spelling, times)
	}
}

func (t *tally) meet(spelling *spelling, times int) {
	if spelling.times == 0 {
		t.met = append(t.met, spelling)
	}
	spelling.times += times
}

// field is what was counted; the spellings are then ready for another document.
func (t *tally) field(name string) *field {
	made := &field{name: name, length: t.length, terms: make(index.TokenFrequencies, len(t.met)), options: index.IndexField}
	all := make([]index.TokenFreq, len(t.met))
	for i, spelling := range t.met {
		all[i].Term = spelling.text
		all[i].SetFrequency(spelling.times)
		made.terms[string(spelling.text)] = &all[i]
		spelling.times = 0
	}
	return made
}

// field hands bleve words that are counted already, and the length that they are judged by.
type field struct {
	name    string
	length  int
	terms   index.TokenFrequencies
	options index.FieldIndexingOptions
}

// keywords are terms that are there or not, however often.
func keywords(name string, terms []string) *field {
	made := &field{name: name, length: len(terms), terms: make(index.TokenFrequencies, len(terms)), options: index.IndexField | index.SkipFreqNorm}
	for _, term := range terms {
		made.terms[term] = &index.TokenFreq{Term: []byte(term)}
	}
	return made
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
