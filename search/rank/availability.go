package rank

import (
	"math"

	"github.com/sachant/sachant/graph"
)

// Availability says how likely somebody is to answer now, on the topic or on whatever is asked. People see it as a word, never as a number or a
// date, and its points are those of the word.
type Availability int

// The steps of availability.
const (
	AnswersRarely Availability = iota // nothing is said
	AnswersAtTimes
	AnswersOften
	AnswersVeryOften
)

// AvailabilityOf returns the step of so many answers, or days with an answer, each of them halved for each half-life of its
// age.
func AvailabilityOf(recent float64) Availability {
	switch {
	case recent >= 3:
		return AnswersVeryOften
	case recent >= 1:
		return AnswersOften
	case recent >= 0.25:
		return AnswersAtTimes
	}
	return AnswersRarely
}

// availabilityAmount returns the amount of evidence that stands for a step.
func availabilityAmount(step Availability) float64 {
	return [...]float64{0, 0.5, 1.5, 4}[step]
}

// weighAvailability weighs what answers on the topic say of whether more will follow.
func (s *scorer) weighAvailability(recent float64) weighed {
	step := AvailabilityOf(recent)
	if s.weights.Available.Weight == 0 {
		step = AnswersRarely
	}
	return weighed{reason: available, availability: step, amount: availabilityAmount(step)}
}

// weighActivity weighs the days on which a person answered colleagues. Many answers of a day say no more than one.
func (s *scorer) weighActivity(days []graph.Day) weighed {
	recent := 0.0
	for _, day := range days {
		if day != 0 && day <= s.asOf {
			recent += math.Exp2(-float64(s.asOf-day) / s.weights.ActivityHalfLife)
		}
	}
	step := AvailabilityOf(recent)
	if s.weights.Active.Weight == 0 {
		step = AnswersRarely
	}
	return weighed{reason: active, availability: step, amount: availabilityAmount(step)}
}

// activityPoints returns what a step of activity is worth to somebody whose evidence covers the whole query.
func (s *scorer) activityPoints(step Availability) float64 {
	amount := availabilityAmount(step)
	if amount == 0 {
		return 0
	}
	return s.weights.Active.Weight * amount / (amount + s.weights.Active.Half)
}
