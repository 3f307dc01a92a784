package text

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestVocabularyKnowsWhatAStemStandsFor, after every thousand of many words, each learnt several
// times.
func TestVocabularyKnowsWhatAStemStandsFor(t *testing.T) {
	vocabulary := NewVocabulary()
	random := rand.New(rand.NewPCG(1, 2))
	endings := []string{"", "s", "er", "ers", "ing", "ed", "e", "es", "ation", "ations", "eur", "euse", "ement"}
	byStem := map[string][]Variant{}
	learn := func(text string) {
		french, english := stems(text)
		vocabulary.Learn(text)
		for stem, in := range map[string]Languages{french: 1<<Undetermined | 1<<French, english: 1<<Undetermined | 1<<English} {
			if french == english {
				in = AllLanguages
			}
			if one := (Variant{text, in}); !slices.Contains(byStem[stem], one) {
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
			slices.SortFunc(want, func(a, b Variant) int { return cmp.Compare(a.Text, b.Text) })
			if got := vocabulary.Variants(stem); !slices.Equal(got, want) {
				t.Fatalf("%q stands for %v, want %v", stem, got, want)
			}
		}
	}
	if len(vocabulary.sorted) == 0 {
		t.Errorf("%d words were never put in order", len(vocabulary.recent))
	}
	for _, unknown := range []string{"", "zzz", "c++"} {
		if got := vocabulary.Variants(unknown); len(got) > 0 {
			t.Errorf("%q stands for %v, want nothing", unknown, got)
		}
	}
}
