package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token is a stretch of text that may be a word: letters and digits with what holds them
// together, "l'ingénieur", "co-founders", "CI/CD", "R&D", "C++", "Node.js", "3.11", "S.N.C.F".
type Token struct {
	Text       string
	Start, End int  // bytes in the text
	Name       bool // a term of technology that means nothing without its signs
	Joined     bool // several runs of letters and digits, or signs among them
	Unspaced   bool // a run of a script that parts no words: Chinese, Japanese, Korean, Thai
}

// Tokenize cuts a text into tokens, in order.
func Tokenize(text string, visit func(Token)) {
	for at := 0; at < len(text); {
		if b := text[at]; b < utf8.RuneSelf && b != '.' && !isWordByte(b) {
			at++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case isUnspaced(r) && isWord(r):
			end := run(text, at)
			visit(Token{Text: text[at:end], Start: at, End: end, Unspaced: true})
			at = end
		case isWord(r):
			first := run(text, at)
			end, name := wordEnd(text, at, first)
			visit(Token{Text: text[at:end], Start: at, End: end, Name: name, Joined: end > first})
			at = end
		case r == '.' && dotNet(text[at:]) && !endsInWord(text[:at]):
			visit(Token{Text: text[at : at+4], Start: at, End: at + 4, Name: true, Joined: true})
			at += 4
		default:
			at += size
		}
	}
}

func isWordByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return isWordByte(byte(r))
	}
	return unicode.IsLetter(r) && !isApostrophe(r) || unicode.IsDigit(r) || unicode.IsMark(r) || isRaised(r)
}

// isRaised reports a digit written above or below the line: "m³", "CO₂".
func isRaised(r rune) bool {
	return r == '²' || r == '³' || r == '¹' || r >= '⁰' && r <= '₉' && unicode.Is(unicode.No, r)
}

// isApostrophe reports the signs used as one; Unicode takes some of them for letters.
func isApostrophe(r rune) bool {
	return r == '\'' || r == '`' || r >= '´' && strings.ContainsRune("’‘‛´′＇ʹʻʼʽʾʿˈꞌ", r)
}

func isHyphen(r rune) bool {
	return r == '-' || r >= '‐' && strings.ContainsRune("-‐‑–﹣－", r)
}

// isUnspaced reports a letter of a script that writes no spaces between words, or, as Korean, few.
func isUnspaced(r rune) bool {
	return r >= '\u0e00' && isOfUnspacedScript(r) // the first of these scripts, Thai
}

func isOfUnspacedScript(r rune) bool {
	return r == 'ー' || r >= 'ｰ' && r <= 'ﾟ' ||
		unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// run is where the letters and digits that begin at a place end, or go on in a script of the other kind.
func run(text string, at int) int {
	first, _ := utf8.DecodeRuneInString(text[at:])
	unspaced := isUnspaced(first)
	for at < len(text) {
		if text[at] < utf8.RuneSelf && !unspaced {
			if !isWordByte(text[at]) {
				break
			}
			at++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		if !isWord(r) || isUnspaced(r) != unspaced && !unicode.IsMark(r) {
			break
		}
		at += size
	}
	return at
}

// wordEnd is where the token that begins with a run ends, joints included.
func wordEnd(text string, start, first int) (end int, name bool) {
	end = first
	for end < len(text) && mayJoin(text[end], end-start) {
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

// mayJoin reports whether a byte may begin a joint or a suffix of what is so long.
func mayJoin(b byte, length int) bool {
	if b == ' ' {
		return length == 1
	}
	return b >= utf8.RuneSelf || strings.IndexByte("+#.'-&/`", b) >= 0
}

// suffix finds the signs that make a name of the word before them: ++, #, .js, .net; after a single letter also spelled.
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
	case len(word) == 1 && isAlpha(word):
		size = spelledSuffix(rest)
	}
	return size, size > 0 && (!startsWithWord(rest[size:]) || size == 2) // "C++11", "C++Builder"
}

// spelledSuffix returns the length of " plus plus", " sharp", " & D", "& D" or " &D" where a text begins with it, 0
// where not.
func spelledSuffix(text string) int {
	for _, sign := range []string{" & ", "& ", " &"} {
		if size := len(sign) + 1; strings.HasPrefix(text, sign) && len(text) >= size && isAlpha(text[size-1:size]) {
			return size
		}
	}
	for _, one := range []string{" plus plus", "-plus-plus", " sharp", "-sharp"} {
		if len(text) >= len(one) && strings.EqualFold(text[:len(one)], one) {
			return len(one)
		}
	}
	return 0
}

// joint finds a sign that holds two words together, and where the second ends.
func joint(text string, start, end int) (next int, found bool) {
	sign, size := utf8.DecodeRuneInString(text[end:])
	if !startsWithWord(text[end+size:]) {
		return 0, false
	}
	next = run(text, end+size)
	before, after := lastRun(text[start:end]), text[end+size:next]
	if letter, _ := utf8.DecodeRuneInString(after); isUnspaced(letter) {
		return 0, false
	}
	switch {
	case isApostrophe(sign), isHyphen(sign):
		return next, true
	case sign == '.':
		return next, isNumber(before) && isNumber(after) || isInitial(before) && isInitial(after)
	case sign == '&':
		return next, isShort(before, 3) && isShort(after, 3)
	case sign == '/':
		code := isShort(before, 3) && isNumber(after[:1])
		return next, (code || isShort(before, 4) && isShort(after, 4)) && !strings.ContainsAny(text[next:min(next+1, len(text))], "+#")
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

// isInitial reports a single letter, as of "S.N.C.F".
func isInitial(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	return size == len(word) && unicode.IsLetter(r)
}
