package rank

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

// What is said to pass the person above does, ranked with everybody's evidence, and less of the same kind does not.
func TestAnAdditionPassesThePersonAbove(t *testing.T) {
	suggested := 0
	rapid.Check(t, func(t *rapid.T) {
		evidence := rapid.SliceOfN(pieces(), 20, 60).Draw(t, "evidence")
		query := Query{AsOf: today, Shares: shares()}
		weights := DefaultWeights()
		if rapid.Bool().Draw(t, "answer now") {
			weights = weights.ForAnswerNow()
		}
		order := Rank(evidence, numbered, query, weights)
		answer := Evidence{Match: rapid.Float64Range(0.1, 1).Draw(t, "match"), Coverage: 1, MatchedTerms: 7}
		skill := Evidence{Fact: "skill/1", Match: 0.9, Coverage: 1, MatchedTerms: 7}
		for i := 1; i < order.Len(); i++ {
			who, above := order.At(i).Person, order.At(i-1)
			addition := order.Addition(who, answer, skill)
			if addition == nil {
				continue
			}
			suggested++
			if score := scoreWith(evidence, who, *addition, answer, skill, query, weights); score <= above.Score {
				t.Fatalf("%+v gives %s %v points, which does not pass %v", addition, who, score, above.Score)
			}
			less := *addition
			if less.Count--; less.Level > 0 {
				less.Count, less.Level = 1, less.Level-0.5
			}
			if score := scoreWith(evidence, who, less, answer, skill, query, weights); score > above.Score {
				t.Fatalf("%+v is said to pass %v, and so does %+v with %v points", addition, above.Score, less, score)
			}
		}
		if order.Len() > 0 && order.Addition(order.At(0).Person, answer, skill) != nil {
			t.Fatal("the first person is told how to rise")
		}
	})
	if suggested < 50 {
		t.Errorf("%d additions were suggested, few", suggested)
	}
}

// scoreWith ranks everybody anew, one person with an addition, and returns that person's score.
func scoreWith(evidence []Evidence, who graph.Key, more Addition, answer, skill Evidence, query Query, weights Weights) float64 {
	evidence = slices.Clone(evidence)
	kind, piece := Answer, answer
	if more.Skill != "" {
		kind, piece = Declaration, skill
	}
	for n := range more.Count {
		added := Evidence{
			Person: who, Kind: kind, Fact: graph.Key(fmt.Sprint("contribution/new", n)), Match: piece.Match, Coverage: piece.Coverage,
			MatchedTerms: piece.MatchedTerms, On: today.Day(), Accepted: more.Kind == ReasonAccepted,
		}
		if kind == Declaration {
			added.Fact, added.Level, added.Validated = more.Skill, more.Level, more.Kind == ReasonValidated
		}
		evidence = append(evidence, added)
	}
	again := Rank(evidence, numbered, query, weights)
	for i := range again.Len() {
		if again.At(i).Person == who {
			return again.At(i).Score
		}
	}
	return 0
}

// Of what would pass, the one that adds least is said: a stated skill rather than an accepted answer.
func TestTheSmallestAdditionIsSaid(t *testing.T) {
	declared := func(n int, level float64) Evidence {
		return Evidence{
			Person: person(n), Fact: "skill/go", Tag: "interview/1", Kind: Declaration, Match: 1, Coverage: 1, MatchedTerms: 7,
			On: today.Day(), Level: level,
		}
	}
	order := Rank([]Evidence{declared(1, 3), declared(2, 1)}, numbered, Query{AsOf: today, Shares: shares()}, DefaultWeights())
	want := Addition{Kind: ReasonDeclared, Count: 1, Level: 3.5, Skill: "skill/go", MatchedTerms: 7}
	if got := order.Addition(person(2), Evidence{Match: 1, Coverage: 1, MatchedTerms: 7}, declared(1, 3)); got == nil || *got != want {
		t.Errorf("told %+v, want %+v", got, want)
	}
}
