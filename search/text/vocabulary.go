package text

import (
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// Vocabulary knows which words of an index share a stem, and which are spelled alike. The index holds each word as it
// is written, once; the words that a stem stands for are known here, so that a document is indexed with a third of
// the terms. A vocabulary never forgets: a word that no document holds any more finds none.
//
// Words are kept in one array of bytes and found by a sorted array of hashes, which takes less memory than maps of
// strings. A vocabulary may be used by several goroutines.
type Vocabulary struct {
	seed maphash.Seed

	mutex sync.RWMutex
	texts []byte
	ends  []uint32
	// sorted holds, in order, the hash of each word and of its stems, with the number of the word below it; recent
	// holds those not sorted yet, by hash.
	sorted []uint64
	recent map[uint32][]uint32
	names  map[uint32]struct{} // hashes of the words of names, which are found as they are written only
}

// Variant is a word found by a stem, in texts of some languages.
type Variant struct {
	Text      string
	Languages Languages
}

// NewVocabulary returns an empty one.
func NewVocabulary() *Vocabulary {
	return &Vocabulary{seed: maphash.MakeSeed(), recent: map[uint32][]uint32{}, names: map[uint32]struct{}{}}
}

// Learn adds a term of an index: a word, a word of a name, or two words that are also found joined.
func (v *Vocabulary) Learn(term string) {
	if name, isName := strings.CutPrefix(term, NameMark); isName {
		v.mutex.Lock()
		defer v.mutex.Unlock()
		v.names[v.hash(name)] = struct{}{}
		return
	}
	v.mutex.RLock()
	known := v.knows(term)
	v.mutex.RUnlock()
	if !known {
		french, english := stems(term)
		v.learn(term, french, english)
	}
}

// learn adds a word with its stems. A name with signs, a number or a pair of letters has no stems and is never
// corrected, so it need not be known.
func (v *Vocabulary) learn(text, french, english string) {
	if french == "" && !onlyLetters(text) && !isPair(text) {
		return
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if v.knows(text) {
		return
	}
	number := uint32(len(v.ends))
	v.texts = append(v.texts, text...)
	v.ends = append(v.ends, uint32(len(v.texts)))
	for _, one := range distinct(joinedPair(text), french, english) {
		hash := v.hash(one)
		v.recent[hash] = append(v.recent[hash], number)
	}
	if len(v.recent) > len(v.sorted)/8+4096 {
		v.sort()
	}
}

// Two neighbouring words of a label are one term of the index, with a space between them.

func isPair(term string) bool { return strings.IndexByte(term, ' ') >= 0 }

func joinedPair(term string) string { return otherNames(strings.Replace(term, " ", "", 1)) }

// Knows reports whether a document may hold a word. Those with digits or signs it takes for known.
func (v *Vocabulary) Knows(text string) bool {
	if !onlyLetters(text) {
		return true
	}
	v.mutex.RLock()
	defer v.mutex.RUnlock()
	_, isName := v.names[v.hash(text)]
	return isName || v.knows(text)
}

// IsName reports whether a document may hold a word as one of a name.
func (v *Vocabulary) IsName(text string) bool {
	v.mutex.RLock()
	defer v.mutex.RUnlock()
	_, isName := v.names[v.hash(text)]
	return isName
}

// Joins reports whether documents may hold two words that are easily written as one: words of two letters or more that
// are no stop words, of which one may be a number.
func (v *Vocabulary) Joins(left, right string) bool {
	v.mutex.RLock()
	defer v.mutex.RUnlock()
	return v.isWhole(left) && (v.isWhole(right) || isNumber(right)) || isNumber(left) && v.isWhole(right)
}

func (v *Vocabulary) isWhole(text string) bool {
	return len(text) > 1 && v.knows(text) && !frenchStopWords()[text] && !englishStopWords()[text]
}

// Pairs returns the terms of two words that a word joins, in alphabetical order.
func (v *Vocabulary) Pairs(text string) []string {
	var found []string
	v.mutex.RLock()
	defer v.mutex.RUnlock()
	for _, number := range v.numbers(text) {
		if term := v.text(number); isPair(term) && joinedPair(term) == text {
			found = append(found, term)
		}
	}
	slices.Sort(found)
	return found
}

// distinct returns the texts that are not empty, each once.
func distinct(texts ...string) []string {
	kept := texts[:0]
	for _, text := range texts {
		if text != "" && !slices.Contains(kept, text) {
			kept = append(kept, text)
		}
	}
	return kept
}

func (v *Vocabulary) sort() {
	for hash, numbers := range v.recent {
		for _, number := range numbers {
			v.sorted = append(v.sorted, uint64(hash)<<32|uint64(number))
		}
	}
	slices.Sort(v.sorted)
	clear(v.recent)
}

func (v *Vocabulary) knows(text string) bool {
	return slices.ContainsFunc(v.numbers(joinedPair(text)), func(number uint32) bool { return v.text(number) == text })
}

func (v *Vocabulary) hash(text string) uint32 { return uint32(maphash.String(v.seed, text)) }

// text returns a word by number.
func (v *Vocabulary) text(number uint32) string {
	start := uint32(0)
	if number > 0 {
		start = v.ends[number-1]
	}
	return string(v.texts[start:v.ends[number]])
}

// numbers returns those of the words that a text may be, or be a stem of.
func (v *Vocabulary) numbers(text string) []uint32 {
	hash := v.hash(text)
	numbers := slices.Clone(v.recent[hash])
	at, _ := slices.BinarySearch(v.sorted, uint64(hash)<<32)
	for ; at < len(v.sorted) && uint32(v.sorted[at]>>32) == hash; at++ {
		numbers = append(numbers, uint32(v.sorted[at]))
	}
	return numbers
}

// Variants returns the words that have a stem, in either language, in alphabetical order.
func (v *Vocabulary) Variants(stem string) []Variant {
	var found []Variant
	v.mutex.RLock()
	defer v.mutex.RUnlock()
	for _, number := range v.numbers(stem) {
		text, in := v.text(number), Languages(0)
		french, english := stems(text)
		if french == stem {
			in |= 1<<Undetermined | 1<<French
		}
		if english == stem {
			in |= 1<<Undetermined | 1<<English
		}
		if in != 0 {
			found = append(found, Variant{text, in})
		}
	}
	slices.SortFunc(found, func(a, b Variant) int { return strings.Compare(a.Text, b.Text) })
	return found
}

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
