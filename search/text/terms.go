package text

import (
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis/char/asciifolding"
)

// Conditions returns what an expression says of people: parts of it that consist of fields alone, all of which must
// hold.
func (e Expression) Conditions() []Expression {
	fields, words := e.kinds()
	if fields && !words {
		return []Expression{e}
	}
	var all []Expression
	if fields {
		for _, one := range e.Operands {
			all = append(all, one.Conditions()...)
		}
	}
	return all
}

// Terms returns what an expression looks for and what it leaves out. The values of skills and titles are looked for too.
func (e Expression) Terms(options TermOptions) (wanted, excluded []QueryTerm) {
	b := termBuilder{TermOptions: options}
	b.add(e, false)
	return b.inTurn(), b.excluded[:min(len(b.excluded), maxTerms)]
}

type termBuilder struct {
	TermOptions
	wanted, excluded []QueryTerm
}

// inTurn returns the terms wanted, each once, at last the optional ones.
func (b *termBuilder) inTurn() []QueryTerm {
	var terms, optional []QueryTerm
	onlyStops := !slices.ContainsFunc(b.wanted, func(term QueryTerm) bool { return !term.Stop })
	for _, term := range b.wanted {
		same := func(other QueryTerm) bool {
			return other.InOrder == term.InOrder && len(other.Forms) == len(term.Forms) && other.Forms[0].Text == term.Forms[0].Text
		}
		if term.Stop && !onlyStops {
			term.Optional, term.Required = true, false
		}
		switch {
		case slices.ContainsFunc(terms, same) || slices.ContainsFunc(optional, same):
		case term.Optional:
			optional = append(optional, term)
		default:
			terms = append(terms, term)
		}
	}
	terms = append(terms, optional...)
	return terms[:min(len(terms), maxTerms)]
}

// add adds an expression's terms; required ones where an operator joins it to others.
func (b *termBuilder) add(e Expression, required bool) {
	switch e.Operator {
	case Words:
		b.addWords(e.Text, required)
	case Field:
		if e.hasWords() {
			b.addWords(e.Text, false)
		}
	case Sequence, All:
		for _, one := range e.Operands {
			b.add(one, required || e.Operator == All)
		}
	case Not:
		if fields, _ := e.kinds(); !fields {
			if term, found := b.operand(e.Operands[0]); found {
				b.excluded = append(b.excluded, term)
			}
		}
	default:
		if term, found := b.operand(e); found {
			fields, _ := e.kinds()
			term.Required = !fields && (!e.Optional || required)
			b.wanted = append(b.wanted, term)
		}
	}
}

func (b *termBuilder) addWords(text string, required bool) {
	for _, term := range ParseQuery(text, b.Stem, b.Part, b.Knows) {
		term.Required = required && !term.Optional
		b.wanted = append(b.wanted, term)
	}
}

// hasWords reports a field whose value is looked for in texts.
func (e Expression) hasWords() bool { return e.Field == SkillField || e.Field == TitleField }

// operand returns an expression as one term; none where it holds no words.
func (b *termBuilder) operand(e Expression) (QueryTerm, bool) {
	var parts []QueryTerm
	switch e.Operator {
	case Field, Words:
		if e.Operator == Words || e.hasWords() {
			parts = slices.DeleteFunc(ParseQuery(e.Text, b.Stem, b.Part, b.Knows), func(term QueryTerm) bool { return term.Optional })
			if e.Boost > 0 {
				parts = inPlace(parts, e)
			}
		}
	case Phrase:
		return b.phrase(e.Text)
	default:
		for _, one := range e.Operands {
			if term, found := b.operand(one); found {
				parts = append(parts, term)
			}
		}
	}
	switch parts = parts[:min(len(parts), maxTerms)]; {
	case len(parts) == 0:
		return QueryTerm{}, false
	case len(parts) == 1:
		return parts[0], true
	case e.Optional:
		return Combined(QueryTerm{Asked: parts[0].Asked, Any: parts, Synonyms: true}), true
	case e.Operator == Any:
		return Combined(QueryTerm{Asked: askedOf(parts, " / "), Any: parts}), true
	}
	return Combined(QueryTerm{Asked: askedOf(parts, " "), All: parts}), true
}

// inPlace returns words that stand in place of those typed. They are found as they are, in the singular or the plural:
// nobody asked for other words of their stem, or with the initials of their acronyms.
func inPlace(terms []QueryTerm, words Expression) []QueryTerm {
	for i := range terms {
		forms := slices.DeleteFunc(terms[i].Forms, func(form Form) bool { return !form.Exact || strings.HasPrefix(form.Text, AcronymMark) })
		if len(forms) > 0 {
			forms = append(numbersOf(forms[0]), forms[1:]...)
		}
		for k := range forms {
			forms[k].Boost *= words.Boost
		}
		terms[i].Forms, terms[i].InLabels = forms, words.InLabels
	}
	return terms
}

// numbersOf returns a word, and its singular or its plural.
func numbersOf(form Form) []Form {
	other := form
	base, isPlural := strings.CutSuffix(form.Text, "s")
	switch {
	case form.Part > 0 || len(form.Text) < 3 || !onlyLetters(form.Text):
		return []Form{form}
	case isPlural:
		other.Text = base
	default:
		other.Text += "s"
	}
	return []Form{form, other}
}

// phrase returns words in quotes as one term; one word alone is searched as it is written.
func (b *termBuilder) phrase(text string) (QueryTerm, bool) {
	words := b.inOrder(text)
	words = words[:min(len(words), maxTerms)]
	if len(words) == 1 {
		word := words[0]
		word.Forms = slices.DeleteFunc(slices.Clone(word.Forms), func(form Form) bool { return !form.Exact || form.Loose })
		return word, true
	}
	return Combined(QueryTerm{Asked: text, All: words, InOrder: true}), len(words) > 0
}

// Combined returns a term of several with the forms of all of them, but of optional ones.
func Combined(term QueryTerm) QueryTerm {
	term.Forms = nil
	for _, part := range slices.Concat(term.Any, term.All) {
		if !part.Optional {
			term.Forms = append(term.Forms, part.Forms...)
		}
	}
	return term
}

// Quoted returns what was asked, a phrase in its quotes.
func (t QueryTerm) Quoted() string {
	if t.InOrder {
		return "“" + t.Asked + "”"
	}
	return t.Asked
}

func askedOf(terms []QueryTerm, between string) string {
	asked := terms[0].Asked
	for _, term := range terms[1:] {
		asked += between + term.Asked
	}
	return asked
}

// Phrases finds phrases in texts. It is for one goroutine.
type Phrases struct{ analyzer *Analyzer }

// NewPhrases returns one.
func NewPhrases() Phrases { return Phrases{NewAnalyzer(nil)} }

// Holds reports whether a text holds words one after the other, each in any of its forms.
func (p Phrases) Holds(text string, words []QueryTerm) bool {
	m := match{held: p.words(text), phrase: words}
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
func (p Phrases) Is(text string, words []QueryTerm) bool {
	held := slices.DeleteFunc(p.words(text), func(one *word) bool { return one.isStop() })
	words = slices.DeleteFunc(slices.Clone(words), func(one QueryTerm) bool { return one.Optional })
	m := match{held: held, phrase: words, whole: true}
	return len(words) > 0 && m.follows(0, 0)
}

// words cuts a text into words, compounds into their pieces.
func (p Phrases) words(text string) []*word {
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
	return all
}

// match compares the words of a text with those of a phrase.
type match struct {
	held   []*word
	phrase []QueryTerm
	whole  bool // the text ends with the phrase
	failed map[[2]int]bool
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
		return slices.ContainsFunc(first.Any, func(one QueryTerm) bool {
			inner := match{held: held, phrase: slices.Concat(one.Words(), phrase[1:]), whole: m.whole}
			return inner.follows(0, 0)
		})
	}
	if first.isIn(held[0]) && m.follows(at+1, term+1) {
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
func (t QueryTerm) isIn(one *word) bool {
	return t.hasExact(one.exact) || one.whole != "" && t.hasExact(one.whole) || slices.ContainsFunc(t.Forms, func(form Form) bool {
		return form.Part == 0 && !form.Exact && (form.Text == one.french || form.Text == one.english)
	}) || t.isRun() && strings.Contains(one.exact, t.Asked)
}

func (t QueryTerm) hasExact(text string) bool {
	return slices.ContainsFunc(t.Forms, func(form Form) bool { return form.Part == 0 && form.Exact && form.Text == text })
}

// isRun reports a term of pairs of letters.
func (t QueryTerm) isRun() bool { return len(t.Forms) > 0 && t.Forms[0].Part == 1 && !t.Forms[0].All }

// apart returns the words that a term is also written in, which count only together.
func (t QueryTerm) apart() []string {
	var texts []string
	for _, form := range t.Forms {
		if form.All && form.Exact {
			texts = append(texts, form.Text)
		}
	}
	return texts
}

// Names reports whether an expression has a condition on a field.
func (e Expression) Names(field FieldName) bool {
	return e.Operator == Field && e.Field == field || slices.ContainsFunc(e.Operands, func(one Expression) bool { return one.Names(field) })
}

// Admits reports whether a level is one that a condition asks for.
func (e Expression) Admits(level float64) bool {
	switch e.Compare {
	case ">=":
		return level >= e.Level
	case "<=":
		return level <= e.Level
	case ">":
		return level > e.Level
	case "<":
		return level < e.Level
	}
	return level == e.Level
}

// NameWords returns the words of a name, or of a query that may be one, folded, compounds in their pieces.
func NameWords(text string) []string {
	var words []string
	analyzer := &Analyzer{ascii: asciifolding.New()}
	Tokenize(limited(text), func(token Token) {
		folded := analyzer.fold(token.Text)
		if token.Unspaced {
			words = append(words, folded)
			return
		}
		words = append(words, splitCompound(folded).pieces...)
	})
	return words
}

// Fields returns the conditions on single fields that must hold, whichever way they are joined, but for those negated.
func (e Expression) Fields() []Expression {
	switch e.Operator {
	case Field:
		return []Expression{e}
	case Not:
		return nil
	}
	var all []Expression
	for _, one := range e.Operands {
		all = append(all, one.Fields()...)
	}
	return all
}
