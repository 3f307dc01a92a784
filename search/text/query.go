package text

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// The limits of what is read of a query. More adds nothing to what is found.
const (
	maxQuery = 2000 // bytes
	maxTerms = 24
	maxPairs = 64 // of letters, of a run without spaces
)

// QueryTerm is a word of a query with the forms in which a text may hold it, or several that count as one.
type QueryTerm struct {
	Asked string // as typed
	// Forms are, where there are several words, those of all of them.
	Forms []Form
	// Any are alternatives: a text counts by the one that it holds best.
	Any []QueryTerm
	// Synonyms: the first alternative is as typed, the others were put beside it.
	Synonyms bool
	// InLabels: only profiles and skills are found by it.
	InLabels bool
	// All are words that a text must hold together. InOrder asks for them one after the other, optional ones included.
	All     []QueryTerm
	InOrder bool
	// Required is a term that an operator of the query asks for: nobody is found without evidence that holds it.
	Required bool
	// Stop is a word too common to be searched for, where the query has others.
	Stop bool
	// Optional is a stop word beside other words: it adds to what holds it, and nothing is found by it alone.
	Optional bool
}

// Form is a word or a stem by which a text is found. A text that holds it counts Boost, 0 to 1.
type Form struct {
	Exact bool // or a stem
	Text  string
	Boost float64
	// Part is 0 for the whole word. Otherwise it is the number of a part of it: what a text holds of different parts
	// adds up.
	Part int
	// All is of a part that counts only with the others.
	All bool
	// Loose is a part of a word of which others are left out: a text that holds it does not hold the word.
	Loose bool
	// Replaced is a word searched in place of the one typed: names do not count.
	Replaced bool
}

// SplitForms are two words in place of one that joins them; a text that holds both counts boost.
func SplitForms(left, right string, boost float64) []Form {
	return []Form{
		{Exact: true, Text: left, Boost: boost / 2, Part: 1, All: true, Replaced: true},
		{Exact: true, Text: right, Boost: boost / 2, Part: 2, All: true, Replaced: true},
	}
}

// queryWord is a token of a query and what it means.
type queryWord struct {
	token Token
	*word // nil for a run without spaces
	// acronym is a token in capitals in a query that is not, asks a word by which a sentence only asks.
	acronym, asks bool
}

// ParseQuery returns the words of a query, each once, at last those that are optional. A text found by the stem of a
// word counts stem, one found by a part of a compound counts part; both are 0 to 1. Two neighbours are also searched
// joined, where knows says that some text may write them so. Parts are the last forms of a word.
func ParseQuery(query string, stem, part float64, knows func(joined string) bool) []QueryTerm {
	var terms, optional []QueryTerm
	seen := map[string]bool{}
	for _, term := range (TermOptions{stem, part, knows}).inOrder(query) {
		switch {
		case seen[term.Forms[0].Text]:
			continue
		case term.Optional:
			optional = append(optional, term)
		default:
			terms = append(terms, term)
		}
		seen[term.Forms[0].Text] = true
	}
	terms = append(terms, optional...)
	return terms[:min(len(terms), maxTerms)]
}

// TermOptions are what [ParseQuery] takes beside the query.
type TermOptions struct {
	Stem, Part float64
	Knows      func(joined string) bool
}

// inOrder returns the words of a query as they stand there.
func (o TermOptions) inOrder(query string) []QueryTerm {
	words := queryWords(query)
	onlyStops := !slices.ContainsFunc(words, func(one queryWord) bool { return !one.isAside() })
	terms := make([]QueryTerm, len(words))
	for i, one := range words {
		term := one.term(o.Stem, o.Part)
		if acronym := acronymForm(one, o.Part, o.Knows); acronym.Text != "" {
			term.Forms = slices.Insert(term.Forms, 1, acronym)
		}
		for _, first := range [...]int{i - 1, i} {
			if first < 0 || first+1 == len(words) {
				continue
			}
			if joined := joinedForm(words[first], words[first+1], onlyStops, o.Part); joined.Text != "" && o.Knows(joined.Text) {
				term.Forms = slices.Insert(term.Forms, 1, joined)
			}
		}
		if spelled := spelledForm(words, i); spelled.Text != "" {
			term.Forms = slices.Insert(term.Forms, 1, spelled)
		}
		term.Stop = one.isAside()
		term.Optional = term.Stop && !onlyStops
		terms[i] = term
	}
	return terms
}

// limited returns what is read of a query, in composed letters.
func limited(query string) string {
	return Visible(norm.NFC.String(strings.ToValidUTF8(query[:min(len(query), maxQuery)], " ")))
}

func queryWords(query string) []queryWord {
	query = limited(query)
	analyzer := NewAnalyzer(nil)
	allCapitals := query == strings.ToUpper(query)
	var words []queryWord
	Tokenize(query, func(token Token) {
		analyzed := token
		if allCapitals && !token.Name {
			analyzed.Text = strings.ToLower(token.Text)
		}
		if token.Unspaced {
			words = append(words, queryWord{token: Token{Text: analyzer.fold(token.Text), Unspaced: true}})
		} else if word := analyzer.word(analyzed); word != nil {
			words = append(words, queryWord{token: token, word: word.asWritten(token.Text), acronym: isAcronym(analyzed.Text)})
		}
	})
	markAsking(words)
	return words
}

// asWritten returns a word without its English stem where it is written with accents: "marchés" is not "march".
func (w *word) asWritten(typed string) *word {
	isAccent := func(r rune) bool { return r >= '\u0300' && r <= '\u036f' }
	if isASCII(typed) || !strings.ContainsFunc(norm.NFD.String(typed), isAccent) {
		return w
	}
	french := *w
	french.english = ""
	return &french
}

func (w queryWord) term(stem, part float64) QueryTerm {
	if w.word != nil {
		return QueryTerm{Asked: w.token.Text, Forms: w.forms(stem, part)}
	}
	letters, pairs := gramsOf(w.token.Text)
	grams := pairs[:min(len(pairs), maxPairs)]
	if len(grams) == 0 {
		grams = letters
	}
	term := QueryTerm{Asked: w.token.Text}
	for i, gram := range grams {
		term.Forms = append(term.Forms, Form{Exact: true, Text: gram, Boost: 1 / float64(len(grams)), Part: i + 1})
	}
	return term
}

// joinedForm is two neighbours as one word; its text is empty where they are not joined.
func joinedForm(a, b queryWord, onlyStops bool, part float64) Form {
	switch {
	case a.word == nil || b.word == nil || isNumber(a.exact) && isNumber(b.exact):
		return Form{}
	case a.joins() && b.joins() || onlyStops:
		return Form{Exact: true, Text: otherNames(a.exact + b.exact), Boost: 1}
	case a.isStop() && b.isStop():
		return Form{}
	}
	return Form{Exact: true, Text: a.exact + b.exact, Boost: part} // "le Goff"
}

// forms returns those in which a text may hold the word, in either language.
func (w *word) forms(stemBoost, partBoost float64) []Form {
	forms := []Form{{Exact: true, Text: w.exact, Boost: 1}}
	if w.whole != "" && !strings.Contains(w.exact, "&") { // "R&D" is also "rd", but "c&a" is not "ça"
		forms = append(forms, Form{Exact: true, Text: w.whole, Boost: 1})
	}
	for _, stem := range w.stems() {
		forms = append(forms, Form{Text: stem, Boost: stemBoost})
	}
	parts, joined := w.parts, ""
	if w.isCode() {
		parts = w.runs
	}
	for _, part := range parts {
		joined += part.exact
	}
	for i, part := range parts {
		if joined != w.exact && isNumber(part.exact) {
			continue // "400" alone says nothing of "AS/400"
		}
		for _, inner := range part.asPart() {
			inner.Boost *= partBoost / float64(len(parts))
			inner.Part, inner.All, inner.Loose = i+1, w.isCode(), joined != w.exact
			forms = append(forms, inner)
		}
	}
	return forms
}

// asPart returns the forms of a part of a compound: as it stands there, in the singular or the plural. Other words of its stem
// have too little to do with the whole: "management" says nothing of "cert-manager".
func (w *word) asPart() []Form {
	forms := numbersOf(Form{Exact: true, Text: w.exact, Boost: 1})
	if w.whole != "" {
		forms = append(forms, Form{Exact: true, Text: w.whole, Boost: 1})
	}
	return forms
}

// spelledForm is the name that a word of one letter spells with its neighbours: "r&d" of "R et D", "chsct" of
// "C H S C T"; its text is empty where it spells none.
func spelledForm(words []queryWord, at int) Form {
	isLetter := func(i int) bool { return i >= 0 && i < len(words) && words[i].word != nil && len(words[i].exact) == 1 }
	if !isLetter(at) {
		return Form{}
	}
	for _, first := range [...]int{at - 2, at} {
		if isLetter(first) && isLetter(first+2) && isAnd(strings.ToLower(words[first+1].token.Text)) {
			return Form{Exact: true, Text: words[first].exact + "&" + words[first+2].exact, Boost: 1}
		}
	}
	text, start := "", at
	for isLetter(start - 1) {
		start--
	}
	for ; isLetter(start); start++ {
		text += words[start].exact
	}
	if len(text) < 3 {
		return Form{}
	}
	return Form{Exact: true, Text: text, Boost: 1}
}
