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
// nobody asked for other words of their stem, for parts of them, or with the initials of their acronyms. One that is a stop
// word in either language, such as "AT", is found in labels alone.
func inPlace(terms []QueryTerm, words Expression) []QueryTerm {
	for i := range terms {
		forms := slices.DeleteFunc(terms[i].Forms, func(form Form) bool {
			return !form.Exact || form.Part > 0 && !form.All && !terms[i].isRun() || strings.HasPrefix(form.Text, AcronymMark)
		})
		if len(forms) > 0 {
			forms = append(numbersOf(forms[0]), forms[1:]...)
		}
		for k := range forms {
			forms[k].Boost *= words.Boost
		}
		terms[i].Forms, terms[i].InLabels = forms, words.InLabels || terms[i].Stop
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
