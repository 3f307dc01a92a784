package index

import (
	"slices"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// Class is a kind of document. Each has fields of its own, since their usual lengths differ.
type Class uint8

// The classes of documents.
const (
	Answers Class = iota
	Questions
	Texts // notes, articles
	Skills
	Profiles
	classCount
)

func (c Class) String() string {
	return [classCount]string{"answer", "question", "text", "skill", "profile"}[c]
}

// The fields of a class: its words as they are written, its language where determined, its audience,
// the day it was published, and whether it is brief.
func (c Class) wordField() string     { return c.String() + ".exact" }
func (c Class) languageField() string { return c.String() + ".tongue" }
func (c Class) audienceField() string { return c.String() + ".see" }
func (c Class) dayField() string      { return c.String() + ".on" }
func (c Class) briefField() string    { return c.String() + ".brief" }

// termBrief is the term of a brief document.
const termBrief = "1"

// restricted marks what only some in the company may see.
const restricted = "closed"

// entry is a document before it is analyzed.
type entry struct {
	key    graph.Key
	class  Class
	labels access.Labels
	on     graph.Date // empty where time does not matter
	brief  bool
	texts  []text.Weighted
}

// add adds texts whose words count so many times.
func (e *entry) add(role text.Role, times int, texts ...string) {
	for _, one := range texts {
		e.texts = append(e.texts, text.Weighted{Text: one, Times: times, Role: role})
	}
}

// document returns an entry as bleve indexes it.
func (e entry) document(analyzer *text.Analyzer) *document.Document {
	analyzed := analyzer.Analyze(e.texts...)
	doc := document.NewDocument(string(e.key))
	doc.AddField(words(e.class.wordField(), analyzed))
	doc.AddField(keywords(e.class.audienceField(), e.audienceTerms()))
	switch analyzed.Language {
	case text.French:
		doc.AddField(keywords(e.class.languageField(), []string{termFrench}))
	case text.English:
		doc.AddField(keywords(e.class.languageField(), []string{termEnglish}))
	}
	if e.on != "" {
		doc.AddField(keywords(e.class.dayField(), []string{string(e.on)}))
	}
	if e.brief {
		doc.AddField(keywords(e.class.briefField(), []string{termBrief}))
	}
	return doc
}

// audienceTerms are "company", or "closed" and the labels of those who may see it.
func (e entry) audienceTerms() []string {
	if slices.Contains(e.labels, access.Company) {
		return []string{string(access.Company)}
	}
	terms := []string{restricted}
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

// field is a bleve field whose terms are counted already.
type field struct {
	name    string
	length  int
	terms   index.TokenFrequencies
	options index.FieldIndexingOptions
}

// words returns a field of the terms of an analyzed document.
func words(name string, document text.Document) *field {
	made := &field{name: name, length: document.Length, terms: make(index.TokenFrequencies, len(document.Terms)), options: index.IndexField}
	all := make([]index.TokenFreq, len(document.Terms))
	for i, term := range document.Terms {
		all[i].Term = term.Text
		all[i].SetFrequency(term.Count)
		made.terms[string(term.Text)] = &all[i]
	}
	return made
}

// keywords returns a field of terms without counts.
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
