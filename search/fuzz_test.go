package search

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// FuzzSpot: tokens are stretches of the text, in order; what is understood of a text is found
// again in it; and what is cut from it stays text, of bounded length.
func FuzzSpot(f *testing.F) {
	for _, seed := range []string{"equity split", "l'c++/.net-a&b", "d'œuvre l’été", "é/é 3.11.", "#+# node.js", "aujourd'hui co-founders", "ﬁn ǿ", "a\u0301\u0327",
		strings.Repeat("one-two ", 60), "##### " + strings.Repeat("\x85", 194)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		scan(text, func(token token) {
			if token.start < last || token.end <= token.start || token.text != text[token.start:token.end] {
				t.Fatalf("%q has the token %+v after %d", text, token, last)
			}
			last = token.end
		})
		words := understand(text, rank.DefaultWeights().Words)
		spotter := newSpotter(words)
		if got := spotter.excerpt(text); len(got) > 2*excerptLength+2*longestWord || utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("the excerpt of %q is %q", text, got)
		}
		if !norm.NFC.IsNormalString(text) || !utf8.ValidString(text) || text != strings.ToLower(text) || text == strings.ToUpper(text) || len(text) > longestQuery {
			return
		}
		spots := spotter.spots(text)
		for i, word := range words {
			if !slices.ContainsFunc(spots, func(spot spot) bool { return spot.word == i || understoodAlike(words[spot.word], word) }) {
				t.Errorf("%q of %q is not found in it", word.asked, text)
			}
		}
	})
}

// understoodAlike: two words of a query that share a form stand in each other's places.
func understoodAlike(a, b wanted) bool {
	return slices.ContainsFunc(a.forms, func(one form) bool {
		return slices.ContainsFunc(b.forms, func(other form) bool { return one.exact == other.exact && one.text == other.text })
	})
}

// FuzzCursor: whatever a client sends for a cursor, it is refused, or people come after it, in
// order and as many as asked for.
func FuzzCursor(f *testing.F) {
	ranked := []rank.Ranked{{Person: "person/a", Score: 3}, {Person: "person/b", Score: 2}, {Person: "person/c", Score: 2}, {Person: "person/d"}}
	for _, one := range ranked {
		f.Add(cursorOf(one), 2)
	}
	f.Add("x", -1)
	f.Add("N2ZmODAwMDAwMDAwMDAwMSBwZXJzb24vYQ", 1<<40) // no number
	f.Fuzz(func(t *testing.T, after string, first int) {
		wanted, err := pageOf(Query{First: first, After: after})
		if err != nil {
			if !errors.Is(err, graph.ErrInvalid) {
				t.Errorf("%q is refused with %v", after, err)
			}
			return
		}
		from, to := wanted.span(len(ranked), func(place int) rank.Ranked { return ranked[place] })
		shown, more := ranked[from:to], to < len(ranked)
		start := slices.IndexFunc(ranked, func(one rank.Ranked) bool { return len(shown) > 0 && one.Person == shown[0].Person })
		if len(shown) > 0 && (start < 0 || !slices.EqualFunc(shown, ranked[start:start+len(shown)], func(a, b rank.Ranked) bool { return a.Person == b.Person })) {
			t.Errorf("after %q come %v", after, shown)
		}
		if last := len(shown) == 0 || shown[len(shown)-1].Person == "person/d"; more == last {
			t.Errorf("after %q come %v, more: %v", after, shown, more)
		}
	})
}
