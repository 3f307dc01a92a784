package rank

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

const today = graph.Date("2026-03-31")

func person(n int) graph.Key {
	return graph.NodeKey(graph.KindPerson, fmt.Sprint(n))
}

func days() *rapid.Generator[graph.Date] {
	return rapid.Custom(func(t *rapid.T) graph.Date {
		if rapid.IntRange(0, 9).Draw(t, "dated") == 0 {
			return ""
		}
		ago := rapid.IntRange(-30, 3000).Draw(t, "days ago")
		return graph.DateOf(today.Time().AddDate(0, 0, -ago))
	})
}

func people() *rapid.Generator[graph.Key] {
	return rapid.Map(rapid.IntRange(0, 8), person)
}

// pieces draws any evidence that a search could find.
func pieces() *rapid.Generator[Evidence] {
	return rapid.Custom(func(t *rapid.T) Evidence {
		who := people().Draw(t, "person")
		kind := rapid.SampledFrom([]string{Answer, Note, Article, Declaration, Profile, Follow}).Draw(t, "kind")
		piece := Evidence{
			Person: who, Kind: kind,
			Match:        rapid.Float64Range(0, 1).Draw(t, "match"),
			MatchedTerms: rapid.Uint32Range(1, 7).Draw(t, "terms"),
			On:           days().Draw(t, "on").Day(),
		}
		for i, share := range shares() {
			if piece.MatchedTerms&(1<<i) != 0 {
				piece.Coverage += share
			}
		}
		id := fmt.Sprint(rapid.IntRange(0, 12).Draw(t, "id"))
		switch kind {
		case Declaration:
			piece.Fact, piece.Tag = graph.NodeKey(graph.KindSkill, id[:1]), "interview/"+id
			piece.Level = float64(rapid.IntRange(0, 8).Draw(t, "level")) / 2
			piece.Possessed, piece.Validated = rapid.Bool().Draw(t, "possessed"), rapid.Bool().Draw(t, "validated")
			piece.Until = days().Draw(t, "until").Day()
		case Profile:
			piece.Fact = who
		case Follow:
			for _, follower := range rapid.SliceOfNDistinct(people(), 0, 9, rapid.ID).Draw(t, "followers") {
				piece.Followers = append(piece.Followers, Interaction{From: numberOf(follower), On: days().Draw(t, "since").Day()})
			}
		default:
			piece.Fact = graph.NodeKey(graph.KindContribution, string(who.ID())+"-"+kind+id)
			piece.Accepted = kind == Answer && rapid.Bool().Draw(t, "accepted")
			if kind == Answer {
				piece.Asker = graph.NodeID(rapid.IntRange(0, 4).Draw(t, "asker"))
				piece.Question = graph.NodeID(rapid.IntRange(0, 3).Draw(t, "question"))
				piece.Repeated = rapid.Bool().Draw(t, "repeated")
				piece.Ring = piece.Asker != 0 && piece.Accepted && rapid.Bool().Draw(t, "ring")
				piece.Own, piece.Exchanged = rapid.IntRange(0, 9).Draw(t, "own") == 0, rapid.Bool().Draw(t, "exchanged")
			}
			for _, liker := range rapid.SliceOfNDistinct(people(), 0, 5, rapid.ID).Draw(t, "likers") {
				piece.Likers = append(piece.Likers, Interaction{From: numberOf(liker)})
			}
			piece.Anonymous = rapid.IntRange(-3, 40).Draw(t, "anonymous")
		}
		return piece
	})
}

func cases() *rapid.Generator[[]Evidence] { return rapid.SliceOfN(pieces(), 0, 60) }

// tie is an interaction: From likes something of To, or follows To.
type tie struct{ From, To graph.Key }

// withMutual returns the evidence with the interactions marked that ties make mutual.
func withMutual(evidence []Evidence, ties []tie) []Evidence {
	evidence = slices.Clone(evidence)
	for i, piece := range evidence {
		for _, interactions := range []*[]Interaction{&evidence[i].Likers, &evidence[i].Followers} {
			*interactions = slices.Clone(*interactions)
			for k, interaction := range *interactions {
				(*interactions)[k].Mutual = piece.Person == numbered(interaction.From) || slices.Contains(ties, tie{piece.Person, numbered(interaction.From)})
			}
		}
	}
	return evidence
}

func tiesOf() *rapid.Generator[[]tie] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tie {
		return tie{From: people().Draw(t, "from"), To: people().Draw(t, "to")}
	}), 0, 10)
}

// shares are those of the words of a query of three.
func shares() []float64 { return []float64{0.5, 0.3, 0.2} }

// ranking is everybody, with reasons.
func ranking(evidence []Evidence, ties []tie, asOf graph.Date, weights Weights) []Ranked {
	order := Rank(withMutual(evidence, ties), numbered, Query{AsOf: asOf, Shares: shares()}, weights)
	var ranked []Ranked
	for place := range order.Len() {
		ranked = append(ranked, order.Explain(place))
	}
	return ranked
}

func TestP07ScoreIsTheSumOfItsReasons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ranked := ranking(cases().Draw(t, "evidence"), tiesOf().Draw(t, "ties"), today, DefaultWeights())
		for _, one := range ranked {
			sum := 0.0
			for _, reason := range one.Reasons {
				sum += reason.Points
				if reason.Points <= 0 {
					t.Fatalf("%s: reason %s is worth %v, a reason is worth something", one.Person, reason.Kind, reason.Points)
				}
			}
			if math.Abs(sum-one.Score) > 1e-9 {
				t.Fatalf("rule broken: the score is the sum of its reasons: %s has %v, its reasons add up to %v", one.Person, one.Score, sum)
			}
		}
	})
}

func TestReasonIsTheSumOfItsEvidence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := DefaultWeights()
		weights.Shown = rapid.IntRange(1, weights.Shown).Draw(t, "shown")
		ranked := ranking(cases().Draw(t, "evidence"), tiesOf().Draw(t, "ties"), today, weights)
		for _, one := range ranked {
			for _, reason := range one.Reasons {
				sum := reason.RestPoints
				for _, piece := range reason.Evidence {
					sum += piece.Points
				}
				if math.Abs(sum-reason.Points) > 1e-9 {
					t.Fatalf("rule broken: a reason is the sum of its evidence: %s of %s has %v, its evidence adds up to %v", reason.Kind, one.Person, reason.Points, sum)
				}
				if len(reason.Evidence) == 0 && reason.Kind != ReasonAvailable || len(reason.Evidence) > weights.Shown {
					t.Fatalf("%s of %s lists %d pieces", reason.Kind, one.Person, len(reason.Evidence))
				}
			}
		}
	})
}

func TestOrderOfEvidenceDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		evidence, ties := cases().Draw(t, "evidence"), tiesOf().Draw(t, "ties")
		want := ranking(evidence, ties, today, DefaultWeights())
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		shuffled := slices.Clone(evidence)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if diff := cmp.Diff(want, ranking(shuffled, ties, today, DefaultWeights())); diff != "" {
			t.Fatalf("rule broken: same evidence, same order (-first +shuffled):\n%s", diff)
		}
	})
}

// proofs draws one current proof: a recent accepted answer or validated skill, on the topic.
func proofs(who graph.Key) *rapid.Generator[Evidence] {
	return rapid.Custom(func(t *rapid.T) Evidence {
		weights := DefaultWeights()
		proof := Evidence{
			Person: who, Fact: "contribution/proof", Kind: Answer, Accepted: true,
			Match:    rapid.Float64Range(0.001, 1).Draw(t, "match"),
			Coverage: rapid.Float64Range(weights.OnTopic, 1).Draw(t, "coverage"), MatchedTerms: 3,
			On: graph.DateOf(today.Time().AddDate(0, 0, -rapid.IntRange(0, 360).Draw(t, "days ago"))).Day(),
		}
		if rapid.Bool().Draw(t, "validated") {
			proof.Kind, proof.Accepted, proof.Validated = Declaration, false, true
			proof.Fact, proof.Tag = "skill/go", "interview/1"
			proof.Level = rapid.Float64Range(0.5, 4).Draw(t, "level")
		}
		return proof
	})
}

func TestSocialAloneNeverOutranksOneProof(t *testing.T) {
	popular, proven := person(1), person(2)
	rapid.Check(t, func(t *rapid.T) {
		evidence := []Evidence{proofs(proven).Draw(t, "proof")}
		var followers []Interaction
		for i := range rapid.IntRange(1, 300).Draw(t, "followers") {
			followers = append(followers, Interaction{From: graph.NodeID(100 + i)})
		}
		evidence = append(evidence, Evidence{Person: popular, Kind: Follow, Followers: followers})
		ranked := ranking(evidence, nil, today, DefaultWeights())
		if ranked[0].Person != proven {
			t.Fatalf("rule broken: followers alone outrank a proof: %+v", ranked)
		}
	})
}

// TestLikesAddLessThanOneProof: of two people with the same answers, no likes and followers
// lift the one above the other who has a proof besides.
func TestLikesAddLessThanOneProof(t *testing.T) {
	liked, proven := person(1), person(2)
	rapid.Check(t, func(t *rapid.T) {
		evidence := []Evidence{proofs(proven).Draw(t, "proof")}
		for i := range rapid.IntRange(1, 20).Draw(t, "answers") {
			answer := Evidence{
				Fact: graph.NodeKey(graph.KindContribution, fmt.Sprint("a", i)), Kind: Answer,
				Match: rapid.Float64Range(0, 1).Draw(t, "match"), On: days().Draw(t, "on").Day(), MatchedTerms: 3,
			}
			answer.Person = proven
			evidence = append(evidence, answer)
			answer.Person, answer.Fact, answer.Anonymous = liked, answer.Fact+"-too", 1_000_000
			evidence = append(evidence, answer)
		}
		ranked := ranking(evidence, nil, today, DefaultWeights())
		if ranked[0].Person != proven {
			t.Fatalf("rule broken: likes outrank a proof: %+v", ranked)
		}
	})
}

func TestRingChangesNobodysPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		evidence := slices.DeleteFunc(cases().Draw(t, "evidence"), func(piece Evidence) bool { return piece.Kind == Follow })
		ring := rapid.IntRange(1, 6).Draw(t, "ring")
		for i := range evidence {
			evidence[i].Likers = nil
		}
		want := ranking(evidence, nil, today, DefaultWeights())
		with, ties := slices.Clone(evidence), []tie{}
		for j := range ring {
			to, followers := person(j), []Interaction{}
			for i := range ring {
				from := person(i)
				ties = append(ties, tie{from, to})
				followers = append(followers, Interaction{From: numberOf(from)})
				for k := range evidence {
					if with[k].Person == to {
						with[k].Likers = append(slices.Clone(with[k].Likers), Interaction{From: numberOf(from)})
					}
				}
			}
			with = append(with, Evidence{Person: to, Kind: Follow, Followers: followers})
		}
		if diff := cmp.Diff(want, ranking(with, ties, today, DefaultWeights())); diff != "" {
			t.Fatalf("rule broken: a ring of likes and follows changes somebody's place (-without +with):\n%s", diff)
		}
	})
}

func TestLikesMoveNobodyElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		evidence, lucky := cases().Draw(t, "evidence"), people().Draw(t, "liked")
		more := slices.Clone(evidence)
		for i := range more {
			if more[i].Person == lucky {
				more[i].Anonymous += rapid.IntRange(1, 1000).Draw(t, "likes")
			}
		}
		others := func(ranked []Ranked) []Ranked {
			return slices.DeleteFunc(append([]Ranked{}, ranked...), func(one Ranked) bool { return one.Person == lucky })
		}
		before, after := ranking(evidence, nil, today, DefaultWeights()), ranking(more, nil, today, DefaultWeights())
		if diff := cmp.Diff(others(before), others(after)); diff != "" {
			t.Fatalf("rule broken: likes of %s move somebody else:\n%s", lucky, diff)
		}
	})
}

func TestEvidenceFades(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := pieces().Draw(t, "piece")
		if piece.Kind == Profile || piece.Kind == Follow || piece.On == 0 || piece.On > today.Day() {
			t.Skip("does not fade")
		}
		score := func(asOf graph.Date) float64 {
			ranked := ranking([]Evidence{piece}, nil, asOf, DefaultWeights())
			if len(ranked) == 0 {
				return 0
			}
			return ranked[0].Score
		}
		later := graph.DateOf(today.Time().AddDate(0, 0, rapid.IntRange(1, 2000).Draw(t, "days")))
		now, then := score(today), score(later)
		if then > now || (piece.Match > 1e-3 && now > 1e-3 && then == now) {
			t.Fatalf("rule broken: evidence fades: %v today, %v on %s", now, then, later)
		}
	})
}

func TestExpiredAndLaterEvidenceWeighsNothing(t *testing.T) {
	certificate := Evidence{
		Person: person(1), Fact: "skill/b2", Tag: "interview/1", Kind: Declaration,
		Match: 1, Coverage: 1, MatchedTerms: 7, On: graph.Date("2024-01-10").Day(), Until: graph.Date("2026-01-10").Day(), Possessed: true, Validated: true,
	}
	for asOf, want := range map[graph.Date]int{"2024-01-09": 0, "2024-01-10": 1, "2026-01-10": 1, "2026-01-11": 0} {
		if got := len(ranking([]Evidence{certificate}, nil, asOf, DefaultWeights())); got != want {
			t.Errorf("as of %s %d people hold the certificate, want %d", asOf, got, want)
		}
	}
}

// TestNewestWordCounts: a person who declared 4 of 4 and now declares 0 is not found.
func TestNewestWordCounts(t *testing.T) {
	at := func(tag string, on graph.Date, level float64) Evidence {
		return Evidence{
			Person: person(1), Fact: "skill/go", Tag: tag, Kind: Declaration,
			Match: 1, Coverage: 1, MatchedTerms: 7, On: on.Day(), Level: level,
		}
	}
	both := []Evidence{at("interview/1", "2024-01-10", 4), at("self", "2025-01-10", 0)}
	if ranked := ranking(both, nil, today, DefaultWeights()); len(ranked) != 0 {
		t.Errorf("an older word still counts: %+v", ranked)
	}
	if ranked := ranking(both, nil, "2024-06-01", DefaultWeights()); len(ranked) != 1 {
		t.Errorf("as of a day between the two the older word counts, got %+v", ranked)
	}
}

// TestP10OnlyEvidenceIsReadable: a field added here is something more that people are ranked by.
func TestP10OnlyEvidenceIsReadable(t *testing.T) {
	want := []string{
		"Person", "Fact", "Tag", "Kind", "Match", "Coverage", "On", "Question", "Accepted", "Asker", "Exchanged", "Repeated", "Ring", "Own", "Unavailable", "Likers", "Anonymous", "Followers", "Days",
		"Level", "Possessed", "Validated", "Until", "MatchedTerms", "AsTyped", "BySynonym",
	}
	var got []string
	for i := range reflect.TypeFor[Evidence]().NumField() {
		got = append(got, reflect.TypeFor[Evidence]().Field(i).Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what ranking can read changed; if it may, say so here (-want +got):\n%s", diff)
	}
}

func TestWeightsKeepTheRules(t *testing.T) {
	weights := DefaultWeights()
	if err := weights.Check(); err != nil {
		t.Error(err)
	}
	sum := 0.0
	for _, rule := range weights.rules() {
		sum += rule.scale.Weight
	}
	if math.Abs(sum-10) > 1e-9 {
		t.Errorf("the weights of all reasons add up to %v, want 10: what one gains, another loses", sum)
	}
	weights.Liked.Weight = 2
	if weights.Check() == nil {
		t.Error("weights that let likes outrank a proof pass the check")
	}
}
