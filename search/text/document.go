package text

import (
	"strings"
)

// Role is what a text of a document is.
type Role uint8

// The roles of texts. In prose the stop words of its language are left out: "or" is gold in French. Of a title every word counts; a label, as of a skill, is also
// found by two neighbouring words written as one. The words of a person's name are found as they are written only:
// neither by a stem nor in place of another word.
const (
	Prose Role = iota
	Title
	Label
	Name
)

// NameMark stands before the words of names in the index.
const NameMark = "@"

// Weighted is a text of a document, each word of which counts Times times.
type Weighted struct {
	Text  string
	Times int
	Role  Role
}

// Document is the analysis of a document.
type Document struct {
	Terms    []Term
	Length   int // in words; a compound is one word, however many terms it is found by, and a stop word none
	Language Language
}

// Term is a word as it is written in the index, and how often a document holds it.
type Term struct {
	Text  []byte
	Count int
}

// Analyze counts the terms of a document's texts.
func (a *Analyzer) Analyze(texts ...Weighted) Document {
	c := counter{analyzer: a}
	for _, text := range texts {
		c.start(text)
		Tokenize(Visible(text.Text), c.token)
	}
	language := languageOf(len(c.french), len(c.english))
	if language != French {
		c.countAll(c.french)
	}
	if language != English {
		c.countAll(c.english)
	}
	document := Document{Length: c.length, Language: language, Terms: make([]Term, len(c.counted))}
	for i, term := range c.counted {
		document.Terms[i] = *term
		term.Count = 0
	}
	if len(document.Terms) > 0 {
		document.Length = max(document.Length, 1)
	}
	return document
}

// counter counts the terms of one document.
type counter struct {
	analyzer        *Analyzer
	counted         []*Term
	length          int
	french, english []*word // stop words of one language only

	text   Weighted
	before *word  // in the text
	letter *word  // before that, where it is a single one: "R" of "R et"
	joined string // the two words before, of a name
	// initials are those of the words before in a label, without and with stop words, of which there are some.
	initials, allInitials []byte
	hasStops              bool
}

func (c *counter) start(text Weighted) {
	c.text, c.before, c.letter, c.joined = text, nil, nil, ""
	c.initials, c.allInitials, c.hasStops = c.initials[:0], c.allInitials[:0], false
}

func (c *counter) token(token Token) {
	if token.Unspaced {
		c.grams(token.Text)
		return
	}
	word := c.analyzer.word(token)
	if word == nil {
		return
	}
	before, letter := c.before, c.letter
	c.before, c.letter = word, nil
	if before != nil && len(before.exact) == 1 {
		c.letter = before
	}
	if letter != nil && len(word.exact) == 1 && isAnd(before.exact) && c.text.Role != Name {
		c.learnt(letter.exact + "&" + word.exact)
	}
	if word.isStop() {
		c.stopWord(word)
	} else {
		c.length += c.text.Times
	}
	switch {
	case c.text.Role == Name:
		c.name(before, word)
		return
	case c.text.Role == Prose && word.isStop():
		return
	case word.whole != "" && (c.text.Role == Label || strings.Contains(word.exact, "&")):
		c.learnt(word.whole)
	}
	if c.text.Role == Label {
		c.acronyms(word)
	}
	c.count(word.term)
	for _, part := range word.parts {
		c.count(part.term)
	}
	if c.text.Role == Label && before != nil && before.joins() && word.joins() {
		c.learnt(before.exact + " " + word.exact)
	}
}

// name counts all spellings of a word of a name, and it joined to the one or two before.
func (c *counter) name(before, word *word) {
	spellings := append([]string{word.exact, word.whole}, word.pieces...)
	if before != nil {
		spellings = append(spellings, before.exact+word.exact)
		if c.joined != "" {
			spellings = append(spellings, c.joined+word.exact) // "delatour" of "De La Tour"
		}
		c.joined = before.exact + word.exact
	}
	for _, one := range distinct(spellings...) {
		c.learnt(NameMark + one)
	}
}

// learnt counts a term that the analyzer does not learn with its words.
func (c *counter) learnt(text string) {
	term, met := c.analyzer.terms[text]
	if !met {
		term = c.analyzer.term(text)
		if c.analyzer.vocabulary != nil {
			c.analyzer.vocabulary.Learn(text)
		}
	}
	c.count(term)
}

// grams counts the letters and the pairs of letters of a run without spaces.
func (c *counter) grams(run string) {
	c.before, c.letter, c.joined = nil, nil, ""
	letters, pairs := gramsOf(c.analyzer.fold(run))
	c.length += c.text.Times * max(1, len(pairs))
	mark := ""
	if c.text.Role == Name {
		mark = NameMark
	}
	for _, one := range append(letters, pairs...) {
		c.learnt(mark + one)
	}
}

func (c *counter) count(term *Term) {
	if term.Count == 0 {
		c.counted = append(c.counted, term)
	}
	term.Count += c.text.Times
}

func (c *counter) stopWord(word *word) {
	switch {
	case word.stopFrench && word.stopEnglish:
	case word.stopFrench:
		c.french = append(c.french, word)
	default:
		c.english = append(c.english, word)
	}
}

// countAll counts stop words of several letters, once each where a title or a label has not counted them.
func (c *counter) countAll(words []*word) {
	c.text.Times = 1
	for _, word := range words {
		if word.term.Count == 0 && len(word.exact) > 1 {
			c.count(word.term)
		}
	}
}

// Language of a text, as far as its stop words tell.
type Language uint8

// The languages of texts.
const (
	Undetermined Language = iota
	French
	English
)

// languageOf needs clear signs: three stop words of one language, and four for each of the other.
func languageOf(french, english int) Language {
	switch {
	case french >= 3 && french >= 4*english:
		return French
	case english >= 3 && english >= 4*french:
		return English
	}
	return Undetermined
}

// Languages is a set of languages, as bits.
type Languages uint8

// AllLanguages is the set of all, the undetermined one included.
const AllLanguages Languages = 1<<Undetermined | 1<<French | 1<<English

// Has reports whether a language is in the set.
func (l Languages) Has(one Language) bool { return l>>one&1 == 1 }
