package rank

// Availability says how likely somebody is to answer on the topic now. People see it as a word, never as a number or a
// date, and its points are those of the word.
type Availability int

// The steps of availability.
const (
	AnswersRarely Availability = iota // nothing is said
	AnswersAtTimes
	AnswersOften
	AnswersVeryOften
)

// AvailabilityOf returns the step of so many answers on the topic, each of them halved for each half-life of its age.
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
