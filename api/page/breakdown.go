package page

import (
	"cmp"
	"math"
	"slices"
)

// shownDigits is the number of digits of points that people see after the decimal point.
const shownDigits = 2

// Breakdown is a score as the sum of its reasons. The rounded points of its lines add up to the
// rounded total.
type breakdown struct {
	Points float64
	Shown  string // rounded, as text
	Lines  []breakdownLine
}

// breakdownLine is a reason with its evidence, or a piece of evidence.
type breakdownLine struct {
	// Item is the object of the API; nil for the evidence that is not listed.
	Item   map[string]any
	Points float64
	Shown  string
	Of     []breakdownLine
}

// expert is a person found, and the highest score of the page, to which the bars of all are relative.
type expert struct {
	Item map[string]any
	Best float64
}

// expertsOf returns the people of a page.
func expertsOf(edges any) []expert {
	var experts []expert
	best := 0.0
	for _, edge := range Objects(edges) {
		node, _ := edge["node"].(map[string]any)
		score, _ := Quantity(node["score"])
		best = max(best, score)
		experts = append(experts, expert{Item: node})
	}
	for i := range experts {
		experts[i].Best = best
	}
	return experts
}

// Breakdown breaks an expert's score down by reasons: [{points, evidence: [{points}], restPoints}].
func (t *Translator) Breakdown(score, reasons any) breakdown {
	total, _ := Quantity(score)
	items := Objects(reasons)
	units := Hundredths(total)
	sum := breakdown{Points: total, Shown: t.points(units)}
	for i, share := range Apportion(units, pointsOf(items)) {
		points, _ := Quantity(items[i]["points"])
		sum.Lines = append(sum.Lines, breakdownLine{Item: items[i], Points: points, Shown: t.points(share), Of: t.evidenceLines(share, items[i])})
	}
	return sum
}

// evidenceLines divides the rounded points of a reason among its evidence. Evidence that is not
// listed is one line.
func (t *Translator) evidenceLines(units int, reason map[string]any) []breakdownLine {
	items := Objects(reason["evidence"])
	shares := pointsOf(items)
	if rest, _ := Quantity(reason["rest"]); rest > 0 {
		points, _ := Quantity(reason["restPoints"])
		items, shares = append(items, nil), append(shares, points)
	}
	var lines []breakdownLine
	for i, share := range Apportion(units, shares) {
		lines = append(lines, breakdownLine{Item: items[i], Points: shares[i], Shown: t.points(share)})
	}
	return lines
}

func (t *Translator) points(units int) string {
	return t.Decimal(float64(units)/math.Pow10(shownDigits), shownDigits)
}

// Hundredths returns points in the smallest unit that is shown.
func Hundredths(points float64) int { return int(math.Round(points * math.Pow10(shownDigits))) }

// Apportion divides a total in proportion to shares, each part rounded down or up, so that the parts
// add up to the total: the largest remainder method, ties to the first.
func Apportion(total int, shares []float64) []int {
	sum := 0.0
	for _, share := range shares {
		sum += share
	}
	parts, remainders, left := make([]int, len(shares)), make([]float64, len(shares)), total
	if len(shares) == 0 || sum <= 0 {
		return parts
	}
	for i, share := range shares {
		exact := float64(total) * share / sum
		parts[i] = int(math.Floor(exact))
		remainders[i] = exact - math.Floor(exact)
		left -= parts[i]
	}
	order := make([]int, len(shares))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(remainders[b], remainders[a]) })
	for i := range min(left, len(order)) {
		parts[order[i]]++
	}
	return parts
}

// Objects returns the objects of a JSON list.
func Objects(list any) []map[string]any {
	all, _ := list.([]any)
	var found []map[string]any
	for _, item := range all {
		if object, ok := item.(map[string]any); ok {
			found = append(found, object)
		}
	}
	return found
}

func pointsOf(items []map[string]any) []float64 {
	points := make([]float64, len(items))
	for i, item := range items {
		points[i], _ = Quantity(item["points"])
	}
	return points
}
