package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// excerptLength in bytes, about two lines.
const excerptLength = 200

// spotter finds the words of a query in a text.
type spotter struct {
	lexicon *lexicon
	exact   map[string]int // the query's word, by form
	stem    map[string]int
	first   [utf8.RuneSelf]bool // letters that forms begin with: neither language stems at the front
}

func newSpotter(words []wanted) *spotter {
	s := &spotter{lexicon: newLexicon(), exact: map[string]int{}, stem: map[string]int{}}
	for i, word := range words {
		for _, form := range word.forms {
			s.begin(form.text[0])
			if form.exact {
				s.exact[form.text] = i
			} else {
				s.stem[form.text] = i
			}
		}
	}
	return s
}

func (s *spotter) begin(letter byte) {
	if letter < utf8.RuneSelf {
		s.first[letter] = true
	}
}

// spot is a place where a word of the query stands.
type spot struct{ word, start, end int }

func (s *spotter) spots(text string) []spot {
	var spots []spot
	scan(text, func(token token) {
		if !s.mayMatch(token) {
			return
		}
		if word := s.lexicon.word(token); word != nil {
			if i, found := s.which(word); found {
				spots = append(spots, spot{i, token.start, token.end})
			}
		}
	})
	return spots
}

// mayMatch spares most words the trouble of being stemmed.
func (s *spotter) mayMatch(token token) bool {
	first := token.text[0]
	if 'A' <= first && first <= 'Z' {
		first += 'a' - 'A'
	}
	return token.joined || first >= utf8.RuneSelf || s.first[first]
}

// which is the word of the query that a word stands for.
func (s *spotter) which(word *word) (int, bool) {
	if i, found := s.exact[word.exact]; found {
		return i, true
	}
	for _, stem := range word.stems(either) {
		if i, found := s.stem[stem]; found {
			return i, true
		}
	}
	for _, part := range word.parts {
		if i, found := s.which(part); found {
			return i, true
		}
	}
	return 0, false
}

// excerpt cuts from a text the stretch that holds the most different words of the query, then
// the most words; the beginning where it holds none.
func (s *spotter) excerpt(text string) string {
	if len(text) <= excerptLength {
		return plainText(text)
	}
	spots := s.spots(text)
	bestStart, bestEnd, most := 0, 0, 0
	for first := range spots {
		different, count, end := map[int]bool{}, 0, first
		for end < len(spots) && spots[end].end-spots[first].start <= excerptLength {
			different[spots[end].word] = true
			count++
			end++
		}
		if worth := len(different)*excerptLength + count; end > first && worth > most {
			most, bestStart, bestEnd = worth, spots[first].start, spots[end-1].end
		}
	}
	return cut(text, bestStart, bestEnd)
}

// cut takes a stretch with what stands around it, whole words, about [excerptLength] in all.
func cut(text string, start, end int) string {
	spare := max(0, excerptLength-(end-start)) / 2
	from := min(wordStart(text, start-spare), start)
	to := max(wordStop(text, end+spare+max(0, spare-start)), end)
	shown := plainText(text[from:to])
	if from > 0 {
		shown = "… " + shown
	}
	if to < len(text) {
		shown += " …"
	}
	return shown
}

// wordStart is the first place at or after one where a word begins.
func wordStart(text string, at int) int {
	if at <= 0 {
		return 0
	}
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	if space := strings.IndexFunc(text[at:], unicode.IsSpace); space >= 0 && space < longestWord {
		return at + space + 1
	}
	return at
}

// wordStop is the last place at or before one where a word ends.
func wordStop(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	if space := strings.LastIndexFunc(text[:at], unicode.IsSpace); space > 0 && at-space < longestWord {
		return space
	}
	return at
}
