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
		evidence := cases().Draw(t, "evidence")
		ties, n := tiesOf().Draw(t, "ties"), rapid.IntRange(1, 6).Draw(t, "first")
		more := rapid.IntRange(0, 2).Draw(t, "hidden favours")
		evidence = only(evidence, withoutFavours(evidence).People()) // who is only followed is not found
		want := ranking(evidence, ties, today, DefaultWeights())
		behind := math.Inf(1)
		if len(want) > 0 && rapid.Bool().Draw(t, "a later page") {
			behind = rapid.SampledFrom(want).Draw(t, "after").Score
		}
		within := only(evidence, withoutFavours(evidence).Contenders(behind, n))
		contenders := contenders(within, optimistic(within, more), ties, n, behind)
		got := ranking(only(evidence, contenders), ties, today, DefaultWeights())
		if diff := cmp.Diff(pageBehind(want, n, behind), pageBehind(got, n, behind)); diff != "" {
			t.Fatalf("the first %d behind %v, of all and of %d contenders (-all +contenders):\n%s", n, behind, len(contenders), diff)
		}
	})
}

func withoutFavours(evidence []Evidence) Order {
	var topical []Evidence
	for _, piece := range evidence {
		if piece.Likers = nil; piece.Kind != Follow {
			topical = append(topical, piece)
		}
	}
	return Rank(topical, nil, today, DefaultWeights())
}

// contenders are those who can stand as high as the n-th of the first n below does stand.
func contenders(evidence, optimistic []Evidence, ties []Tie, n int, behind float64) []graph.Key {
	highest := Rank(optimistic, nil, today, DefaultWeights())
	first := highest.Below(behind, n)
	reached := Rank(only(evidence, first), ties, today, DefaultWeights())
	if len(first) < n || reached.Len() < n {
		return highest.AtLeast(0)
	}
	return highest.AtLeast(reached.At(n - 1).Score)
}

// optimistic counts every like and follower there is, and some that are hidden.
func optimistic(evidence []Evidence, more int) []Evidence {
	var counted []Evidence
	followers := map[graph.Key]int{}
	for _, piece := range evidence {
		if piece.Kind == Follow {
			followers[piece.Person]++
			continue
		}
		piece.Anonymous += len(piece.Likers) + more
		piece.Likers = nil
		counted = append(counted, piece)
	}
	for person, n := range followers {
		counted = append(counted, Evidence{Person: person, Kind: Follow, Anonymous: n + more})
	}
	return counted
}

func only(evidence []Evidence, people []graph.Key) []Evidence {
	return slices.DeleteFunc(slices.Clone(evidence), func(piece Evidence) bool { return !slices.Contains(people, piece.Person) })
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
	if got := order.AtLeast(order.At(9).Score); len(got) >= 20 {
		t.Errorf("%d contend for the first 10 places", len(got))
	}
}
