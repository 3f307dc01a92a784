package text

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// The limits of what is read of a query. More adds nothing to what is found.
const (
	maxQuery = 2000 // bytes
	maxTerms = 24
)

// QueryTerm is a word of a query, with the forms in which a text may hold it.
type QueryTerm struct {
	Asked string // as typed
	Forms []Form
}

// Form is a word or a stem by which a text is found. A text that holds it counts Boost, 0 to 1.
type Form struct {
	Exact bool // or a stem
	Text  string
	Boost float64
}

// ParseQuery returns the words of a query, each once; stop words only where there is nothing else. A text found by
// the stem of a word counts stem, one found by a part of a compound counts part; both are 0 to 1.
func ParseQuery(query string, stem, part float64) []QueryTerm {
	query = norm.NFC.String(strings.ToValidUTF8(query[:min(len(query), maxQuery)], " "))
	analyzer := NewAnalyzer(nil)
	allCapitals := query == strings.ToUpper(query)
	var terms, stops []QueryTerm
	seen := map[string]bool{}
	Tokenize(query, func(token Token) {
		asked := token.Text
		if allCapitals && !token.Name {
			token.Text = strings.ToLower(token.Text)
		}
		word := analyzer.word(token)
		if word == nil || seen[word.exact] {
			return
		}
		seen[word.exact] = true
		term := QueryTerm{Asked: asked, Forms: word.forms(stem, part)}
		if word.isStop() {
			stops = append(stops, term)
		} else {
			terms = append(terms, term)
		}
	})
	if len(terms) == 0 {
		terms = stops
	}
	return terms[:min(len(terms), maxTerms)]
}

// forms returns those in which a text may hold the word, in either language.
func (w *word) forms(stemBoost, partBoost float64) []Form {
	forms := []Form{{true, w.exact, 1}}
	for _, stem := range w.stems() {
		forms = append(forms, Form{false, stem, stemBoost})
	}
	for _, part := range w.parts {
		if len(part.exact) < 3 {
			continue
		}
		for _, inner := range part.forms(stemBoost, partBoost) {
			inner.Boost *= partBoost / float64(len(w.parts))
			forms = append(forms, inner)
		}
	}
	return forms
}
