package rank

import (
	"slices"

	"github.com/sachant/sachant/graph"
)

// Accumulator adds up the evidence for many people, piece by piece, and keeps only sums. It gives
// bounds of everybody's score before any like or follower is read, and before it is known which acceptances count
// in full: likes and followers never lower a score, and raise it at most by what all of them together are worth;
// an acceptance is worth at least what the answer alone would be. So all evidence is needed only for the few people
// who can be among the first k: MaxScore's idea (Turtle and Flood, 1995), with people for documents.
type Accumulator struct {
	scorer *scorer
	index  map[graph.NodeID]int32 // of a person in people
	people []accumulated
	group  []*Evidence
	bounds []Bounds
}

// accumulated are the sums for one person: at least, and at most.
type accumulated struct {
	person       graph.NodeID
	lower, upper sums
	// recent is what all answers say of availability, latest what the latest one does.
	recent, latest float64
}

// Bounds are the least and the highest score, in points, that a person can have.
type Bounds struct {
	Person       graph.NodeID
	Lower, Upper float64
	coverage     float64
}

// NewAccumulator returns an empty accumulator.
func NewAccumulator(query Query, weights Weights) *Accumulator {
	a := &Accumulator{index: map[graph.NodeID]int32{}}
	a.Reset(query, weights)
	return a
}

// Reset empties the accumulator and keeps its memory for the next query.
func (a *Accumulator) Reset(query Query, weights Weights) {
	a.scorer = newScorer(query, weights)
	clear(a.index)
	clear(a.group)
	a.people, a.group = a.people[:0], a.group[:0]
}

// Add adds one evidence group for a person: one piece, or all declarations of one skill. Likers are
// left out; likes is how many there are at most. The evidence may be reordered, and is not kept.
func (a *Accumulator) Add(person graph.NodeID, evidence []Evidence, likes int) {
	at, met := a.index[person]
	if !met {
		at = int32(len(a.people))
		a.index[person] = at
		a.people = append(a.people, accumulated{person: person})
	}
	a.group = a.group[:0]
	for i := range evidence {
		a.group = append(a.group, &evidence[i])
	}
	a.group = sorted(a.group)
	one := &a.people[at]
	for i, piece := range a.group {
		most := a.scorer.weigh(a.group, i, true)
		if most.amount == 0 {
			continue
		}
		least := most
		if piece.Accepted {
			least = a.scorer.weigh(a.group, i, false)
		}
		one.upper.add(most)
		one.upper.add(a.scorer.weighLikes(piece, likes))
		one.lower.addLeast(least)
		one.lower.add(a.scorer.weighLikes(piece, 0))
		one.recent += most.recent
		one.latest = max(one.latest, most.recent)
	}
}

// Bounds returns those of everybody with a score above 0, assuming the most followers and answers on
// every day. They hold until Reset.
func (a *Accumulator) Bounds() []Bounds {
	bounds := slices.Grow(a.bounds[:0], len(a.people))
	for i := range a.people {
		one := &a.people[i]
		one.lower.add(a.scorer.weighAvailability(one.latest * (1 - rounding)))
		one.upper.add(a.scorer.weighAvailability(one.recent * (1 + rounding)))
		lower := a.scorer.total(&one.lower)
		if lower <= 0 {
			continue
		}
		coverage := a.scorer.coverage(one.upper.terms)
		upper := a.scorer.total(&one.upper) + coverage*(a.scorer.weights.Followed.Weight+a.scorer.activityPoints(AnswersVeryOften))
		bounds = append(bounds, Bounds{one.person, lower, upper, coverage})
	}
	a.bounds = bounds
	return bounds
}

// Tighten lowers the upper bounds, given how many followers each person has at most.
func (a *Accumulator) Tighten(bounds []Bounds, followers []int) {
	for i, count := range followers {
		most, scale := float64(count), a.scorer.weights.Followed
		bounds[i].Upper -= bounds[i].coverage * scale.Weight * (1 - most/(most+scale.Half))
	}
}

// TightenByActivity lowers the upper bounds, given on which days each person answered colleagues.
func (a *Accumulator) TightenByActivity(bounds []Bounds, days [][]graph.Day) {
	most := a.scorer.activityPoints(AnswersVeryOften)
	for i := range bounds {
		bounds[i].Upper -= bounds[i].coverage * (most - a.scorer.activityPoints(a.scorer.weighActivity(days[i]).availability))
	}
}

// rounding is more than two sums of the same numbers in another order differ by.
const rounding = 1e-9

// Candidates returns, in place, the people who can be among the first k below a score.
func Candidates(bounds []Bounds, below float64, k int) []Bounds {
	surest := highest(bounds, below, k, func(one *Bounds) float64 { return one.Lower })
	if len(surest) < k {
		return bounds
	}
	return Prune(bounds, surest[k-1].Lower)
}

// TopK returns the k people with the highest upper bounds, of those who are surely below a score.
func TopK(bounds []Bounds, below float64, k int) []Bounds {
	return highest(bounds, below, k, func(one *Bounds) float64 { return one.Upper })
}

// Prune returns, in place, the people who can reach a threshold.
func Prune(bounds []Bounds, threshold float64) []Bounds {
	return slices.DeleteFunc(bounds, func(one Bounds) bool { return one.Upper < threshold-rounding })
}

// highest selects the k highest by value of those who are surely below a score, highest first.
func highest(bounds []Bounds, below float64, k int, value func(*Bounds) float64) []Bounds {
	selected := make([]Bounds, 0, k+1)
	for i := range bounds {
		one := &bounds[i]
		if one.Upper+rounding >= below || len(selected) == k && value(one) <= value(&selected[k-1]) {
			continue
		}
		at, _ := slices.BinarySearchFunc(selected, value(one), func(other Bounds, wanted float64) int {
			if value(&other) >= wanted {
				return -1
			}
			return 1
		})
		selected = slices.Insert(selected, at, *one)
		selected = selected[:min(len(selected), k)]
	}
	return selected
}
