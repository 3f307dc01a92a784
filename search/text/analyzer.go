package text

import (
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

// maxWord is the longest word in bytes. A longer token is an encoded file or an attack.
const maxWord = 64

// maxMemo is how many tokens an analyzer remembers.
const maxMemo = 200_000

// Analyzer turns texts into terms, French and English at once. It remembers the words that it has met, so it is for
// one goroutine.
type Analyzer struct {
	words           map[string]*word // by token
	terms           map[string]*Term
	french, english map[string]bool // stop words
	fold            *asciifolding.AsciiFoldingFilter
	vocabulary      *Vocabulary // learns the words met; nil where they are only read
}

// NewAnalyzer returns an analyzer whose words the vocabulary learns; nil for one that only reads.
func NewAnalyzer(vocabulary *Vocabulary) *Analyzer {
	return &Analyzer{
		words: map[string]*word{}, terms: map[string]*Term{},
		french: frenchStopWords(), english: englishStopWords(),
		fold: asciifolding.New(), vocabulary: vocabulary,
	}
}

// Weighted is a text of a document, each word of which counts Times times.
type Weighted struct {
	Text  string
	Times int
}

// Document is the analysis of a document.
type Document struct {
	Terms    []Term
	Length   int // in words; a compound is one word, however many terms it is found by
	Language Language
}

// Term is a word as it is written in the index, and how often a document holds it.
type Term struct {
	Text  []byte
	Count int
}

// Analyze counts the terms of a document's texts, without stop words.
func (a *Analyzer) Analyze(texts ...Weighted) Document {
	var document Document
	var counted []*Term
	count := func(term *Term, times int) {
		if term.Count == 0 {
			counted = append(counted, term)
		}
		term.Count += times
	}
	french, english := 0, 0
	for _, text := range texts {
		Tokenize(text.Text, func(token Token) {
			word := a.word(token)
			switch {
			case word == nil:
			case word.isStop():
				if word.stopFrench && !word.stopEnglish {
					french++
				}
				if word.stopEnglish && !word.stopFrench {
					english++
				}
			default:
				document.Length += text.Times
				count(word.term, text.Times)
				for _, part := range word.parts {
					count(part.term, text.Times)
				}
			}
		})
	}
	document.Language = languageOf(french, english)
	document.Terms = make([]Term, len(counted))
	for i, term := range counted {
		document.Terms[i] = *term
		term.Count = 0
	}
	return document
}

// word is the analysis of a token.
type word struct {
	exact           string  // lower case, without accents or hyphens: "oeuvre", "cofounders", "c++"
	french, english string  // stems; empty where a word has none: names, numbers, "go"
	parts           []*word // of a compound, those that mean something alone: "founders" of "co-founders"
	// stopFrench and stopEnglish report a word too common to be searched for; it tells the language.
	stopFrench, stopEnglish bool
	term                    *Term
}

func (w *word) isStop() bool { return w.stopFrench || w.stopEnglish }

// stems returns the stems in both languages, each once.
func (w *word) stems() []string { return distinct(w.french, w.english) }

// word analyzes a token; nil where it means nothing.
func (a *Analyzer) word(token Token) *word {
	if found, ok := a.words[token.Text]; ok {
		return found
	}
	if len(a.words) >= maxMemo {
		clear(a.words)
		clear(a.terms)
	}
	found := a.analyze(token)
	a.words[strings.Clone(token.Text)] = found
	return found
}

func (a *Analyzer) analyze(token Token) *word {
	if len(token.Text) > maxWord {
		return nil
	}
	text := strings.ToLower(token.Text)
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		text = string(a.fold.Filter([]byte(text)))
	}
	if token.Name {
		return a.name(text)
	}
	parts := splitCompound(text)
	if len(parts) == 0 {
		return nil
	}
	found := a.plain(strings.Join(parts, ""))
	if isAcronym(token.Text) {
		found.stopFrench, found.stopEnglish = false, false
	}
	if len(parts) > 1 {
		found.parts = a.parts(parts, 3)
	}
	return found
}

// name analyzes a term of technology: it is found as it is and, where it is several words, by each.
func (a *Analyzer) name(text string) *word {
	if before, after, cut := strings.Cut(strings.Map(normalizeJoint, text), "'"); cut && isElision(before) {
		text = after
	}
	found := &word{exact: text, term: a.term(text)}
	if pieces := strings.Split(text, "/"); len(pieces) > 1 {
		found.parts = a.parts(pieces, 2)
	}
	return found
}

func (a *Analyzer) plain(text string) *word {
	found := &word{exact: text, stopFrench: a.french[text], stopEnglish: a.english[text], term: a.term(text)}
	if len(text) == 1 {
		found.stopFrench = strings.Contains("aiyo", text) // words of French or English; C and R are languages
		return found
	}
	found.french, found.english = stems(text)
	if a.vocabulary != nil {
		a.vocabulary.learn(text, found.french, found.english)
	}
	return found
}

func (a *Analyzer) term(text string) *Term {
	found := a.terms[text]
	if found == nil {
		found = &Term{Text: []byte(text)}
		a.terms[text] = found
	}
	return found
}

// parts analyzes the parts of a compound that have at least so many letters.
func (a *Analyzer) parts(texts []string, minLength int) []*word {
	var parts []*word
	for _, text := range texts {
		if part := a.plain(text); len(text) >= minLength && !part.isStop() {
			parts = append(parts, part)
		}
	}
	return parts
}

// The lists are read once and never written.
var (
	frenchStopWords = sync.OnceValue(func() map[string]bool {
		return stopWords(fr.FrenchStopWords, "comment", "pourquoi", "quand", "quels", "quelles", "combien", "plus", "très", "faire", "être", "avoir")
	})
	englishStopWords = sync.OnceValue(func() map[string]bool { return stopWords(en.EnglishStopWords) })
)

// stopWords returns a list folded as words are, so that "été" and "ete" are treated alike, without single letters.
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

// stems returns those of a folded word; none of one that is too short, or a name or a number.
func stems(text string) (inFrench, inEnglish string) {
	if len(text) < 3 || !isAlpha(text) {
		return "", ""
	}
	env := snowballstem.NewEnv(text)
	english.Stem(env)
	// French is stemmed twice: once takes "ingenieure" to "ingenieur", which by itself is stemmed on.
	french := fr.NewFrenchLightStemmerFilter()
	stream := french.Filter(french.Filter(analysis.TokenStream{{Term: []byte(text)}}))
	return string(stream[0].Term), env.Current()
}

// isAcronym reports two capitals or more and nothing else: "IT" and "AI" are no stop words.
func isAcronym(text string) bool {
	return len(text) > 1 && strings.IndexFunc(text, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

// splitCompound cuts a folded token at its hyphens and strips from each part what French puts before an apostrophe
// and English after it: "l'etat-major" is "etat", "major"; "team's" is "team".
func splitCompound(text string) []string {
	if strings.IndexFunc(text, func(r rune) bool { return !isWord(r) }) < 0 {
		return []string{text}
	}
	text = strings.Map(normalizeJoint, text)
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

// normalizeJoint maps typographic apostrophes and hyphens to those of ASCII.
func normalizeJoint(r rune) rune {
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
