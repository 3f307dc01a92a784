package text

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// FuzzHighlight: tokens are stretches of the text, in order; what is understood of a text is found
// again in it; and what is cut from it stays text, of bounded length.
func FuzzHighlight(f *testing.F) {
	for _, seed := range []string{"equity split", "l'c++/.net-a&b", "d'œuvre l’été", "é/é 3.11.", "#+# node.js", "aujourd'hui co-founders", "ﬁn ǿ", "a\u0301\u0327",
		strings.Repeat("one-two ", 60), "##### " + strings.Repeat("\x85", 194)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		Tokenize(text, func(token Token) {
			if token.Start < last || token.End <= token.Start || token.Text != text[token.Start:token.End] {
				t.Fatalf("%q has the token %+v after %d", text, token, last)
			}
			last = token.End
		})
		words := parse(text)
		highlighter := NewHighlighter(words)
		if got := highlighter.Excerpt(text); len(got) > 2*excerptLength+2*maxWord || utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("the excerpt of %q is %q", text, got)
		}
		if !norm.NFC.IsNormalString(text) || !utf8.ValidString(text) || text != strings.ToLower(text) || text == strings.ToUpper(text) || len(text) > maxQuery {
			return
		}
		found := highlighter.occurrences(text)
		for i, word := range words {
			if !word.Optional && !slices.ContainsFunc(found, func(one occurrence) bool { return one.term == i || shareForm(words[one.term], word) }) {
				t.Errorf("%q of %q is not found in it", word.Asked, text)
			}
		}
	})
}

// shareForm: two words of a query that share a form stand in each other's places.
func shareForm(a, b QueryTerm) bool {
	return slices.ContainsFunc(a.Forms, func(one Form) bool {
		return slices.ContainsFunc(b.Forms, func(other Form) bool { return one.Exact == other.Exact && one.Text == other.Text })
	})
}
