package vocabulary_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/taxonomy"
	"github.com/sachant/sachant/search/thesaurus"
	"github.com/sachant/sachant/search/vocabulary"
)

// variant is how people write a label.
type variant struct {
	name  string
	write func(*rand.Rand, string) string
}

func variants() []variant {
	return []variant{
		{"case", func(random *rand.Rand, label string) string {
			if random.IntN(2) == 0 {
				return strings.ToUpper(label)
			}
			return strings.ToLower(label)
		}},
		{"accents", func(_ *rand.Rand, label string) string {
			return strings.Map(func(r rune) rune {
				if unicode.Is(unicode.Mn, r) {
					return -1
				}
				return r
			}, norm.NFD.String(label))
		}},
		{"plural", plural},
		{"letter", func(random *rand.Rand, label string) string { return misspelt(random, label, 1) }},
		{"letters", func(random *rand.Rand, label string) string { return misspelt(random, label, 2) }},
		{"order", func(random *rand.Rand, label string) string {
			words := strings.Fields(label)
			random.Shuffle(len(words), func(i, k int) { words[i], words[k] = words[k], words[i] })
			return strings.Join(words, " ")
		}},
		{"cut", func(random *rand.Rand, label string) string {
			return onLongWord(random, label, 8, func(word []rune) []rune { return append(slices.Clone(word[:len(word)-3]), '.') })
		}},
	}
}

// plural adds an s to a word, or takes one off.
func plural(random *rand.Rand, label string) string {
	return onLongWord(random, label, 4, func(word []rune) []rune {
		if word[len(word)-1] == 's' {
			return word[:len(word)-1]
		}
		return append(slices.Clone(word), 's')
	})
}

// misspelt leaves out, doubles, changes or swaps letters of different words.
func misspelt(random *rand.Rand, label string, letters int) string {
	for range letters {
		label = onLongWord(random, label, 6, func(word []rune) []rune {
			at := 1 + random.IntN(len(word)-2)
			switch random.IntN(4) {
			case 0:
				return slices.Delete(slices.Clone(word), at, at+1)
			case 1:
				return slices.Insert(slices.Clone(word), at, word[at])
			case 2:
				changed := slices.Clone(word)
				changed[at] = rune('a' + random.IntN(26))
				return changed
			}
			changed := slices.Clone(word)
			changed[at], changed[at-1] = changed[at-1], changed[at]
			return changed
		})
	}
	return label
}

// onLongWord changes one of the words of letters that are so long; a label without one stays as it is.
func onLongWord(random *rand.Rand, label string, length int, change func([]rune) []rune) string {
	words := strings.Fields(label)
	var long []int
	for i, word := range words {
		if len([]rune(word)) >= length && strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) < 0 {
			long = append(long, i)
		}
	}
	if len(long) > 0 {
		i := long[random.IntN(len(long))]
		words[i] = string(change([]rune(words[i])))
	}
	return strings.Join(words, " ")
}

// Of 500 labels of ROME as people write them, at least four of five are linked, and of these 95 of 100 to what was meant.
func TestVariantsOfLabelsAreLinked(t *testing.T) {
	dir := os.Getenv("SACHANT_DATA_DIR")
	if dir == "" {
		t.Skip("SACHANT_DATA_DIR names no folder of real data")
	}
	store := stored(t, taxonomy.SchemeROME, func(store graph.Store) ingest.Reader {
		return taxonomy.ROME{Dir: filepath.Join(dir, "rome-4.0-v460"), Store: store}
	})
	index, err := vocabulary.Read(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	matcher := vocabulary.NewMatcher(index, thesaurus.Trades())
	labels := labelsOf(t, store)
	random := rand.New(rand.NewPCG(15, 500))
	linked, right, all := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range 500 {
		kind := variants()[i%len(variants())]
		of := labels[random.IntN(len(labels))]
		written := kind.write(random, of.text)
		all[kind.name]++
		if found := matcher.Match(written); len(found) > 0 && found[0].Score >= vocabulary.Linked {
			linked[kind.name]++
			if found[0].Concept == of.concept {
				right[kind.name]++
			} else {
				t.Logf("%s: %q of %q is taken for %s by %s", kind.name, written, of.text, found[0].Concept, found[0].By)
			}
		}
	}
	sum := func(counts map[string]int) (n int) {
		for _, count := range counts {
			n += count
		}
		return n
	}
	for _, kind := range variants() {
		t.Logf("%-8s %3d of %3d linked, %3d right", kind.name, linked[kind.name], all[kind.name], right[kind.name])
	}
	if sum(linked)*100 < 80*500 || sum(right)*100 < 95*sum(linked) {
		t.Errorf("%d of 500 are linked, %d of them right", sum(linked), sum(right))
	}
}

type labelOf struct {
	text    string
	concept graph.Key
}

// labelsOf returns the preferred labels of concepts, in the order of keys.
func labelsOf(t *testing.T, store graph.Store) []labelOf {
	t.Helper()
	var all []labelOf
	_, err := store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		if concept := graph.As[graph.Concept](fact); concept.Type != graph.ConceptGroup {
			all = append(all, labelOf{graph.InLanguage(concept.PrefLabel, "fr"), fact.Key})
		}
		return nil
	}, graph.KindConcept)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// stored returns a store with what a reader reads.
func stored(t *testing.T, source string, reader func(graph.Store) ingest.Reader) graph.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := (ingest.Import{Source: source, Store: store}).Run(t.Context(), reader(store)); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", source, err))
	}
	return store
}
