package rank

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

// TestContendersHoldWhoeverCanStandThere: likes and followers need be read of contenders only.
func TestContendersHoldWhoeverCanStandThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		topical, all := withAndWithoutFavours(cases().Draw(t, "evidence"))
		ties, n := tiesOf().Draw(t, "ties"), rapid.IntRange(1, 6).Draw(t, "first")
		want := ranking(all, ties, today, DefaultWeights())
		behind := math.Inf(1)
		if len(want) > 0 && rapid.Bool().Draw(t, "a later page") {
			behind = rapid.SampledFrom(want).Draw(t, "after").Score
		}
		contenders := Rank(topical, nil, today, DefaultWeights()).Contenders(n, behind)
		got := ranking(slices.DeleteFunc(slices.Clone(all), func(piece Evidence) bool {
			return !slices.Contains(contenders, piece.Person)
		}), ties, today, DefaultWeights())
		if diff := cmp.Diff(pageBehind(want, n, behind), pageBehind(got, n, behind)); diff != "" {
			t.Fatalf("the first %d behind %v, of all and of %d contenders (-all +contenders):\n%s", n, behind, len(contenders), diff)
		}
	})
}

// withAndWithoutFavours leaves out likes and followers; and followers of whom nothing else
// speaks for.
func withAndWithoutFavours(evidence []Evidence) (topical, all []Evidence) {
	for _, piece := range evidence {
		if piece.Kind != Follow {
			piece.Likers, piece.Anonymous = nil, 0
			topical = append(topical, piece)
		}
	}
	found := Rank(topical, nil, today, DefaultWeights())
	speaksFor := map[graph.Key]bool{}
	for place := range found.Len() {
		speaksFor[found.At(place).Person] = true
	}
	for _, piece := range evidence {
		if speaksFor[piece.Person] {
			all = append(all, piece)
		}
	}
	return topical, all
}

func pageBehind(ranked []Ranked, n int, behind float64) []Ranked {
	rest := slices.DeleteFunc(slices.Clone(ranked), func(one Ranked) bool { return one.Score >= behind })
	return rest[:min(n, len(rest))]
}

// TestFewContend: of many people, those whom likes could not lift are left alone.
func TestFewContend(t *testing.T) {
	var evidence []Evidence
	for i := range 200 {
		evidence = append(evidence, Evidence{
			Person: person(i), Fact: "skill/go", Stated: "interview/1", Kind: Declaration,
			Match: 1, Coverage: 1, On: today, Level: float64(i%5) / 1, Validated: i < 20,
		})
	}
	order := Rank(evidence, nil, today, DefaultWeights())
	if got := order.Contenders(10, math.Inf(1)); len(got) >= 20 {
		t.Errorf("%d contend for the first 10 places", len(got))
	}
}
