package api

import (
	"cmp"
	"math"
	"slices"
)

// shownDigits is how many digits of points people see after the point.
const shownDigits = 2

// ledger is a sum as it is shown: what its lines show adds up to what the total shows.
type ledger struct {
	Points float64
	Shown  string
	Lines  []line
}

// line is one part of a sum, with its own parts.
type line struct {
	// Item is what the API says of it; nil for what is left over.
	Item   map[string]any
	Points float64
	Shown  string
	Of     []line
}

// account makes the ledger of an expert's reasons: [{points, evidence: [{points}], restPoints}].
func (w *words) account(score, reasons any) ledger {
	total, _ := quantity(score)
	items := objects(reasons)
	units := units(total)
	sum := ledger{Points: total, Shown: w.shown(units)}
	for i, share := range apportion(units, pointsOf(items)) {
		points, _ := quantity(items[i]["points"])
		sum.Lines = append(sum.Lines, line{Item: items[i], Points: points, Shown: w.shown(share), Of: w.pieces(share, items[i])})
	}
	return sum
}

// pieces splits what is shown of a reason among its evidence; what is not listed one by one is
// a line of its own.
func (w *words) pieces(units int, reason map[string]any) []line {
	items := objects(reason["evidence"])
	shares := pointsOf(items)
	if rest, _ := quantity(reason["rest"]); rest > 0 {
		points, _ := quantity(reason["restPoints"])
		items, shares = append(items, nil), append(shares, points)
	}
	var lines []line
	for i, share := range apportion(units, shares) {
		lines = append(lines, line{Item: items[i], Points: shares[i], Shown: w.shown(share)})
	}
	return lines
}

func (w *words) shown(units int) string {
	return w.decimal(float64(units)/math.Pow10(shownDigits), shownDigits)
}

// units is a number of points in the smallest amount that is shown.
func units(points float64) int { return int(math.Round(points * math.Pow10(shownDigits))) }

// apportion splits a total among shares in proportion, each rounded down or up, so that the
// parts add up: the method of largest remainders, ties to the earlier.
func apportion(total int, shares []float64) []int {
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

// objects are the objects of a JSON list.
func objects(list any) []map[string]any {
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
		points[i], _ = quantity(item["points"])
	}
	return points
}
