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

// answersOf are current answers of a person that match as well as each other, each to another asker.
func answersOf(who graph.Key, count int, change func(n int, piece *Evidence)) []Evidence {
	var answers []Evidence
	for n := range count {
		piece := Evidence{
			Person: who, Kind: Answer, Fact: graph.NodeKey(graph.KindContribution, fmt.Sprint(who.ID(), "-", n)), Match: 0.5, Coverage: 1, MatchedTerms: 7,
			On: today.Day() - 10, Asker: graph.NodeID(100 + n),
		}
		if change != nil {
			change(n, &piece)
		}
		answers = append(answers, piece)
	}
	return answers
}

// scoreOf is 0 for a person who is not found.
func scoreOf(evidence []Evidence, who graph.Key) float64 {
	for _, one := range ranking(evidence, nil, today, DefaultWeights()) {
		if one.Person == who {
			return one.Score
		}
	}
	return 0
}

// What is void changes nothing, among any other evidence: an answer to one's own question, one that more colleagues
// dislike than like, interactions of later days.
func TestVoidEvidenceWeighsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		evidence := cases().Draw(t, "evidence")
		want := ranking(evidence, nil, today, DefaultWeights())
		void := answersOf(people().Draw(t, "person"), 3, func(n int, piece *Evidence) {
			piece.Accepted = rapid.Bool().Draw(t, "accepted")
			switch n {
			case 0:
				piece.Own = true
			case 1:
				piece.Anonymous = -rapid.IntRange(1, 5).Draw(t, "dislikes")
			case 2:
				piece.On = today.Day() + rapid.SampledFrom([]graph.Day{1, 400}).Draw(t, "later")
			}
		})
		if diff := cmp.Diff(want, ranking(append(slices.Clone(evidence), void...), nil, today, DefaultWeights())); diff != "" {
			t.Fatalf("rule broken: what is void weighs nothing (-without +with):\n%s", diff)
		}
	})
	later := []Interaction{{From: 90, On: today.Day() + 1}, {From: 91, On: today.Day() + 200}}
	liked := answersOf(person(1), 1, func(_ int, piece *Evidence) { piece.Likers = later })
	followed := append(answersOf(person(1), 1, nil), Evidence{Person: person(1), Kind: Follow, Followers: later})
	for name, evidence := range map[string][]Evidence{"likes": liked, "follows": followed} {
		if got, want := scoreOf(evidence, person(1)), scoreOf(answersOf(person(1), 1, nil), person(1)); got != want {
			t.Errorf("rule broken: %s of later days weigh nothing: %v, without %v", name, got, want)
		}
	}
}

// An acceptance that two people exchange is none, nor is a further one by the same asker.
func TestExchangedAcceptancesAreNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		evidence := cases().Draw(t, "evidence")
		exchanged, plain := slices.Clone(evidence), slices.Clone(evidence)
		for i := range evidence {
			if evidence[i].Kind == Answer {
				repeated := rapid.Bool().Draw(t, "repeated rather than exchanged")
				exchanged[i].Exchanged, exchanged[i].Repeated, exchanged[i].Accepted = !repeated, repeated, true
				plain[i].Exchanged, plain[i].Repeated, plain[i].Accepted = false, false, false
			}
		}
		if diff := cmp.Diff(ranking(plain, nil, today, DefaultWeights()), ranking(exchanged, nil, today, DefaultWeights())); diff != "" {
			t.Fatalf("rule broken: acceptances that are exchanged are none (-not accepted +exchanged):\n%s", diff)
		}
	})
}

// A colleague's likes of several contributions count once.
func TestOneColleaguesLikesCountOnce(t *testing.T) {
	liked := func(times int) float64 {
		return scoreOf(answersOf(person(1), 8, func(n int, piece *Evidence) {
			if n < times {
				piece.Likers = []Interaction{{From: 50}}
			}
		}), person(1))
	}
	if none, one, all := liked(0), liked(1), liked(8); !(one > none) || all != one {
		t.Errorf("rule broken: likes of one colleague give %v for one contribution, %v for all, %v for none", one, all, none)
	}
}

// What is found covers enough of the query, and what it covers scales all of it, followers included.
func TestCoverageScalesEverything(t *testing.T) {
	followers := Evidence{Person: person(1), Kind: Follow, Followers: []Interaction{{From: 50}, {From: 51}, {From: 52}}}
	holding := func(terms uint32) float64 {
		answers := answersOf(person(1), 1, func(_ int, piece *Evidence) { piece.MatchedTerms = terms })
		return scoreOf(append(answers, followers), person(1))
	}
	all, weights := holding(7), DefaultWeights()
	for terms, covered := range map[uint32]float64{1: 0.5, 3: 0.8, 5: 0.7, 6: 0.5} {
		if got, want := holding(terms), all*math.Pow(covered, weights.Coverage); math.Abs(got-want) > 1e-9 {
			t.Errorf("rule broken: who covers %v of the query has %v, want %v of %v", covered, got, want, all)
		}
	}
	if got := holding(4); got != 0 {
		t.Errorf("rule broken: who covers less than %v is found with %v", weights.LeastCoverage, got)
	}
}

// A proof is worth its points at least while it is current, and about most of the query.
func TestAProofIsCurrentAndOnTheTopic(t *testing.T) {
	weights := DefaultWeights()
	proof := func(kind string, age float64, coverage float64) float64 {
		piece := Evidence{
			Person: person(1), Fact: "contribution/proof", Kind: Answer, Accepted: true, Match: 1e-6, Coverage: coverage, MatchedTerms: 7,
			On: today.Day() - graph.Day(age),
		}
		if kind == Declaration {
			piece.Kind, piece.Fact, piece.Accepted, piece.Validated, piece.Level = Declaration, "skill/go", false, true, 4
		}
		return scoreOf([]Evidence{piece}, person(1))
	}
	for kind, days := range map[string]float64{Answer: weights.CurrentContribution, Declaration: weights.CurrentDeclaration} {
		if got := proof(kind, days, weights.OnTopic); got < weights.Proof {
			t.Errorf("rule broken: a current proof (%s) is worth %v, want %v at least", kind, got, weights.Proof)
		}
		if got := proof(kind, days+1, 1); got >= weights.Proof {
			t.Errorf("rule broken: a proof (%s) that is no longer current is worth %v", kind, got)
		}
		if got := proof(kind, 1, weights.OnTopic-0.01); got >= weights.Proof {
			t.Errorf("rule broken: a proof (%s) on something else is worth %v", kind, got)
		}
	}
}

// Levels weigh in proportion: before it saturates, level 4 is worth four times what level 1 is.
func TestLevelsWeighInProportion(t *testing.T) {
	at := func(level float64) float64 {
		return scoreOf([]Evidence{{
			Person: person(1), Fact: "skill/go", Tag: "self", Kind: Declaration, Match: 1e-6, Coverage: 1, MatchedTerms: 7, On: today.Day(), Level: level,
		}}, person(1))
	}
	for _, level := range []float64{0.5, 2, 3.5, 4} {
		if ratio := at(level) / at(1); math.Abs(ratio-level) > 1e-3 {
			t.Errorf("rule broken: level %v is worth %v times level 1", level, ratio)
		}
	}
}

// Expertise says nothing of when somebody answers: availability is no reason for it.
func TestExpertiseIsNoAvailability(t *testing.T) {
	evidence := append(answersOf(person(1), 30, nil), Evidence{Person: person(1), Kind: Activity, Days: []graph.Day{today.Day()}})
	for _, one := range ranking(evidence, nil, today, DefaultWeights()) {
		for _, reason := range one.Reasons {
			if reason.Class == ClassAvailability {
				t.Errorf("rule broken: %+v", reason)
			}
		}
	}
}

// People with the same score come in the order of their keys, whatever the order of their evidence.
func TestTiesAreInTheOrderOfKeys(t *testing.T) {
	evidence := slices.Concat(answersOf(person(3), 2, nil), answersOf(person(1), 2, nil), answersOf(person(2), 2, nil))
	for range 2 {
		var got []graph.Key
		for _, one := range ranking(evidence, nil, today, DefaultWeights()) {
			got = append(got, one.Person)
		}
		if diff := cmp.Diff([]graph.Key{person(1), person(2), person(3)}, got); diff != "" {
			t.Errorf("rule broken: ties are in the order of keys (-want +got):\n%s", diff)
		}
		slices.Reverse(evidence)
	}
}

// However much somebody says in a day, or about one question, it counts less than what another says on two days about two
// questions.
func TestFloodingCountsLittle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count, sameDay := rapid.IntRange(2, 200).Draw(t, "answers"), rapid.Bool().Draw(t, "on a day rather than to a question")
		flood := answersOf(person(1), count, func(n int, piece *Evidence) {
			if piece.Question = 7; sameDay {
				piece.Question = graph.NodeID(1000 + n)
			} else {
				piece.On = today.Day() - 10 - graph.Day(n)
			}
		})
		usual := answersOf(person(2), 2, func(n int, piece *Evidence) {
			piece.On, piece.Question = today.Day()-10+graph.Day(n), graph.NodeID(1000+n)
		})
		ranked := ranking(slices.Concat(flood, usual), nil, today, DefaultWeights())
		if ranked[0].Person != person(2) {
			t.Fatalf("rule broken: %d answers at once outrank two: %v, %v", count, ranked[0].Score, ranked[1].Score)
		}
	})
}

// What a few people accept of each other in a ring is worth less than what another answered and nobody accepted.
func TestARingOfAcceptancesCountsLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(1, 19).Draw(t, "answers")
		ring := answersOf(person(1), count, func(n int, piece *Evidence) {
			piece.Accepted, piece.Ring, piece.On = true, true, today.Day()-10-graph.Day(n)
		})
		one := answersOf(person(2), 1, func(_ int, piece *Evidence) { piece.On = today.Day() - 10 })
		if ranked := ranking(slices.Concat(ring, one), nil, today, DefaultWeights()); ranked[0].Person != person(2) {
			t.Fatalf("rule broken: a ring of %d outranks an answer: %v, %v", count, ranked[0].Score, ranked[1].Score)
		}
	})
}
