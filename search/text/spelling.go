package text

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// Candidate is a word spelled nearly like another one.
type Candidate struct {
	Text  string
	Edits int // Levenshtein distance, in which two neighbours that change places are one edit
}

// Candidates returns the words that begin with the same letter as a text and are few edits away, in alphabetical
// order. It reads the whole vocabulary; most words are ruled out by their letters alone.
func (v *Vocabulary) Candidates(text string) []Candidate {
	edits := maxEdits(text)
	if edits == 0 {
		return nil
	}
	_, first := utf8.DecodeRuneInString(text)
	letters := letterSet([]byte(text))
	var found []Candidate
	v.mutex.RLock()
	defer v.mutex.RUnlock()
	start := uint32(0)
	for _, end := range v.ends {
		word := v.texts[start:end]
		start = end
		longer := len(word) - len(text)
		if max(longer, -longer) > edits*utf8.UTFMax || string(word[:min(first, len(word))]) != text[:first] ||
			bits.OnesCount32(letters^letterSet(word)) > 2*edits || isPair(string(word)) {
			continue
		}
		distance := levenshtein.ComputeDistance(text, string(word))
		if distance == 2 && isSwapped([]rune(text), []rune(string(word))) {
			distance = 1
		}
		if distance <= edits {
			found = append(found, Candidate{Text: string(word), Edits: distance})
		}
	}
	slices.SortFunc(found, func(a, b Candidate) int { return strings.Compare(a.Text, b.Text) })
	return found
}

// isSwapped reports words that differ by two neighbouring letters in each other's place.
func isSwapped(a, b []rune) bool {
	if len(a) != len(b) {
		return false
	}
	at := 0
	for at < len(a) && a[at] == b[at] {
		at++
	}
	return at+1 < len(a) && a[at] == b[at+1] && a[at+1] == b[at] && slices.Equal(a[at+2:], b[at+2:])
}

// letterSet returns the letters of a word as bits; one edit changes at most two.
func letterSet(word []byte) uint32 {
	letters := uint32(0)
	for _, letter := range string(word) {
		letters |= 1 << (letter % 32)
	}
	return letters
}

// maxEdits bounds the distance by length: "go" is not corrected. Nor is a number or a name with signs: 9001 is not
// 900.
func maxEdits(text string) int {
	switch letters := utf8.RuneCountInString(text); {
	case letters < 4 || !onlyLetters(text):
		return 0
	case letters < 7:
		return 1
	}
	return 2
}

// onlyLetters reports a word of a script with spaces between words, without signs or digits.
func onlyLetters(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) || isUnspaced(r) }) < 0
}
