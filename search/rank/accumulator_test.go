package rank

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

// TestCandidatesHoldTheFirstK: likes and followers need to be read for candidates only.
func TestCandidatesHoldTheFirstK(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		evidence := cases().Draw(t, "evidence")
		ties, n := tiesOf().Draw(t, "ties"), rapid.IntRange(1, 6).Draw(t, "first")
		more := rapid.IntRange(0, 2).Draw(t, "hidden interactions")
		accumulator := accumulatorOf(evidence, more, DefaultWeights())
		bounds := accumulator.Bounds()
		evidence = only(evidence, bounds) // who is only followed is not found
		want := ranking(evidence, ties, today, DefaultWeights())
		if len(want) != len(bounds) {
			t.Fatalf("%d people are found, %d are counted", len(want), len(bounds))
		}
		behind := math.Inf(1)
		if len(want) > 0 && rapid.Bool().Draw(t, "a later page") {
			behind = rapid.SampledFrom(want).Draw(t, "after").Score
		}
		candidates := Candidates(bounds, behind, n)
		accumulator.Tighten(candidates, followersOf(evidence, candidates, more))
		candidates = reaching(evidence, candidates, ties, n, behind)
		got := ranking(only(evidence, candidates), ties, today, DefaultWeights())
		if diff := cmp.Diff(pageBehind(want, n, behind), pageBehind(got, n, behind)); diff != "" {
			t.Fatalf("the first %d behind %v, of all and of %d candidates (-all +candidates):\n%s", n, behind, len(candidates), diff)
		}
	})
}

// TestBoundsHoldTheScore for any likes, followers and days with an answer, for both emphases.
func TestBoundsHoldTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		evidence, ties := cases().Draw(t, "evidence"), tiesOf().Draw(t, "ties")
		weights := DefaultWeights()
		if rapid.Bool().Draw(t, "answer now") {
			weights = weights.ForAnswerNow()
		}
		accumulator := accumulatorOf(evidence, 0, weights)
		bounds := accumulator.Bounds()
		activity, days := activityOf(t, bounds)
		accumulator.Tighten(bounds, followersOf(evidence, bounds, 0))
		if rapid.Bool().Draw(t, "activity is read") {
			accumulator.TightenByActivity(bounds, days)
		}
		scores := map[graph.Key]float64{}
		for _, one := range ranking(append(activity, evidence...), ties, today, weights) {
			scores[one.Person] = one.Score
		}
		for _, one := range bounds {
			score := scores[numbered(one.Person)]
			if score < one.Lower-rounding || score > one.Upper+rounding {
				t.Fatalf("%s has %v, outside of %v to %v", numbered(one.Person), score, one.Lower, one.Upper)
			}
		}
	})
}

// activityOf returns on which days people answer, as evidence and in the order of their bounds.
func activityOf(t *rapid.T, bounds []Bounds) (evidence []Evidence, days [][]graph.Day) {
	for _, one := range bounds {
		own := rapid.SliceOfNDistinct(rapid.Int32Range(int32(today.Day())-20, int32(today.Day())+2), 0, 8, rapid.ID).Draw(t, "days")
		answered := make([]graph.Day, len(own))
		for i, day := range own {
			answered[i] = graph.Day(day)
		}
		evidence, days = append(evidence, Evidence{Person: numbered(one.Person), Kind: Activity, Days: answered}), append(days, answered)
	}
	return evidence, days
}

// numberOf and numbered convert between keys of people and node ids.
func numberOf(person graph.Key) graph.NodeID {
	for n := range 100 {
		if numbered(graph.NodeID(n)) == person {
			return graph.NodeID(n)
		}
	}
	return 0
}

func numbered(person graph.NodeID) graph.Key {
	return graph.NodeKey(graph.KindPerson, fmt.Sprint(person))
}

// accumulatorOf adds up the evidence without likes and followers, of which there may be some more than
// the evidence holds.
func accumulatorOf(evidence []Evidence, more int, weights Weights) *Accumulator {
	accumulator := NewAccumulator(Query{AsOf: today, Shares: shares()}, weights)
	type about struct{ person, fact graph.Key }
	groups, likes := map[about][]Evidence{}, map[about]int{}
	for _, piece := range evidence {
		if piece.Kind == Follow {
			continue
		}
		group := about{piece.Person, piece.Fact}
		likes[group] = max(likes[group], len(piece.Likers)+more)
		piece.Likers = nil
		groups[group] = append(groups[group], piece)
	}
	for group, pieces := range groups {
		accumulator.Add(numberOf(group.person), pieces, likes[group])
	}
	return accumulator
}

func followersOf(evidence []Evidence, bounds []Bounds, more int) []int {
	followers := make([]int, len(bounds))
	for i, one := range bounds {
		followers[i] = more
		for _, piece := range evidence {
			if piece.Kind == Follow && piece.Person == numbered(one.Person) {
				followers[i] = max(followers[i], more+len(piece.Followers))
			}
		}
	}
	return followers
}

// reaching returns the people who can reach the n-th score below one.
func reaching(evidence []Evidence, bounds []Bounds, ties []tie, n int, behind float64) []Bounds {
	first := TopK(bounds, behind, n)
	reached := Rank(withMutual(only(evidence, first), ties), numbered, Query{AsOf: today, Shares: shares()}, DefaultWeights())
	if len(first) < n {
		return Prune(bounds, 0)
	}
	return Prune(bounds, reached.At(n-1).Score)
}

func only(evidence []Evidence, people []Bounds) []Evidence {
	return slices.DeleteFunc(slices.Clone(evidence), func(piece Evidence) bool {
		return !slices.ContainsFunc(people, func(one Bounds) bool { return numbered(one.Person) == piece.Person })
	})
}

func pageBehind(ranked []Ranked, n int, behind float64) []Ranked {
	rest := slices.DeleteFunc(slices.Clone(ranked), func(one Ranked) bool { return one.Score >= behind })
	return rest[:min(n, len(rest))]
}

// TestFewCandidates: people that likes cannot lift far enough are pruned.
func TestFewCandidates(t *testing.T) {
	accumulator := NewAccumulator(Query{AsOf: today, Shares: shares()}, DefaultWeights())
	for i := range 200 {
		accumulator.Add(graph.NodeID(i), []Evidence{{
			Fact: "skill/go", Tag: "interview/1", Kind: Declaration,
			Match: 1, Coverage: 1, MatchedTerms: 7, On: today.Day(), Level: float64(i % 5), Validated: i < 20,
		}}, 0)
	}
	if got := Candidates(accumulator.Bounds(), math.Inf(1), 10); len(got) < 10 || len(got) >= 20 {
		t.Errorf("%d candidates for the first 10 places", len(got))
	}
}
