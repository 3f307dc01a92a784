package search

import (
	"fmt"
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// vocabulary knows which words of the index have a stem in common, and which are written nearly
// alike. The index holds each word as it is written, once; which others a stem stands for is known
// here, so that texts are indexed with a third of the words. It is made of the dictionaries of the index when that is opened, and learns
// each word when it is first written. It never forgets: a word that no document holds any more
// leads to none.
type vocabulary struct {
	seed maphash.Seed

	mutex sync.RWMutex
	texts []byte
	ends  []uint32
	// places are words by the hash of how they are written and of their stems: hash and number of
	// the word, in order. recent are those not put in order yet.
	places []uint64
	recent map[uint32][]uint32
}

// variant is a word that is found by a stem, in texts of some languages.
type variant struct {
	text string
	in   tongues
}

func newVocabulary() *vocabulary {
	return &vocabulary{seed: maphash.MakeSeed(), recent: map[uint32][]uint32{}}
}

// study learns the words of an index that was filled before.
func (v *vocabulary) study(s *state) error {
	stemmer := newStemmer()
	for _, part := range s.segments {
		for _, class := range classes() {
			err := eachTerm(part.snapshot, class.exact(), func(text string) error {
				if !v.knows(text) {
					french, english := stemmer.stems(text)
					v.learn(text, french, english)
				}
				return nil
			})
			if err != nil {
				return fmt.Errorf("search index: words of segment %d: %w", part.id, err)
			}
		}
	}
	return nil
}

// learn adds a word. What is no word but a name with signs, or a number, has no stems and is near
// nothing, so it need not be known.
func (v *vocabulary) learn(text, french, english string) {
	if french == "" && !onlyLetters(text) {
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
	for _, written := range unrepeated(text, french, english) {
		hash := v.hash(written)
		v.recent[hash] = append(v.recent[hash], number)
	}
	if most := len(v.places)/8 + 4096; len(v.recent) > most {
		v.settle()
	}
}

func unrepeated(texts ...string) []string {
	slices.Sort(texts)
	return slices.DeleteFunc(slices.Compact(texts), func(text string) bool { return text == "" })
}

// settle puts the recent words in order with the others.
func (v *vocabulary) settle() {
	for hash, numbers := range v.recent {
		for _, number := range numbers {
			v.places = append(v.places, uint64(hash)<<32|uint64(number))
		}
	}
	slices.Sort(v.places)
	clear(v.recent)
}

func (v *vocabulary) hash(text string) uint32 { return uint32(maphash.String(v.seed, text)) }

func (v *vocabulary) knows(text string) bool {
	known := false
	v.near(text, func(number uint32) { known = known || v.text(number) == text })
	return known
}

// text is how a word is written. What was written once is never written over.

func (v *vocabulary) text(number uint32) string {
	start := uint32(0)
	if number > 0 {
		start = v.ends[number-1]
	}
	return string(v.texts[start:v.ends[number]])
}

// around are the words that begin with the same letter and are at most so many edits away, in
// alphabetical order. All words are looked at, most of them only as far as their letters.
func (v *vocabulary) around(text string, edits int) []near {
	if edits == 0 {
		return nil
	}
	_, first := utf8.DecodeRuneInString(text)
	letters := lettersOf([]byte(text))
	var found []near
	v.mutex.RLock()
	defer v.mutex.RUnlock()
	start := uint32(0)
	for _, end := range v.ends {
		word := v.texts[start:end]
		start = end
		longer := len(word) - len(text)
		if max(longer, -longer) > edits*utf8.UTFMax || string(word[:min(first, len(word))]) != text[:first] ||
			bits.OnesCount32(letters^lettersOf(word)) > 2*edits {
			continue
		}
		if distance := levenshtein.ComputeDistance(text, string(word)); distance <= edits {
			found = append(found, near{text: string(word), distance: distance})
		}
	}
	slices.SortFunc(found, func(a, b near) int { return strings.Compare(a.text, b.text) })
	return found
}

// lettersOf are the letters of a word, as bits, of which one edit changes two at most.
func lettersOf(word []byte) uint32 {
	letters := uint32(0)
	for _, letter := range string(word) {
		letters |= 1 << (letter % 32)
	}
	return letters
}

// near visits the words that a text may be, or be a stem of.
func (v *vocabulary) near(text string, visit func(number uint32)) {
	hash := v.hash(text)
	for _, number := range v.recent[hash] {
		visit(number)
	}
	at, _ := slices.BinarySearch(v.places, uint64(hash)<<32)
	for ; at < len(v.places) && uint32(v.places[at]>>32) == hash; at++ {
		visit(uint32(v.places[at]))
	}
}

// variants are the words that have a stem, in either language, in alphabetical order.
func (v *vocabulary) variants(stem string) []variant {
	var found []variant
	stemmer := newStemmer()
	v.mutex.RLock()
	defer v.mutex.RUnlock()
	v.near(stem, func(number uint32) {
		text, in := v.text(number), tongues(0)
		french, english := stemmer.stems(text)
		if french == stem {
			in |= 1<<either | 1<<inFrench
		}
		if english == stem {
			in |= 1<<either | 1<<inEnglish
		}
		if in != 0 {
			found = append(found, variant{text, in})
		}
	})
	slices.SortFunc(found, func(a, b variant) int { return strings.Compare(a.text, b.text) })
	return found
}
