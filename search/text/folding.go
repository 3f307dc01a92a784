package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Visible returns a text without the characters that show nothing and part nothing: soft hyphens, zero-width signs,
// marks of direction.
func Visible(text string) string {
	const first = 0xC2 // of the bytes that begin any of these
	for at := range len(text) {
		if text[at] < first {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(text[at:]); isInvisible(r) {
			return strings.Map(func(r rune) rune {
				if isInvisible(r) {
					return -1
				}
				return r
			}, text)
		}
	}
	return text
}

// isInvisible reports a format character or a variation selector.
func isInvisible(r rune) bool {
	return r == '\u00ad' || r >= '\u0600' && (unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r))
}

// fold returns a word in lower case without accents, with compatible letters made one: "œ" is "oe", "₂" is "2"; its
// apostrophes and hyphens are those of ASCII.
func (a *Analyzer) fold(text string) string {
	if isASCII(text) {
		return strings.ReplaceAll(strings.ToLower(text), "`", "'")
	}
	text = strings.Map(withoutAccent, norm.NFKD.String(strings.Map(plainSign, text)))
	if isASCII(text) {
		return strings.ToLower(text)
	}
	return string(a.ascii.Filter([]byte(strings.ToLower(norm.NFC.String(text)))))
}

func isASCII(text string) bool {
	for at := range len(text) {
		if text[at] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// withoutAccent drops the accents of Latin, Greek and Cyrillic, which stand apart after decomposition.
func withoutAccent(r rune) rune {
	switch {
	case r >= '\u0300' && r <= '\u036f':
		return -1
	case r == 'ς':
		return 'σ'
	}
	return r
}

func plainSign(r rune) rune {
	switch {
	case isApostrophe(r):
		return '\''
	case isHyphen(r):
		return '-'
	}
	return r
}

// otherNames returns a name of technology with its signs where it is written in letters, or with spaces.
func otherNames(text string) string {
	switch text {
	case "cplusplus", "cpp", "c plus plus", "c-plus-plus":
		return "c++"
	case "csharp":
		return "c#"
	case "fsharp":
		return "f#"
	}
	if letter, found := strings.CutSuffix(text, "sharp"); found && len(letter) == 2 && !isWordByte(letter[1]) { // "c sharp"
		return letter[:1] + "#"
	}
	if before, after, found := strings.Cut(text, "&"); found {
		return strings.TrimRight(before, " ") + "&" + strings.TrimLeft(after, " ")
	}
	return text
}

// isAnd reports the words by which an ampersand is read.
func isAnd(text string) bool { return text == "et" || text == "and" }

// compound is a folded token, cut at its hyphens and slashes.
type compound struct {
	// pieces are without what French puts before an apostrophe and English after it: "l'etat-major" is "etat", "major";
	// "team's" is "team".
	pieces []string
	// whole is all of it joined, with what is elided: "dangelo" of "d'angelo".
	whole string
	// tails are what follows an apostrophe that elides nothing: "brien" of "o'brien".
	tails []string
	// elided are the pieces that begin with an elision, with it, and what follows an apostrophe after a whole word, which
	// is a name of its own in a name alone: "hadour" of "Marc'hadour", and not "hommes" of "prud'hommes".
	elided []string
}

func splitCompound(text string) compound {
	var c compound
	for piece := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '-' || r == '/' }) {
		piece = strings.TrimSuffix(piece, "'s")
		if piece != "" && !isNumber(piece[:1]) {
			piece = strings.ReplaceAll(piece, ".", "")
		}
		joined := strings.ReplaceAll(piece, "'", "")
		c.whole += joined
		before, after, found := strings.Cut(piece, "'")
		if found && isElision(before, after) {
			c.elided = append(c.elided, joined)
		}
		for found && isElision(before, after) {
			piece = after
			before, after, found = strings.Cut(piece, "'")
		}
		if piece = strings.ReplaceAll(piece, "'", ""); piece != "" {
			c.pieces = append(c.pieces, piece)
		}
		if after = strings.ReplaceAll(after, "'", ""); found && len(after) > 2 {
			if utf8.RuneCountInString(before) <= 2 {
				c.tails = append(c.tails, after)
			} else {
				c.elided = append(c.elided, after)
			}
		}
	}
	return c
}

// isElision reports what French elides before a vowel or h: "d'études", and not "M'Barek".
func isElision(before, after string) bool {
	return slices.Contains([]string{"l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"}, before) &&
		after != "" && strings.ContainsRune("aeiouyh", rune(after[0]))
}

// runsOf cuts a word where letters meet digits, and "js" off a name: "iso9001" is "iso", "9001"; "nodejs" is "node",
// "js".
func runsOf(text string) []string {
	if isOneRun(text) {
		return []string{text}
	}
	if base, found := strings.CutSuffix(text, "js"); found && len(base) > 1 {
		return []string{base, "js"}
	}
	var runs []string
	start := 0
	for at := 1; at < len(text); at++ {
		if isNumber(text[at:at+1]) != isNumber(text[at-1:at]) {
			runs, start = append(runs, text[start:at]), at
		}
	}
	return append(runs, text[start:])
}

func isOneRun(text string) bool {
	return !strings.ContainsAny(text, "0123456789") && !strings.HasSuffix(text, "js") || strings.Contains(text, ".")
}

// gramsOf returns the letters of an unspaced run, each with its marks, and every two that are neighbours.
func gramsOf(text string) (letters, pairs []string) {
	var starts []int
	for at, r := range text {
		if at == 0 || !unicode.Is(unicode.Mn, r) {
			starts = append(starts, at)
		}
	}
	starts = append(starts, len(text))
	for i := 1; i < len(starts); i++ {
		letters = append(letters, text[starts[i-1]:starts[i]])
		if i > 1 {
			pairs = append(pairs, text[starts[i-2]:starts[i]])
		}
	}
	return letters, pairs
}
