package heatmap

// What the cells of a map can be coloured by.
const (
	Coverage = "coverage"
	Holders  = "holders"
	Mean     = "mean"
)

// Measures returns what the cells can be coloured by, the default first.
func Measures() []string { return []string{Coverage, Holders, Mean} }

// number returns a number of a row by its column, nil where there is none.
func (r AnswerRow) number(measure string, column int) *float64 {
	numbers := map[string][]*float64{Coverage: r.Coverage, Holders: r.Holders, Mean: r.Mean}[measure]
	if column >= len(numbers) {
		return nil
	}
	return numbers[column]
}

// Tone returns the colour of a number, 1 to 5: from which number on each begins.
func Tone(measure string, number float64) int {
	from := map[string][]float64{Coverage: {0.5, 0.75, 0.9, 1}, Holders: {1, 2, 3, 5}, Mean: {1, 2, 2.5, 3}}[measure]
	tone := 1
	for _, bound := range from {
		if number >= bound {
			tone++
		}
	}
	return tone
}

// written is a number of a map: a share in percent, a level with one digit, a dash where it is not known.
func written(measure string, number *float64, decimal Decimal) string {
	switch {
	case number == nil:
		return "–"
	case measure == Coverage:
		return decimal(*number*100, 0) + "\u00a0%"
	case measure == Mean:
		return decimal(*number, 1)
	}
	return decimal(*number, 0)
}

// changed is how much more a number is than it was, with its sign; "" where one of the two is not known.
func changed(measure string, was, now *float64, decimal Decimal) string {
	if was == nil || now == nil {
		return ""
	}
	sign, change := "+", *now-*was
	switch {
	case change < 0:
		sign, change = "−", -change
	case change == 0:
		sign = "="
	}
	if measure == Coverage { // of a share, in points
		return sign + decimal(change*100, 0) + "\u00a0pt"
	}
	return sign + written(measure, &change, decimal)
}
