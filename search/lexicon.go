package search

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/char/asciifolding"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// longestWord in bytes; what is longer is no word but an encoded file or an attack.
const longestWord = 64

// word is what a token means: how it is found exactly and by its stems, in both languages at once.
type word struct {
	// exact is lower case, without accents or hyphens: "oeuvre", "cofounders", "c++".
	exact string
	// french and english are stems; empty where a word has none: names, numbers, "go".
	french, english string
	// parts of a compound that mean something by themselves: "founders" of "co-founders".
	parts []*word
	// stopFrench and stopEnglish: too common to be looked for, but telling of the language.
	stopFrench, stopEnglish bool
	spelling                *spelling
}

// spelling is how words are written in the index, however they were in a text; it counts how often
// that is in the document at hand.
type spelling struct {
	text  []byte
	times int
}

func (w *word) stop() bool { return w.stopFrench || w.stopEnglish }

// lexicon turns tokens into words. It remembers the words it has met, so it is for one
// goroutine.
type lexicon struct {
	known           map[string]*word
	spellings       map[string]*spelling
	french, english map[string]bool // stop words
	fold            *asciifolding.AsciiFoldingFilter
	stemmer         stemmer
	vocabulary      *vocabulary // where the words met are written; nil where they are only read
}

func newLexicon() *lexicon {
	return &lexicon{
		known:     map[string]*word{},
		spellings: map[string]*spelling{},
		french:    frenchStops(),
		english:   englishStops(),
		fold:      asciifolding.New(),
		stemmer:   newStemmer(),
	}
}

// teaching is a lexicon for what is written into the index.
func (v *vocabulary) teaching() *lexicon {
	l := newLexicon()
	l.vocabulary = v
	return l
}

// The lists are read once and never written.
var (
	frenchStops = sync.OnceValue(func() map[string]bool {
		return stopWords(fr.FrenchStopWords, "comment", "pourquoi", "quand", "quels", "quelles", "combien", "plus", "très", "faire", "être", "avoir")
	})
	englishStops = sync.OnceValue(func() map[string]bool { return stopWords(en.EnglishStopWords) })
)

// stopWords are kept folded, as words are compared, so that "été" and "ete" share one fate.
// Single letters are left out: C and R are languages; those that are words are in [isLetterStop].
func stopWords(list []byte, more ...string) map[string]bool {
	words := analysis.NewTokenMap()
	if err := words.LoadBytes(list); err != nil {
		return nil
	}
	fold := asciifolding.New()
	folded := map[string]bool{}
	for text := range words {
		more = append(more, text)
	}
	for _, text := range more {
		text = strings.ReplaceAll(string(fold.Filter([]byte(text))), "'", "")
		if len(text) > 1 {
			folded[text] = true
		}
	}
	return folded
}

// forgetAt bounds what a lexicon remembers.
const forgetAt = 200_000

// word is what a token means; nil where it means nothing.
func (l *lexicon) word(token token) *word {
	if found, known := l.known[token.text]; known {
		return found
	}
	if len(l.known) >= forgetAt {
		clear(l.known)
		clear(l.spellings)
	}
	found := l.resolve(token)
	l.known[strings.Clone(token.text)] = found
	return found
}

func (l *lexicon) resolve(token token) *word {
	if len(token.text) > longestWord {
		return nil
	}
	text := l.folded(token.text)
	if token.name {
		return l.name(text)
	}
	parts := withoutElisions(text)
	if len(parts) == 0 {
		return nil
	}
	found := l.plain(strings.Join(parts, ""))
	if isAcronym(token.text) {
		found.stopFrench, found.stopEnglish = false, false
	}
	if len(parts) > 1 {
		found.parts = l.partsOf(parts, 3)
	}
	return found
}

// folded is lower case without accents or ligatures.
func (l *lexicon) folded(text string) string {
	text = strings.ToLower(text)
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return text
	}
	return string(l.fold.Filter([]byte(text)))
}

// name is a term of technology, found as it is and, where it is several words, by each.
func (l *lexicon) name(text string) *word {
	if before, after, cut := strings.Cut(strings.Map(plainJoint, text), "'"); cut && isElision(before) {
		text = after
	}
	found := &word{exact: text, spelling: l.spelling(text)}
	if pieces := strings.Split(text, "/"); len(pieces) > 1 {
		found.parts = l.partsOf(pieces, 2)
	}
	return found
}

func (l *lexicon) plain(text string) *word {
	found := &word{exact: text, stopFrench: l.french[text], stopEnglish: l.english[text], spelling: l.spelling(text)}
	if len(text) == 1 {
		found.stopFrench = isLetterStop(text)
		return found
	}
	found.french, found.english = l.stemmer.stems(text)
	if l.vocabulary != nil {
		l.vocabulary.learn(text, found.french, found.english)
	}
	return found
}

func (l *lexicon) spelling(text string) *spelling {
	found := l.spellings[text]
	if found == nil {
		found = &spelling{text: []byte(text)}
		l.spellings[text] = found
	}
	return found
}

// isLetterStop names the letters that are words in French or English.
func isLetterStop(letter string) bool { return strings.Contains("aiyo", letter) }

// partsOf are words of at least so many letters.
func (l *lexicon) partsOf(texts []string, least int) []*word {
	var parts []*word
	for _, text := range texts {
		if part := l.plain(text); len(text) >= least && !part.stop() {
			parts = append(parts, part)
		}
	}
	return parts
}

// stemmer stems words in both languages.
type stemmer struct{ french *fr.FrenchLightStemmerFilter }

func newStemmer() stemmer { return stemmer{fr.NewFrenchLightStemmerFilter()} }

// stems are those of a word as it is in the index; none where it is too short for one, or a name
// or a number.
func (s stemmer) stems(text string) (french, english string) {
	if len(text) < 3 || !isAlpha(text) {
		return "", ""
	}
	return s.stemFrench(text), stemEnglish(text)
}

// stemFrench stems twice: once takes "ingenieure" to "ingenieur", which by itself is stemmed on.
func (s stemmer) stemFrench(text string) string {
	stream := analysis.TokenStream{{Term: []byte(text)}}
	return string(s.french.Filter(s.french.Filter(stream))[0].Term)
}

func stemEnglish(text string) string {
	env := snowballstem.NewEnv(text)
	english.Stem(env)
	return env.Current()
}

// isAcronym: two capitals or more and nothing else; "IT" and "AI" are no stop words.
func isAcronym(text string) bool {
	return len(text) > 1 && strings.IndexFunc(text, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

// withoutElisions cuts a folded token at its hyphens and takes from each part what French puts
// before an apostrophe and English after it: "l'etat-major" is "etat", "major"; "team's" is "team".
func withoutElisions(text string) []string {
	if strings.IndexFunc(text, func(r rune) bool { return !isWord(r) }) < 0 {
		return []string{text}
	}
	text = strings.Map(plainJoint, text)
	var parts []string
	for part := range strings.SplitSeq(text, "-") {
		before, after, found := strings.Cut(part, "'")
		for found && isElision(before) {
			part = after
			before, after, found = strings.Cut(part, "'")
		}
		part = strings.ReplaceAll(strings.TrimSuffix(part, "'s"), "'", "")
		if part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

func plainJoint(r rune) rune {
	switch r {
	case '’':
		return '\''
	case '‐', '‑':
		return '-'
	}
	return r
}

func isElision(text string) bool {
	return slices.Contains([]string{"l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"}, text)
}

// tongue is the language of a text, as far as its stop words tell.
type tongue uint8

const (
	either tongue = iota
	inFrench
	inEnglish
)

// tongues are some of them, as bits.
type tongues uint8

const anyTongue tongues = 1<<either | 1<<inFrench | 1<<inEnglish

func (t tongues) has(one tongue) bool { return t>>one&1 == 1 }

// tongueOf needs clear signs: three stop words of one language, and four for each of the other.
func tongueOf(french, english int) tongue {
	switch {
	case french >= 3 && french >= 4*english:
		return inFrench
	case english >= 3 && english >= 4*french:
		return inEnglish
	}
	return either
}

// stems are those to look for, or to be found by, in a language.
func (w *word) stems(language tongue) []string {
	var stems []string
	if w.french != "" && language != inEnglish {
		stems = append(stems, w.french)
	}
	if w.english != "" && language != inFrench && (w.english != w.french || len(stems) == 0) {
		stems = append(stems, w.english)
	}
	return stems
}

// plainText makes one line of a text, without control signs and without bytes that are no text, each of which
// would be shown by a sign of three.
func plainText(text string) string {
	valid := bytes.ToValidUTF8([]byte(text), nil)
	return string(bytes.Join(bytes.Fields(bytes.Map(printable, valid)), []byte(" ")))
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}
