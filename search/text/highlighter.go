package text

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// excerptLength in bytes, about two lines.
const excerptLength = 200

// Highlighter finds the words of a query in texts. It is for one goroutine.
type Highlighter struct {
	analyzer *Analyzer
	exact    map[string]int // the query's term, by form
	stem     map[string]int
	initials [utf8.RuneSelf]bool // first letters of forms, of which neither language's stems change any
}

// NewHighlighter returns a highlighter of a query's terms.
func NewHighlighter(terms []QueryTerm) *Highlighter {
	h := &Highlighter{analyzer: NewAnalyzer(nil), exact: map[string]int{}, stem: map[string]int{}}
	for i, term := range terms {
		if term.Optional {
			continue
		}
		for _, form := range term.Forms {
			if first := form.Text[0]; first < utf8.RuneSelf {
				h.initials[first] = true
			}
			if form.Exact {
				h.exact[form.Text] = i
			} else {
				h.stem[form.Text] = i
			}
		}
	}
	return h
}

// occurrence of a query's term in a text, in bytes.
type occurrence struct{ term, start, end int }

func (h *Highlighter) occurrences(text string) []occurrence {
	var found []occurrence
	Tokenize(text, func(token Token) {
		if token.Unspaced {
			found = h.appendGrams(found, token)
			return
		}
		if !h.mayMatch(token) {
			return
		}
		if word := h.analyzer.word(token); word != nil {
			if i, matches := h.termOf(word); matches {
				found = append(found, occurrence{i, token.Start, token.End})
			}
		}
	})
	return found
}

// appendGrams appends the pairs of letters, and the letters, of a run that the query holds.
func (h *Highlighter) appendGrams(found []occurrence, run Token) []occurrence {
	letters, pairs := gramsOf(run.Text)
	start := run.Start
	for i, letter := range letters {
		grams := []string{letter}
		if i < len(pairs) {
			grams = append(grams, pairs[i])
		}
		for _, gram := range grams {
			if term, matches := h.exact[h.analyzer.fold(gram)]; matches {
				found = append(found, occurrence{term, start, start + len(gram)})
			}
		}
		start += len(letter)
	}
	return found
}

// mayMatch rules out most words before they are stemmed.
func (h *Highlighter) mayMatch(token Token) bool {
	first := token.Text[0]
	if 'A' <= first && first <= 'Z' {
		first += 'a' - 'A'
	}
	return token.Joined || first >= utf8.RuneSelf || h.initials[first]
}

// termOf returns the query's term that a word matches.
func (h *Highlighter) termOf(word *word) (int, bool) {
	for _, spelling := range [...]string{word.exact, word.whole} {
		if i, found := h.exact[spelling]; found {
			return i, true
		}
	}
	for _, stem := range word.stems() {
		if i, found := h.stem[stem]; found {
			return i, true
		}
	}
	for _, part := range word.parts {
		if i, found := h.termOf(part); found {
			return i, true
		}
	}
	return 0, false
}

// Excerpt cuts from a text the stretch with the most different terms of the query, then with the most occurrences;
// the beginning where it holds none. It is one line of about 200 bytes.
func (h *Highlighter) Excerpt(text string) string {
	text = Visible(text)
	if len(text) <= excerptLength {
		return oneLine(text)
	}
	found := h.occurrences(text)
	bestStart, bestEnd, best := 0, 0, 0
	for first := range found {
		different, end := map[int]bool{}, first
		for end < len(found) && found[end].end-found[first].start <= excerptLength {
			different[found[end].term] = true
			end++
		}
		if worth := len(different)*excerptLength + end - first; end > first && worth > best {
			best, bestStart, bestEnd = worth, found[first].start, found[end-1].end
		}
	}
	return cut(text, bestStart, bestEnd)
}

// cut returns a stretch and what is around it, in whole words, of about [excerptLength] in all.
func cut(text string, start, end int) string {
	spare := max(0, excerptLength-(end-start)) / 2
	from := min(wordStartAfter(text, start-spare), start)
	to := max(wordEndBefore(text, end+spare+max(0, spare-start)), end)
	shown := oneLine(text[from:to])
	if from > 0 {
		shown = "… " + shown
	}
	if to < len(text) {
		shown += " …"
	}
	return shown
}

// wordStartAfter returns the first place at or after one where a word begins.
func wordStartAfter(text string, at int) int {
	if at <= 0 {
		return 0
	}
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	if space := strings.IndexFunc(text[at:], unicode.IsSpace); space >= 0 && space < maxWord {
		return at + space + 1
	}
	return at
}

// wordEndBefore returns the last place at or before one where a word ends.
func wordEndBefore(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	if space := strings.LastIndexFunc(text[:at], unicode.IsSpace); space > 0 && at-space < maxWord {
		return space
	}
	return at
}

// oneLine makes one line of a text, without control characters, what shows nothing and invalid bytes, each of which would be shown by a
// replacement character of three bytes.
func oneLine(text string) string {
	printable := bytes.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, bytes.ToValidUTF8([]byte(text), nil))
	return string(bytes.Join(bytes.Fields(printable), []byte(" ")))
}
