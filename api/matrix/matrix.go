// Package matrix says how the cells of a polyvalence matrix are drawn: the letter or the number of a level, and its colour, which
// never stands alone. It knows nothing of requests and of languages.
package matrix

// The ways in which levels are written.
const (
	ILUO   = "iluo"
	Levels = "levels"
)

// Scales returns the ways in which levels are written, the default first.
func Scales() []string { return []string{ILUO, Levels} }

// Decimal writes a number with some digits after the decimal point.
type Decimal func(value float64, digits int) string

// Letter returns the letter of a level on the ILUO scale: learning, doing with help, autonomous, training others. A half is not
// yet the next letter.
func Letter(level float64) string {
	switch {
	case level >= 4:
		return "O"
	case level >= 3:
		return "U"
	case level >= 2:
		return "L"
	case level >= 1:
		return "I"
	}
	return "–"
}

// Written returns how a cell is written: a level on a scale, a cross for what is held without one, "" where nothing is known.
func Written(scale string, level *float64, possessed bool, decimal Decimal) string {
	switch {
	case level == nil && possessed:
		return "✓"
	case level == nil:
		return ""
	case scale == Levels && *level != float64(int(*level)):
		return decimal(*level, 1)
	case scale == Levels:
		return decimal(*level, 0)
	}
	return Letter(*level)
}

// Tone returns the colour of a state, as the map of skills has them: 1, bad, to 5, good; 0 where there is nothing to say.
func Tone(state string) int {
	return map[string]int{"below": 1, "unknown": 2, "learner": 3, "holder": 4, "met": 5}[state]
}
