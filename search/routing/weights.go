package routing

import "fmt"

// Weights are the constants of routing. The figures beside them are those of `sachant simulate routing` on the latest
// 20 % of the questions of OnStartups, with a cap of 3 and 5 people asked: success, and the share of the busiest 1 %.
type Weights struct {
	// Version changes with any other field; it names the weights in a measurement.
	Version int
	// Cap is how many questions a week go to somebody who did not set their own.
	Cap int
	// Fewest and Most are how many people a question goes to; Usual is how many where nobody says otherwise.
	Fewest, Usual, Most int
	// Tolerance is the share of the highest worth, 0 to 1, within which people are near-equals.
	Tolerance float64
	// YearScale is how many questions in a year lower the worth of somebody to 1/√2, above 0.
	YearScale float64
	// WeekShare is what a cap that is used up takes from the square of the worth, 0 to 1.
	WeekShare float64
	// NearlyAsMuch is the share, 0 to 1, by which people who know nearly as much as the one who knows most may know less:
	// it is for the words of a reason alone.
	NearlyAsMuch float64
}

// DefaultWeights returns those that Sachant ships.
func DefaultWeights() Weights {
	return Weights{
		Version: 1,
		// Within a cap of 3, 5, 10 and 20 the ranking alone has 15, 21, 31 and 40 %, routing 14, 16, 18 and 18 %.
		Cap:    3,
		Fewest: 3, Usual: 5, Most: 5,
		// With 0, 0.02, 0.05, 0.1 and 0.2: 13.1, 13.8, 13.6, 13.2 and 12.8 %; the busiest 9.1, 9.1, 9.0, 8.8 and 9.2 %.
		Tolerance: 0.02,
		// With 1, 3, 6, 9, 12 and 24: 11.0, 11.7, 13.8, 14.2, 14.2 and 15.4 %; the busiest 9.0, 8.4, 9.1, 10.1, 10.5 and 12.2 %.
		// Counted over a quarter, a scale of 2 gives 13.2 % and 11.0 %.
		YearScale: 6,
		// With 0, 0.4, 0.7 and 0.9: 13.2, 13.8, 13.8 and 13.0 %, with the questions of a day together 14.4, 14.1, 13.2 and 12.8 %;
		// the busiest 9.5, 9.3, 9.1 and 8.9 %. The tolerance and the scale were measured with 0.7.
		WeekShare:    0.4,
		NearlyAsMuch: 0.2,
	}
}

// Check returns an error that says which constant makes no sense.
func (w Weights) Check() error {
	switch {
	case w.Cap < 0:
		return fmt.Errorf("routing: a cap of %d questions a week: say 0 or more", w.Cap)
	case w.Fewest < 1 || w.Usual < w.Fewest || w.Most < w.Usual:
		return fmt.Errorf("routing: %d to %d people asked, usually %d: say 1 or more, in this order", w.Fewest, w.Most, w.Usual)
	case !(w.Tolerance >= 0 && w.Tolerance < 1):
		return fmt.Errorf("routing: a tolerance of %v: say 0 or more, and less than 1", w.Tolerance)
	case !(w.YearScale > 0):
		return fmt.Errorf("routing: a scale of %v questions a year: say more than 0", w.YearScale)
	case !(w.WeekShare >= 0 && w.WeekShare < 1):
		return fmt.Errorf("routing: a share of %v of the week: say 0 or more, and less than 1", w.WeekShare)
	case !(w.NearlyAsMuch >= 0 && w.NearlyAsMuch < 1):
		return fmt.Errorf("routing: a share of %v for who knows nearly as much: say 0 or more, and less than 1", w.NearlyAsMuch)
	}
	return nil
}
