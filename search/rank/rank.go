// Package rank orders people by evidence and says why.
//
// It is pure: evidence in, scores and reasons out; it reads no graph, no clock and no index.
// What it may look at is what [Evidence] holds, and nothing else: there is no field for age,
// sex, origin, absence, photo or place in the hierarchy.
//
// The rules it keeps, each of them a test:
//
//   - the score is the sum of its reasons, and a reason's points are the sum of its evidence's;
//   - the same evidence in any order gives the same people, scores and reasons;
//   - likes and followers alone never outrank one current proof, validated or demonstrated;
//   - likes of one's own and mutual interactions weigh nothing; those of a one-way ring move nobody else, and all likes
//     and followers together stay below the smallest proof;
//   - an answer to one's own question weighs nothing, acceptances that two people exchange are none, nor are further
//     ones by the same asker; answers that a few people accept of each other in a ring weigh next to nothing;
//   - what somebody says in a day, or to one question, weighs less and less unless it is accepted;
//   - what a person's evidence covers of the query scales all of it, likes and followers included;
//   - evidence is scaled by constants, never by the best of the candidates, so what happens
//     to one person moves nobody else's score;
//   - evidence decays with its class's half-life, and what has expired weighs nothing.
//
// [Rank] scores people exactly. Where there are thousands, an [Accumulator] first gives bounds of
// everybody's score, so that only those who can be among the first need all their evidence read.
package rank

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Ranked is a person with their score and the reasons for it.
type Ranked struct {
	Person graph.Key
	// Score is the sum of the points of the reasons, 0 to 10.
	Score   float64
	Reasons []Reason // most points first
	// Terms are the words of the query that all the evidence holds together, as bits.
	Terms uint32
	// Addition is what would pass the person above; nil where it was not asked for or nothing is known to.
	Addition *Addition
}

// Order is people in the order of their scores.
type Order struct {
	scorer *scorer
	keys   func(graph.NodeID) graph.Key
	people []candidate
}

// candidate is a person with the evidence for them, sorted, each fact once.
type candidate struct {
	person   graph.Key
	score    float64
	evidence []*Evidence
	parts    []part
}

// Rank orders people by the evidence for them: by score, then by key. Only
// people with a score above 0 are in it. The order keeps the evidence, for the reasons, and looks up the
// colleagues of interactions by keys.
func Rank(evidence []Evidence, keys func(graph.NodeID) graph.Key, query Query, weights Weights) Order {
	order := Order{scorer: newScorer(query, weights), keys: keys}
	for _, one := range byPerson(evidence) {
		one.parts = order.scorer.parts(one.evidence)
		if one.score = order.scorer.score(one.parts); one.score > 0 {
			order.people = append(order.people, one)
		}
	}
	slices.SortFunc(order.people, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(string(a.person), string(b.person)))
	})
	return order
}

// byPerson groups evidence by person and sorts each group.
func byPerson(evidence []Evidence) []candidate {
	index := make(map[graph.Key]int, len(evidence))
	var people []candidate
	for i := range evidence {
		person := evidence[i].Person
		at, met := index[person]
		if !met {
			at = len(people)
			index[person] = at
			people = append(people, candidate{person: person})
		}
		people[at].evidence = append(people[at].evidence, &evidence[i])
	}
	for i := range people {
		people[i].evidence = sorted(people[i].evidence)
	}
	return people
}

// Len returns the number of people.
func (o Order) Len() int { return len(o.people) }

// At returns the i-th person, 0 is the first, without the reasons.
func (o Order) At(i int) Ranked {
	return Ranked{Person: o.people[i].person, Score: o.people[i].score}
}

// Explain returns the i-th person with the reasons.
func (o Order) Explain(i int) Ranked {
	one := o.At(i)
	one.Reasons = o.reasons(o.people[i].parts)
	one.Terms = o.scorer.sum(o.people[i].parts).terms
	return one
}
