package rank

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Ranked is a person with their score and why.
type Ranked struct {
	Person graph.Key
	// Score is the sum of the points of the reasons.
	Score   float64
	Reasons []Reason // most points first
}

// Rank orders people by the evidence for them as of the end of a day: by score, then by key.
// Somebody for whom nothing weighs is left out. Ties tell whose favours are returned; they are
// needed only of people who have evidence.
func Rank(evidence []Evidence, ties []Tie, asOf graph.Date, weights Weights) []Ranked {
	judge := newJudge(ties, asOf, weights)
	var ranked []Ranked
	for _, group := range byPerson(evidence) {
		reasons := judge.reasons(group)
		if len(reasons) > 0 {
			ranked = append(ranked, Ranked{Person: group[0].Person, Score: total(reasons), Reasons: reasons})
		}
	}
	slices.SortFunc(ranked, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(string(a.Person), string(b.Person)))
	})
	return ranked
}

// total is the score: the sum of its reasons.
func total(reasons []Reason) float64 {
	sum := 0.0
	for _, reason := range reasons {
		sum += reason.Points
	}
	return sum
}

// byPerson groups evidence, each fact once, in an order that does not depend on the input's.
func byPerson(evidence []Evidence) [][]*Evidence {
	sorted := make([]*Evidence, len(evidence))
	for i := range evidence {
		sorted[i] = &evidence[i]
	}
	slices.SortFunc(sorted, compare)
	sorted = slices.CompactFunc(sorted, func(a, b *Evidence) bool {
		return a.Person == b.Person && a.Fact == b.Fact && a.Kind == b.Kind
	})
	var groups [][]*Evidence
	for start := 0; start < len(sorted); {
		end := start + 1
		for end < len(sorted) && sorted[end].Person == sorted[start].Person {
			end++
		}
		groups = append(groups, sorted[start:end])
		start = end
	}
	return groups
}

// compare orders evidence; of one fact stated twice, the better match comes first and is kept.
func compare(a, b *Evidence) int {
	if order := strings.Compare(string(a.Person), string(b.Person)); order != 0 {
		return order
	}
	if order := strings.Compare(string(a.Fact), string(b.Fact)); order != 0 {
		return order
	}
	return cmp.Or(
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.Match, a.Match), cmp.Compare(b.Coverage, a.Coverage), cmp.Compare(b.On, a.On),
		cmp.Compare(b.Level, a.Level), cmp.Compare(b.Anonymous, a.Anonymous),
		cmp.Compare(len(b.Likers), len(a.Likers)), slices.Compare(a.Likers, b.Likers),
	)
}
