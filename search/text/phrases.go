package text

import (
	"maps"
	"slices"
	"strings"
)

// Phrases finds phrases in texts. It is for one goroutine.
type Phrases struct {
	analyzer *Analyzer
	recent   map[string]wordList // the texts looked at last: most are asked about several phrases
}

// wordList is the words of a text.
type wordList struct{ all, content []*word } // content without stop words

// maxRecent is of how many texts [Phrases] keeps the words.
const maxRecent = 512

// NewPhrases returns one.
func NewPhrases() Phrases { return Phrases{NewAnalyzer(nil), map[string]wordList{}} }

// Holds reports whether a text holds words one after the other, each in any of its forms.
func (p Phrases) Holds(text string, words []QueryTerm) bool {
	m := match{held: p.words(text).all, phrase: pointersTo(words)}
	for start := range m.held {
		if m.follows(start, 0) {
			return true
		}
	}
	return false
}

// HoldsAll reports whether a text holds each of some words, in any order.
func (p Phrases) HoldsAll(text string, words []QueryTerm) bool {
	return !slices.ContainsFunc(words, func(one QueryTerm) bool { return !p.Holds(text, []QueryTerm{one}) })
}

// Is reports whether a text consists of words one after the other, stop words aside.
func (p Phrases) Is(text string, words []QueryTerm) bool { return p.consists(text, words, 0) }

// IsExactly is [Phrases.Is] of words as they are written, or of synonyms that count at least so much, above 0 and at most 1;
// not of other words of their stems. "Directrice" is "directeur", and not "direction".
func (p Phrases) IsExactly(text string, words []QueryTerm, least float64) bool {
	return p.consists(text, words, least)
}

func (p Phrases) consists(text string, words []QueryTerm, least float64) bool {
	isOptional := func(one QueryTerm) bool { return one.Optional }
	if slices.ContainsFunc(words, isOptional) {
		words = slices.DeleteFunc(slices.Clone(words), isOptional)
	}
	m := match{held: p.words(text).content, phrase: pointersTo(words), whole: true, least: least}
	return len(words) > 0 && m.follows(0, 0)
}

// Repeats reports whether a text is made of the words of another, all of them and no others, stop words aside. A text
// much longer than the other is not looked at, and of two words or fewer a good answer may be made.
func (p Phrases) Repeats(text, other string) bool {
	const longest, fewest = 4, 3
	if len(text) > longest*len(other) {
		return false
	}
	wanted, said := p.content(other), p.content(text)
	return len(wanted) >= fewest && maps.Equal(wanted, said)
}

// content returns the words of a text but for stop words.
func (p Phrases) content(text string) map[string]bool {
	all := map[string]bool{}
	for _, one := range p.words(text).content {
		all[one.exact] = true
	}
	return all
}

// words cuts a text into words, compounds into their pieces.
func (p Phrases) words(text string) wordList {
	made, known := p.recent[text]
	if known {
		return made
	}
	var all []*word
	Tokenize(Visible(text), func(token Token) {
		folded := p.analyzer.fold(token.Text)
		switch {
		case token.Unspaced:
			all = append(all, &word{exact: folded})
		case !token.Joined || token.Name:
			if one := p.analyzer.word(token); one != nil {
				all = append(all, one)
			}
		default:
			for _, piece := range splitCompound(folded).pieces {
				all = append(all, p.analyzer.plain(piece))
			}
		}
	})
	if len(p.recent) == maxRecent {
		clear(p.recent)
	}
	made = wordList{all, slices.DeleteFunc(slices.Clone(all), (*word).isStop)}
	p.recent[text] = made
	return made
}

// match compares the words of a text with those of a phrase.
type match struct {
	held   []*word
	phrase []*QueryTerm
	whole  bool    // the text ends with the phrase
	least  float64 // that an exact form counts; 0 where stems count too
	failed map[[2]int]bool
	others map[int][]*match // by the place of a word with synonyms: what goes on with one of these
}

// follows reports whether a text goes on, from a word on, as a phrase does. What failed once is not tried again: two
// words of one may also be one of the other, so that there are many ways to the same place.
func (m *match) follows(at, term int) bool {
	held, phrase := m.held[at:], m.phrase[term:]
	if len(phrase) == 0 || len(held) == 0 {
		return len(phrase) == 0 && (len(held) == 0 || !m.whole)
	}
	place := [2]int{at, term}
	if m.failed[place] {
		return false
	}
	first := phrase[0]
	if first.Synonyms {
		return slices.ContainsFunc(m.alternatives(term), func(one *match) bool { return one.follows(at, 0) })
	}
	if m.isHeld(first, held[0]) && m.follows(at+1, term+1) {
		return true
	}
	if len(phrase) > 1 && first.hasExact(held[0].exact) && phrase[1].hasExact(held[0].exact) && m.follows(at+1, term+2) {
		return true
	}
	joined := held[0].exact
	for i, next := range held[1:min(len(held), 3)] {
		if joined += next.exact; first.hasExact(joined) && m.follows(at+i+2, term+1) {
			return true
		}
	}
	apart := first.apart()
	isEqual := func(one *word, text string) bool { return one.exact == text }
	if len(apart) > 1 && len(held) >= len(apart) && slices.EqualFunc(held[:len(apart)], apart, isEqual) && m.follows(at+len(apart), term+1) {
		return true
	}
	if term > 0 { // the first word is tried once in each place
		if m.failed == nil {
			m.failed = map[[2]int]bool{}
		}
		m.failed[place] = true
	}
	return false
}

func (m *match) isHeld(term *QueryTerm, word *word) bool {
	if m.least == 0 {
		return term.isIn(word)
	}
	return slices.ContainsFunc(term.Forms, func(form Form) bool {
		return form.Part == 0 && form.Exact && form.Boost >= m.least && (form.Text == word.exact || word.whole != "" && form.Text == word.whole)
	})
}

// alternatives are matches of a phrase from a word with synonyms on, one for each of these.
func (m *match) alternatives(term int) []*match {
	if made, known := m.others[term]; known {
		return made
	}
	if m.others == nil {
		m.others = map[int][]*match{}
	}
	any := m.phrase[term].Any
	for i := range any {
		words := []*QueryTerm{&any[i]}
		if len(any[i].All) > 0 {
			words = pointersTo(any[i].All)
		}
		m.others[term] = append(m.others[term], &match{held: m.held, phrase: append(words, m.phrase[term+1:]...), whole: m.whole, least: m.least})
	}
	return m.others[term]
}

func pointersTo(words []QueryTerm) []*QueryTerm {
	pointers := make([]*QueryTerm, len(words))
	for i := range words {
		pointers[i] = &words[i]
	}
	return pointers
}

// Words are those that a text must hold together, or the one word.
func (t QueryTerm) Words() []QueryTerm {
	if len(t.All) > 0 {
		return t.All
	}
	return []QueryTerm{t}
}

// Held returns the synonym by which a text holds the term: what was typed, where it holds that.
func (p Phrases) Held(text string, term QueryTerm) (held QueryTerm, found bool) {
	for _, one := range term.Any {
		if p.HoldsAll(text, one.Words()) {
			return one, true
		}
	}
	return held, false
}

// isIn reports whether a word is one of the term's forms.
func (t *QueryTerm) isIn(one *word) bool {
	return t.hasExact(one.exact) || one.whole != "" && t.hasExact(one.whole) || slices.ContainsFunc(t.Forms, func(form Form) bool {
		return form.Part == 0 && !form.Exact && (form.Text == one.french || form.Text == one.english)
	}) || t.isRun() && strings.Contains(one.exact, t.Asked)
}

func (t *QueryTerm) hasExact(text string) bool {
	return slices.ContainsFunc(t.Forms, func(form Form) bool { return form.Part == 0 && form.Exact && form.Text == text })
}

// isRun reports a term of pairs of letters.
func (t *QueryTerm) isRun() bool { return len(t.Forms) > 0 && t.Forms[0].Part == 1 && !t.Forms[0].All }

// apart returns the words that a term is also written in, which count only together.
func (t *QueryTerm) apart() []string {
	var texts []string
	for _, form := range t.Forms {
		if form.All && form.Exact {
			texts = append(texts, form.Text)
		}
	}
	return texts
}

// Spans returns which neighbouring words of a query, from the first on and before the last, a text consists of, stop
// words aside.
func (p Phrases) Spans(text string, words []QueryTerm) (spans [][2]int) {
	held := p.words(text).content
	for first := range words {
		for last := first + 1; last <= len(words) && len(held) > 0; last++ {
			m := match{held: held, phrase: pointersTo(words[first:last]), whole: true}
			if m.follows(0, 0) {
				spans = append(spans, [2]int{first, last})
			}
		}
	}
	return spans
}
