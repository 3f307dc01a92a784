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

// Order is people in the order of the evidence for them.
type Order struct {
	judge  *judge
	names  func(graph.NodeID) graph.Key
	placed []placed
}

// placed is a person with the evidence for them, each fact once, in an order that does not
// depend on the input's.
type placed struct {
	person   graph.Key
	score    float64
	evidence []*Evidence
}

// Rank orders people by the evidence for them as of the end of a day: by score, then by key.
// Somebody for whom nothing weighs is left out. The evidence is kept until reasons are asked for, which names
// say who gave favours in.
func Rank(evidence []Evidence, names func(graph.NodeID) graph.Key, asOf graph.Date, weights Weights) Order {
	order := Order{judge: newJudge(asOf, weights), names: names}
	for _, one := range byPerson(evidence) {
		if one.score = order.judge.score(one.evidence); one.score > 0 {
			order.placed = append(order.placed, one)
		}
	}
	slices.SortFunc(order.placed, func(a, b placed) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(string(a.person), string(b.person)))
	})
	return order
}

// Len is how many people there are.
func (o Order) Len() int { return len(o.placed) }

// At is who stands at a place, 0 is the first, without the reasons.
func (o Order) At(place int) Ranked {
	return Ranked{Person: o.placed[place].person, Score: o.placed[place].score}
}

// Explained is who stands at a place, and why.
func (o Order) Explained(place int) Ranked {
	one := o.At(place)
	one.Reasons = o.reasons(o.placed[place].evidence)
	return one
}

// byPerson groups evidence.
func byPerson(evidence []Evidence) []placed {
	places := make(map[graph.Key]int, len(evidence))
	var groups []placed
	for i := range evidence {
		person := evidence[i].Person
		at, known := places[person]
		if !known {
			at = len(groups)
			places[person] = at
			groups = append(groups, placed{person: person})
		}
		groups[at].evidence = append(groups[at].evidence, &evidence[i])
	}
	for i := range groups {
		groups[i].evidence = inOrder(groups[i].evidence)
	}
	return groups
}

// inOrder puts the evidence for a person in order, each fact once.
func inOrder(evidence []*Evidence) []*Evidence {
	if len(evidence) < 2 {
		return evidence
	}
	slices.SortFunc(evidence, compare)
	return slices.CompactFunc(evidence, func(a, b *Evidence) bool {
		return a.Fact == b.Fact && a.Kind == b.Kind && a.Stated == b.Stated
	})
}

// compare orders the evidence for a person; of one fact stated twice, the better match comes
// first and is kept.
func compare(a, b *Evidence) int {
	if order := strings.Compare(string(a.Fact), string(b.Fact)); order != 0 {
		return order
	}
	return cmp.Or(
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Stated, b.Stated),
		cmp.Compare(b.Match, a.Match), cmp.Compare(b.Coverage, a.Coverage), cmp.Compare(b.On, a.On),
		cmp.Compare(b.Level, a.Level), cmp.Compare(b.Anonymous, a.Anonymous),
		cmp.Compare(len(b.Likers), len(a.Likers)), slices.CompareFunc(a.Likers, b.Likers, compareFavours),
		slices.CompareFunc(a.Followers, b.Followers, compareFavours),
	)
}
