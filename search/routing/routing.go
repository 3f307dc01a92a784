// Package routing chooses to whom a question goes: those who know most about it come first, then a fair share of the
// work. [Choose] is for one question, [Assign] for several that wait together. Both are pure: who knows how much, who
// may not be asked and who was asked how often are the caller's to say, and so are the days. The same input gives the
// same answer in any order of its candidates.
package routing

import (
	"cmp"
	"math"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Candidate is somebody who may know the answer.
type Candidate struct {
	Person graph.Key
	// Expertise is what is known of the person on the topic, as a score of search/rank; with 0 or less nobody is asked.
	Expertise float64
	Obstacles Obstacles
	// Cap is how many questions a week the person takes; nil is [Weights.Cap]. With 0 or less they are never asked.
	Cap  *int
	Load Load
}

// Obstacles are reasons for which somebody is not asked, whatever they know.
type Obstacles struct {
	Absent, OptedOut, Hidden, Gone bool
}

// Load is how much a person was asked before.
type Load struct {
	// Week counts the questions that went to the person in the last 7 days, Year those in the last 365.
	Week, Year int
	// Last is the day of the latest of all; 0 is never.
	Last graph.Day
}

// DaysOfWeek and DaysOfYear are how many days [Load] counts.
const (
	DaysOfWeek = 7
	DaysOfYear = 365
)

// Asked is a person to whom a question goes, with the reason.
type Asked struct {
	Person    graph.Key
	Expertise float64
	Reason    Reason
}

// Choose returns the people to whom a question goes, those with the highest worth first: see [Weights.Worth]. Among
// near-equals the one asked least lately is taken. There are at most most people, and fewer where fewer may be asked.
func Choose(candidates []Candidate, most int, weights Weights) []Asked {
	left := ranked(candidates, weights)
	known := knownBy(left)
	var asked []Asked
	for len(left) > 0 && len(asked) < most {
		next := 0
		for i := range left {
			if isNear := left[i].worth >= left[0].worth*(1-weights.Tolerance); isNear && left[i].Load.Last < left[next].Load.Last {
				next = i
			}
		}
		asked = append(asked, left[next].asked(known, weights))
		left = slices.Delete(left, next, next+1)
	}
	return asked
}

// valued is a candidate who may be asked, with their worth.
type valued struct {
	Candidate
	worth float64
}

// ranked returns the candidates who may be asked, most worth first. Equal worth is ordered by what decides among
// near-equals, then by key. Of a person who is named twice the first in this order counts.
func ranked(candidates []Candidate, weights Weights) []valued {
	var left []valued
	for _, one := range candidates {
		if weights.mayAsk(one) {
			left = append(left, valued{one, weights.Worth(one)})
		}
	}
	slices.SortFunc(left, func(a, b valued) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.Load.Last, b.Load.Last), cmp.Compare(a.Person, b.Person))
	})
	seen := map[graph.Key]bool{}
	return slices.DeleteFunc(left, func(one valued) bool {
		before := seen[one.Person]
		seen[one.Person] = true
		return before
	})
}

// cap returns how many questions a week a person takes.
func (w Weights) cap(of Candidate) int {
	if of.Cap != nil {
		return *of.Cap
	}
	return w.Cap
}

// room returns how many questions may still go to a person this week.
func (w Weights) room(of Candidate) int { return max(0, w.cap(of)-of.Load.Week) }

// mayAsk reports whether a question may go to a person at all.
func (w Weights) mayAsk(of Candidate) bool {
	return of.Obstacles == Obstacles{} && w.room(of) > 0 && of.Expertise > 0 && !math.IsInf(of.Expertise, 1)
}

// Worth is what it is worth to ask a person: their expertise, less where they were asked much in the year, and less the
// more of this week's cap is used up. It is at most the expertise, and the expertise of who was not asked.
func (w Weights) Worth(of Candidate) float64 {
	worth := of.Expertise / math.Hypot(1, float64(max(0, of.Load.Year))/w.YearScale)
	if cap := w.cap(of); cap > 0 {
		used := min(1, float64(max(0, of.Load.Week))/float64(cap))
		worth *= math.Sqrt(1 - w.WeekShare*used)
	}
	return worth
}
