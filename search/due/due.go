// Package due says when the next career interview ("entretien de parcours professionnel") of people is due, by the rules of
// articles L6315-1 of the French labour code as of the law of 24 October 2025: a first one within a year of hiring,
// then one every four years at most, and every eight years one that sums up. What an HR system states as the next
// due date goes before, unless it is later than the law allows. Yearly appraisals do not count. Birth dates are not
// known here, so interviews at a certain age are due only where the HR system states them.
package due

import (
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// Rules are the periods, in months. The zero value is that of the law.
type Rules struct {
	// Period between two interviews: an agreement may shorten the 48 months, and not extend them.
	Period int
	// LegacyUntil is the last day on which the former rules hold, every two years and a sum every six, where an agreement
	// had adapted them; the law ends them on 1 October 2026 at the latest. Empty where there is none.
	LegacyUntil graph.Date
}

// The periods of the law and of the former one, in months.
const (
	first        = 12
	period       = 48
	recap        = 96
	firstRecap   = 84 // after the first interview
	legacyPeriod = 24
	legacyRecap  = 72
	lastLegacy   = graph.Date("2026-10-01")
)

// The reasons for which an interview is due.
const (
	WhyHired  = "hired"  // a year after hiring
	WhyPeriod = "period" // the period since the last one
	WhyStated = "stated" // the HR system says so
	WhyRecap  = "recap"  // the sum of the last years
)

// Held is an interview that was held.
type Held struct {
	Type    string
	On      graph.Date
	NextDue graph.Date
}

// History is what is known of a person.
type History struct {
	Hired graph.Date
	Held  []Held
}

// Next is the next interview of a person.
type Next struct {
	On graph.Date
	// Type is [graph.InterviewParcours] or [graph.InterviewParcoursBilan].
	Type string
	Why  string
	// Last is when the last one was held.
	Last graph.Date
}

// Next returns the next interview, and whether anything is known by which it is due.
func (r Rules) Next(h History, today graph.Date) (Next, bool) {
	held := careerInterviews(h.Held, today)
	next := r.regular(h.Hired, held, today)
	if sum := r.recapDue(h.Hired, held, today); sum != "" && (next.On == "" || sum <= next.On) {
		next.On, next.Type, next.Why = sum, graph.InterviewParcoursBilan, WhyRecap
	}
	if len(held) > 0 {
		next.Last = held[len(held)-1].On
	}
	return next, next.On != ""
}

// careerInterviews returns those that were held until a day and count, in their order.
func careerInterviews(all []Held, today graph.Date) []Held {
	held := slices.DeleteFunc(slices.Clone(all), func(one Held) bool {
		switch one.Type {
		case graph.InterviewParcours, graph.InterviewParcoursBilan, graph.InterviewMidCareer, graph.InterviewEndCareer, graph.InterviewReturn:
			return one.On == "" || one.On > today
		}
		return true
	})
	slices.SortStableFunc(held, func(a, b Held) int {
		if a.On < b.On {
			return -1
		}
		return 1
	})
	return held
}

// regular returns the next interview but for the sum of the last years.
func (r Rules) regular(hired graph.Date, held []Held, today graph.Date) Next {
	next := Next{Type: graph.InterviewParcours, Why: WhyHired}
	if len(held) == 0 {
		if hired != "" {
			next.On = hired.AddMonths(first)
		}
		return next
	}
	last := held[len(held)-1]
	next.On, next.Why = r.since(last.On, today), WhyPeriod
	if last.NextDue > last.On && last.NextDue <= last.On.AddMonths(period) {
		next.On, next.Why = last.NextDue, WhyStated
	}
	return next
}

// since returns when the period after a day ends. By the former rules it ends earlier, as long as they hold.
func (r Rules) since(day, today graph.Date) graph.Date {
	months := period
	if r.Period > 0 && r.Period < period {
		months = r.Period
	}
	if former := day.AddMonths(legacyPeriod); r.isLegacy(former, today) {
		return former
	}
	return day.AddMonths(months)
}

// isLegacy reports whether the former rules still hold today, and on the day when they make something due.
func (r Rules) isLegacy(due, today graph.Date) bool {
	until := min(r.LegacyUntil, lastLegacy)
	return until != "" && today <= until && due <= until
}

func (r Rules) recapDue(hired graph.Date, held []Held, today graph.Date) graph.Date {
	for _, one := range slices.Backward(held) {
		if one.Type == graph.InterviewParcoursBilan {
			if former := one.On.AddMonths(legacyRecap); r.isLegacy(former, today) {
				return former
			}
			return one.On.AddMonths(recap)
		}
	}
	switch {
	case len(held) == 0:
		return ""
	case hired != "":
		return max(hired.AddMonths(recap), held[0].On.AddMonths(firstRecap))
	}
	return held[0].On.AddMonths(recap)
}

// Soon is how far ahead interviews are listed where nothing else is said.
const Soon = 90 * 24 * time.Hour
