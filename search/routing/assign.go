package routing

import (
	"cmp"
	"math"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Waiting is a question that waits for somebody to be asked.
type Waiting struct {
	Candidates []Candidate
	// Most is how many people it goes to at most.
	Most int
}

// Assign returns the people to whom each of several questions goes, those with the highest worth first. The sum of
// worth over all questions is the highest that can be had within the caps, so that it is never less than when one
// question is served after the other; where nobody was asked before, worth is expertise. It is a min-cost flow from
// questions to people, with what is left of a person's cap as the capacity.
//
// A person's cap and load are the same in all questions; where they are not, the least room counts.
func Assign(questions []Waiting, weights Weights) [][]Asked {
	left := make([][]valued, len(questions))
	rooms := map[graph.Key]int{}
	best := 0.0
	for i, question := range questions {
		left[i] = ranked(question.Candidates, weights)
		for _, one := range left[i] {
			best = max(best, one.worth)
			room := weights.room(one.Candidate)
			if before, known := rooms[one.Person]; known {
				room = min(room, before)
			}
			rooms[one.Person] = room
		}
	}
	net := newNetwork(questions, left, rooms, best)
	net.flow.run(net.source, net.sink, scaleOf(best))
	asked := make([][]Asked, len(questions))
	for i := range questions {
		known := knownBy(left[i])
		for k, one := range left[i] {
			if net.flow.used(net.arcs[i][k]) {
				asked[i] = append(asked[i], one.asked(known, weights))
			}
		}
	}
	return asked
}

// scaled is a part of the highest worth of all, as a whole number: so sums are exact, and no path is chosen by rounding.
func scaled(worth, best float64) int64 { return int64(math.Round(worth / best * 1e9)) }

// scaleOf is the highest worth of all, scaled.
func scaleOf(best float64) int64 {
	if best == 0 {
		return 0
	}
	return scaled(best, best)
}

// network is the questions and people as a flow network.
type network struct {
	flow         flow
	source, sink int
	arcs         [][]int // by question and candidate
}

// newNetwork lays arcs from the source to each question, from questions to their candidates, and from people to the
// sink. An arc costs what its worth lacks of the best, so that no cost is negative.
func newNetwork(questions []Waiting, left [][]valued, rooms map[graph.Key]int, best float64) network {
	people := make([]graph.Key, 0, len(rooms))
	for person := range rooms {
		people = append(people, person)
	}
	slices.SortFunc(people, cmp.Compare[graph.Key])
	places := map[graph.Key]int{}
	net := network{source: len(questions) + len(people), sink: len(questions) + len(people) + 1, arcs: make([][]int, len(questions))}
	net.flow = newFlow(net.sink + 1)
	for i, person := range people {
		places[person] = len(questions) + i
		net.flow.arc(places[person], net.sink, rooms[person], 0)
	}
	for i, question := range questions {
		net.flow.arc(net.source, i, max(0, question.Most), 0)
		for _, one := range left[i] {
			arc := net.flow.arc(i, places[one.Person], 1, scaleOf(best)-scaled(one.worth, best))
			net.arcs[i] = append(net.arcs[i], arc)
		}
	}
	return net
}
