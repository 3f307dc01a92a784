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

// maxWord is the longest word in letters. A longer token is an encoded file or an attack.
const maxWord = 64

// maxMemo is how many tokens an analyzer remembers.
const maxMemo = 200_000

// Analyzer turns texts into terms, French and English at once. It remembers the words that it has met, so it is for
// one goroutine.
type Analyzer struct {
	words           map[string]*word // by token
	terms           map[string]*Term
	french, english map[string]bool // stop words
	ascii           *asciifolding.AsciiFoldingFilter
	vocabulary      *Vocabulary // learns the words met; nil where they are only read
}

// NewAnalyzer returns an analyzer whose words the vocabulary learns; nil for one that only reads.
func NewAnalyzer(vocabulary *Vocabulary) *Analyzer {
	return &Analyzer{
		words: map[string]*word{}, terms: map[string]*Term{},
		french: frenchStopWords(), english: englishStopWords(),
		ascii: asciifolding.New(), vocabulary: vocabulary,
	}
}

// word is the analysis of a token.
type word struct {
	exact           string   // lower case, without accents or hyphens: "oeuvre", "cofounders", "c++"
	whole           string   // with what is elided, where something is: "dangelo" of "d'Angelo"
	french, english string   // stems; empty where a word has none: names, numbers, "go"
	parts           []*word  // of a compound, those that mean something alone: "founders" of "co-founders"
	runs            []*word  // of a word with digits, all of it, where none is a single letter: "iso", "9001"
	pieces          []string // of a compound, all, in all their spellings
	// stopFrench and stopEnglish report a word too common to be searched for; it tells the language.
	stopFrench, stopEnglish bool
	term                    *Term
}

func (w *word) isStop() bool { return w.stopFrench || w.stopEnglish }

// stems returns the stems in both languages, each once.
func (w *word) stems() []string { return distinct(w.french, w.english) }

// joins reports whether a word may be one with its neighbour: "power bi", and not "C++ Java" or "of power".
func (w *word) joins() bool {
	return (!w.isStop() || len(w.exact) == 1) && strings.IndexFunc(w.exact, func(r rune) bool { return !isWord(r) }) < 0
}

// word analyzes a token; nil where it means nothing.
func (a *Analyzer) word(token Token) *word {
	if found, ok := a.words[token.Text]; ok {
		return found
	}
	if len(a.words) >= maxMemo || len(a.terms) >= 2*maxMemo {
		clear(a.words)
		clear(a.terms)
	}
	found := a.analyze(token)
	a.words[strings.Clone(token.Text)] = found
	return found
}

func (a *Analyzer) analyze(token Token) *word {
	if utf8.RuneCountInString(token.Text) > maxWord {
		return nil
	}
	found, text := (*word)(nil), a.fold(token.Text)
	switch {
	case text == "": // accents alone
	case !token.Joined && isOneRun(text), a.french[text] || a.english[text]: // also "she'll", as it is
		found = a.plain(text)
	case token.Name:
		found = a.name(text)
	default:
		found = a.compound(splitCompound(text), 3)
	}
	if found != nil && isAcronym(token.Text) {
		found.stopFrench, found.stopEnglish = false, false
	}
	return found
}

// name analyzes a term of technology: with its signs where these tell it apart, "c++", "r&d", else joined, "nodejs",
// "dotnet", "cicd".
func (a *Analyzer) name(text string) *word {
	if before, after, cut := strings.Cut(text, "'"); cut && isElision(before, after) {
		text = after
	}
	text = otherNames(text)
	base, isNet := strings.CutSuffix(text, ".net")
	switch {
	case text == ".net":
		return a.plain("dotnet")
	case isNet:
		found := a.plain(base + "net")
		found.parts = a.parts([]string{base, "dotnet"}, 2)
		return found
	case strings.ContainsAny(text, "+#&"):
		found := a.plain(text)
		if joined := strings.ReplaceAll(text, "&", ""); joined != text {
			found.whole = joined
		}
		return found
	}
	if strings.Contains(text, "/") {
		return a.compound(splitCompound(text), 2)
	}
	return a.compound(splitCompound(text), 3)
}

// compound analyzes a word of several pieces, or of one that has runs of its own; parts are those so long.
func (a *Analyzer) compound(c compound, minLength int) *word {
	exact := strings.Join(c.pieces, "")
	if exact == "" {
		return nil
	}
	found := a.plain(exact)
	if c.whole != exact {
		found.whole = c.whole
	}
	var runs, pieces []string
	for _, piece := range c.pieces {
		ofPiece := runsOf(piece)
		if runs = append(runs, ofPiece...); len(ofPiece) > 1 && len(c.pieces) > 1 {
			pieces = append(pieces, piece) // "b2v" of "B2V-BR"
		}
	}
	if len(runs) == 1 {
		runs = nil
	}
	if found.isCode() {
		found.runs, minLength = a.code(runs, c.pieces), 2
	}
	pieces = slices.Concat(pieces, runs, c.tails)
	found.parts, found.pieces = a.parts(pieces, minLength), slices.Concat(pieces, c.elided)
	return found
}

// isCode reports a word with digits. Its parts tell nothing of it one by one: "A380neo" is not "neo".
func (w *word) isCode() bool { return strings.ContainsAny(w.exact, "0123456789") }

// code analyzes the runs of a word with digits, or else its pieces, all of it; none where any is a single letter.
func (a *Analyzer) code(ways ...[]string) []*word {
	for _, cut := range ways {
		if len(cut) < 2 || slices.ContainsFunc(cut, func(text string) bool { return len(text) < 2 }) {
			continue
		}
		var all []*word
		for _, text := range cut {
			all = append(all, a.plain(text))
		}
		return all
	}
	return nil
}

func (a *Analyzer) plain(text string) *word {
	text = otherNames(text)
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

// parts analyzes the pieces of a compound that are so long and mean something alone: "founders" of "co-founders", "disclosure" of
// "non-disclosure", "ci" and "cd" of "ci/cd".
func (a *Analyzer) parts(pieces []string, minLength int) []*word {
	var parts []*word
	for _, text := range pieces {
		if len(text) < minLength || isPrefix(text) {
			continue
		}
		if part := a.plain(text); !part.isStop() {
			parts = append(parts, part)
		}
	}
	return parts
}

func isPrefix(text string) bool {
	switch text {
	case "non", "pre", "post", "anti", "multi", "inter", "intra", "semi", "sub":
		return true
	}
	return false
}

// The lists are read once and never written.
var (
	frenchStopWords = sync.OnceValue(func() map[string]bool {
		return stopWords(fr.FrenchStopWords, "comment", "pourquoi", "quand", "quels", "quelles", "combien", "plus", "très", "faire", "être", "avoir", "non",
			"depuis", "chez", "sans", "sous", "vers", "via", "lors", "afin", "ainsi", "donc", "parmi", "malgré", "pendant", "selon", "jusque", "lorsque", "puisque")
	})
	englishStopWords = sync.OnceValue(func() map[string]bool {
		return stopWords(en.EnglishStopWords, "per", "via", "upon", "since", "within", "without", "among", "toward", "towards", "whether", "although", "though")
	})
)

// stopWords returns a list folded as words are, so that "été" and "ete" are treated alike, without single letters.
// "she'll" keeps its apostrophe: "shell" is another word.
func stopWords(list []byte, more ...string) map[string]bool {
	words := analysis.NewTokenMap()
	if err := words.LoadBytes(list); err != nil {
		return nil
	}
	for text := range words {
		more = append(more, text)
	}
	fold, folded := (&Analyzer{ascii: asciifolding.New()}).fold, map[string]bool{}
	for _, text := range more {
		if text = fold(text); len(text) > 1 {
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

// isAcronym reports two capitals or more and nothing else but points: "IT", "A.I" are no stop words.
func isAcronym(text string) bool {
	return len(text) > 1 && strings.IndexFunc(text, func(r rune) bool { return (r < 'A' || r > 'Z') && r != '.' }) < 0
}
