package search

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/sachant/sachant/search/rank"
)

// The most of a query that is looked at. Nobody types more; whoever sends more learns nothing by it.
const (
	longestQuery = 2000 // bytes
	mostWords    = 24
)

// wanted is a word of a query, with the forms in which a text may hold it.
type wanted struct {
	asked string // as typed
	forms []form
}

// form is a term of the index; a text that holds it counts boost, 0 to 1.
type form struct {
	exact bool // or a stem
	text  string
	boost float64
}

// understand cuts a query into words, each once. Stop words count only where there is nothing else.
func understand(query string, weights rank.Words) []wanted {
	query = norm.NFC.String(strings.ToValidUTF8(query[:min(len(query), longestQuery)], " "))
	lexicon := newLexicon()
	shouting := query == strings.ToUpper(query)
	var words, stops []wanted
	seen := map[string]bool{}
	scan(query, func(token token) {
		asked := token.text
		if shouting && !token.name {
			token.text = strings.ToLower(token.text)
		}
		word := lexicon.word(token)
		if word == nil || seen[word.exact] {
			return
		}
		seen[word.exact] = true
		one := wanted{asked: asked, forms: word.forms(weights)}
		if word.stop() {
			stops = append(stops, one)
		} else {
			words = append(words, one)
		}
	})
	if len(words) == 0 {
		words = stops
	}
	return words[:min(len(words), mostWords)]
}

// forms are those in which a text may hold the word, in either language.
func (w *word) forms(weights rank.Words) []form {
	forms := []form{{true, w.exact, 1}}
	for _, stem := range w.stems(either) {
		forms = append(forms, form{false, stem, weights.Stem})
	}
	for _, part := range w.parts {
		if len(part.exact) < 3 {
			continue
		}
		for _, inner := range part.forms(weights) {
			inner.boost *= weights.Part / float64(len(w.parts))
			forms = append(forms, inner)
		}
	}
	return forms
}
