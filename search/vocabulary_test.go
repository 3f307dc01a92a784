package search

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestVocabularyKnowsWhatAStemStandsFor, after every thousand of many words, each learnt several
// times.
func TestVocabularyKnowsWhatAStemStandsFor(t *testing.T) {
	vocabulary, stemmer := newVocabulary(), newStemmer()
	random := rand.New(rand.NewPCG(1, 2))
	endings := []string{"", "s", "er", "ers", "ing", "ed", "e", "es", "ation", "ations", "eur", "euse", "ement"}
	byStem := map[string][]variant{}
	learn := func(text string) {
		french, english := stemmer.stems(text)
		vocabulary.learn(text, french, english)
		for stem, in := range map[string]tongues{french: 1<<either | 1<<inFrench, english: 1<<either | 1<<inEnglish} {
			if french == english {
				in = anyTongue
			}
			if one := (variant{text, in}); !slices.Contains(byStem[stem], one) {
				byStem[stem] = append(byStem[stem], one)
			}
		}
	}
	for range 12 {
		for range 1000 {
			var letters []byte
			for range 3 + random.IntN(2) {
				letters = append(letters, byte('a'+random.IntN(9)))
			}
			learn(string(letters) + endings[random.IntN(len(endings))])
		}
		for stem, want := range byStem {
			slices.SortFunc(want, func(a, b variant) int { return cmp.Compare(a.text, b.text) })
			if got := vocabulary.variants(stem); !slices.Equal(got, want) {
				t.Fatalf("%q stands for %v, want %v", stem, got, want)
			}
		}
	}
	if len(vocabulary.places) == 0 {
		t.Errorf("%d words were never put in order", len(vocabulary.recent))
	}
	for _, unknown := range []string{"", "zzz", "c++"} {
		if got := vocabulary.variants(unknown); len(got) > 0 {
			t.Errorf("%q stands for %v, want nothing", unknown, got)
		}
	}
}
