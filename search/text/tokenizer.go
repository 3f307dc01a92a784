package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token is a stretch of text that may be a word: letters and digits with what holds them
// together, "l'ingénieur", "co-founders", "CI/CD", "R&D", "C++", "Node.js", "3.11".
type Token struct {
	Text       string
	Start, End int  // bytes in the text
	Name       bool // a term of technology that means nothing without its signs
	Joined     bool // several runs of letters and digits, or signs among them
}

// Tokenize cuts a text into tokens, in order.
func Tokenize(text string, visit func(Token)) {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case isWord(r):
			first := run(text, at)
			end, name := wordEnd(text, at, first)
			visit(Token{text[at:end], at, end, name, end > first})
			at = end
		case r == '.' && dotNet(text[at:]) && !endsInWord(text[:at]):
			visit(Token{text[at : at+4], at, at + 4, true, true})
			at += 4
		default:
			at += size
		}
	}
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// run is where the letters and digits that begin at a place end.
func run(text string, at int) int {
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !isWord(r) {
			break
		}
		at += size
	}
	return at
}

// wordEnd is where the token that begins with a run ends, joints included.
func wordEnd(text string, start, first int) (end int, name bool) {
	end = first
	for end < len(text) && mayJoin(text[end]) {
		if size, found := suffix(text, start, end); found {
			return end + size, true
		}
		next, found := joint(text, start, end)
		isName := text[end] == '&' || text[end] == '/'
		if !found || (name && !isName) {
			return end, name
		}
		end, name = next, isName
	}
	return end, name
}

// mayJoin reports whether a byte may begin a joint or a suffix.
func mayJoin(b byte) bool {
	return b >= utf8.RuneSelf || strings.IndexByte("+#.'-&/", b) >= 0
}

// suffix finds the signs that make a name of the word before them: ++, #, .js, .net.
func suffix(text string, start, end int) (size int, found bool) {
	word, rest := lastRun(text[start:end]), text[end:]
	switch {
	case strings.HasPrefix(rest, "++") && len(word) <= 10 && isAlpha(word):
		size = 2
	case rest[0] == '#' && len(word) == 1 && isAlpha(word):
		size = 1
	case len(rest) >= 3 && strings.EqualFold(rest[:3], ".js"):
		size = 3
	case dotNet(rest) && isNetFamily(word):
		size = 4
	default:
		return 0, false
	}
	return size, !startsWithWord(rest[size:])
}

// joint finds a sign that holds two words together, and where the second ends.
func joint(text string, start, end int) (next int, found bool) {
	sign, size := utf8.DecodeRuneInString(text[end:])
	next = run(text, end+size)
	before, after := lastRun(text[start:end]), text[min(end+size, len(text)):next]
	if after == "" {
		return 0, false
	}
	switch sign {
	case '\'', '’', '-', '‐', '‑':
		return next, true
	case '.':
		return next, isNumber(before) && isNumber(after)
	case '&':
		return next, isShort(before, 3) && isShort(after, 3)
	case '/':
		return next, isShort(before, 4) && isShort(after, 4) && !strings.ContainsAny(text[next:min(next+1, len(text))], "+#")
	}
	return 0, false
}

func lastRun(text string) string {
	return text[strings.LastIndexFunc(text, func(r rune) bool { return !isWord(r) })+1:]
}

func dotNet(text string) bool {
	return len(text) >= 4 && strings.EqualFold(text[:4], ".net") && !startsWithWord(text[4:])
}

// isNetFamily keeps "example.net" from becoming a name.
func isNetFamily(word string) bool {
	switch strings.ToLower(word) {
	case "asp", "ado", "vb", "ml":
		return true
	}
	return false
}

func startsWithWord(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return text != "" && isWord(r)
}

func endsInWord(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return text != "" && isWord(r)
}

func isAlpha(word string) bool {
	return strings.IndexFunc(word, func(r rune) bool { return r < 'A' || r > 'z' || r > 'Z' && r < 'a' }) < 0
}

func isNumber(word string) bool {
	return word != "" && strings.IndexFunc(word, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

func isShort(word string, most int) bool { return word != "" && len(word) <= most && isAlpha(word) }
