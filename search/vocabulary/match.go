package vocabulary

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/text"
	"github.com/sachant/sachant/search/thesaurus"
)

// How a label was matched to a concept; a person's decision is [ByPerson].
const (
	ByLabel        = "label"        // its preferred label, but for case, accents, plurals
	ByAlternative  = "alternative"  // another of its labels
	ByOrder        = "order"        // the same words in another order
	ByAbbreviation = "abbreviation" // with words written out, or cut short
	BySpelling     = "spelling"     // with letters changed
	ByCode         = graph.ByCode   // its code in the scheme, which a table names
	ByPerson       = graph.ByPerson
)

// The scores of matches, 0 to 1. From Linked on a skill is linked to the concept; from Queued on somebody decides; below,
// it is a skill of its own.
const (
	Linked = 0.9
	Queued = 0.75
)

const (
	uncertain         = Linked - 0.05 // of what may be several concepts
	scoreAlternative  = 0.98
	scoreOrder        = 0.96
	scoreAbbreviation = 0.93
	scoreOneLetter    = 0.94 // one letter of a label differs
	scoreLetter       = 0.03 // what each further letter takes off
)

// Candidate is a concept that a label may name.
type Candidate struct {
	Concept graph.Key
	Scheme  string
	Score   float64
	By      string
}

// Matcher matches labels to concepts. It may be used by several goroutines.
type Matcher struct {
	index  *Index
	trades *thesaurus.Thesaurus // abbreviations that are written out; nil for none

	once    sync.Once
	words   []string           // of labels, in alphabetical order
	letters []uint32           // of each word, as bits
	holding map[string][]int32 // labels, by word
	byOrder map[string][]int32 // labels, by their words in alphabetical order
}

// NewMatcher returns a matcher of an index; it writes out abbreviations by a thesaurus, where one is given.
func NewMatcher(index *Index, trades *thesaurus.Thesaurus) *Matcher {
	return &Matcher{index: index, trades: trades}
}

// Match returns the concepts that a label may name, the best first, at most one a scheme where that is certain. Where the
// best of a scheme are equal, the label is ambiguous, and all of them are below [Linked].
func (m *Matcher) Match(labelText string) []Candidate {
	m.once.Do(m.prepare)
	plain := text.NewPlain()
	key := plain.Key(labelText)
	if key == "" {
		return nil
	}
	best := map[graph.Key]Candidate{}
	note := func(one label, score float64, by string) {
		if score > best[one.concept].Score {
			best[one.concept] = Candidate{one.concept, one.scheme, score, by}
		}
	}
	m.matchKey(key, note, 1, ByLabel)
	if short := withoutQualifier(labelText); len(best) == 0 && short != labelText {
		m.matchKey(plain.Key(short), note, 1, ByLabel)
	}
	for _, other := range m.writtenOut(plain, labelText) {
		m.matchKey(other, note, scoreAbbreviation, ByAbbreviation)
	}
	if len(best) == 0 {
		m.matchCut(plain, labelText, note)
	}
	if len(best) == 0 {
		m.matchSpelling(key, note)
	}
	return decided(best)
}

// decided orders candidates, and marks as uncertain those of a scheme that are equal.
func decided(best map[graph.Key]Candidate) []Candidate {
	var all []Candidate
	for _, one := range best {
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Concept, b.Concept))
	})
	highest, equal := map[string]float64{}, map[string]int{}
	for _, one := range all {
		if one.Score > highest[one.Scheme] {
			highest[one.Scheme] = one.Score
		}
		if one.Score == highest[one.Scheme] {
			equal[one.Scheme]++
		}
	}
	for i, one := range all {
		if equal[one.Scheme] > 1 || one.Score < highest[one.Scheme] {
			all[i].Score = min(one.Score, uncertain)
		}
	}
	slices.SortStableFunc(all, func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
	return all
}

// matchKey notes the labels that are the same, or have the same words in another order.
func (m *Matcher) matchKey(key string, note func(label, float64, string), most float64, by string) {
	for _, one := range m.index.named(key) {
		if one.class == preferred {
			note(one, most, by)
		} else {
			note(one, most*scoreAlternative, cmp.Or(alternativeOf(by), by))
		}
	}
	for _, i := range m.byOrder[ordered(key)] {
		note(m.index.labels[i], most*scoreOrder, cmp.Or(orderOf(by), by))
	}
}

func alternativeOf(by string) string {
	if by == ByLabel {
		return ByAlternative
	}
	return ""
}

func orderOf(by string) string {
	if by == ByLabel {
		return ByOrder
	}
	return ""
}

// ordered returns the words of a key in alphabetical order.
func ordered(key string) string {
	words := strings.Fields(key)
	slices.Sort(words)
	return strings.Join(words, " ")
}

// prepare indexes the words of the labels.
func (m *Matcher) prepare() {
	m.holding, m.byOrder = map[string][]int32{}, map[string][]int32{}
	for i, one := range m.index.labels {
		for _, word := range strings.Fields(one.key) {
			if held := m.holding[word]; len(held) == 0 || held[len(held)-1] != int32(i) {
				m.holding[word] = append(held, int32(i))
			}
		}
		m.byOrder[ordered(one.key)] = append(m.byOrder[ordered(one.key)], int32(i))
	}
	for word := range m.holding {
		m.words = append(m.words, word)
	}
	slices.Sort(m.words)
	for _, word := range m.words {
		m.letters = append(m.letters, lettersOf(word))
	}
}

// lettersOf returns which letters a word has, as bits.
func lettersOf(word string) (letters uint32) {
	for _, r := range word {
		letters |= 1 << (r % 32)
	}
	return letters
}

// maxWrittenOut bounds the ways to write out the abbreviations of one label.
const maxWrittenOut = 24

// shortestWrittenOut is the length of the shortest synonym that an abbreviation is written out as: shorter ones are
// abbreviations themselves, of other things too.
const shortestWrittenOut = 5

// writtenOut returns the keys of a label with each of its abbreviations and trade words replaced by a synonym.
func (m *Matcher) writtenOut(plain text.Plain, labelText string) []string {
	if m.trades == nil {
		return nil
	}
	var keys []string
	for _, match := range m.trades.Find(labelText) {
		for _, synonym := range match.Synonyms {
			if synonym.Relation == thesaurus.Same && len(synonym.Label) >= shortestWrittenOut && len(keys) < maxWrittenOut {
				keys = append(keys, plain.Key(labelText[:match.Start]+" "+synonym.Label+" "+labelText[match.End:]))
			}
		}
	}
	return keys
}

// matchCut notes the labels of which some words are cut short with a point, as in "maint. préventive".
func (m *Matcher) matchCut(plain text.Plain, labelText string, note func(label, float64, string)) {
	var wanted [][]string
	isCut := false
	for _, word := range plain.Words(labelText) {
		found := []string{word.Text}
		if strings.HasPrefix(labelText[word.End:], ".") && utf8.RuneCountInString(word.Text) > 2 {
			isCut = true
			found = m.beginningWith(word.Text)
		}
		wanted = append(wanted, found)
	}
	if isCut {
		for _, one := range m.holdingAll(wanted) {
			note(one, scoreAbbreviation, ByAbbreviation)
		}
	}
}

func (m *Matcher) beginningWith(start string) []string {
	at, _ := slices.BinarySearch(m.words, start)
	end := at
	for end < len(m.words) && strings.HasPrefix(m.words[end], start) {
		end++
	}
	return m.words[at:end]
}

// matchSpelling notes the labels whose words are spelled alike.
func (m *Matcher) matchSpelling(key string, note func(label, float64, string)) {
	var wanted [][]string
	for _, word := range strings.Fields(key) {
		wanted = append(wanted, m.spelledLike(word))
	}
	for _, one := range m.holdingAll(wanted) {
		differing := min(edits(ordered(key), ordered(one.key)), edits(key, one.key))
		note(one, scoreOneLetter-float64(max(differing-1, 0))*scoreLetter, BySpelling)
	}
}

// spelledLike returns the words of labels that are a few letters from a word, itself included.
func (m *Matcher) spelledLike(word string) []string {
	length := utf8.RuneCountInString(word)
	most := 0
	switch {
	case length > 7:
		most = 2
	case length > 3:
		most = 1
	}
	var found []string
	if len(m.holding[word]) > 0 {
		found = append(found, word)
	}
	letters := lettersOf(word)
	for i, other := range m.words {
		if most == 0 || bits.OnesCount32(letters^m.letters[i]) > 2*most || len(other) < len(word)-2*most || len(other) > len(word)+2*most || other == word {
			continue // one edit changes two letters at most
		}
		if distance(word, other) <= most {
			found = append(found, other)
		}
	}
	return found
}

// distance counts edits. Most words differ by more than two, which a faster count tells.
func distance(a, b string) int {
	if differing := levenshtein.ComputeDistance(a, b); differing != 2 {
		return differing
	}
	return edits(a, b)
}

// holdingAll returns the labels that consist of one of each of some words, in any order.
func (m *Matcher) holdingAll(wanted [][]string) []label {
	counts := map[int32]int{}
	for _, words := range wanted {
		seen := map[int32]bool{}
		for _, word := range words {
			for _, i := range m.holding[word] {
				if !seen[i] {
					seen[i] = true
					counts[i]++
				}
			}
		}
		if len(seen) == 0 {
			return nil
		}
	}
	var found []label
	for i, count := range counts {
		if count == len(wanted) && strings.Count(m.index.labels[i].key, " ")+1 == len(wanted) {
			found = append(found, m.index.labels[i])
		}
	}
	return found
}
