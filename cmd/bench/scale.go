package main

import (
	"math"
	"slices"
	"strconv"
)

// scale is a logarithmic one of a length, from least to most.
type scale struct{ least, most, length float64 }

// scaleOf holds all values, which are above 0, between round numbers.
func scaleOf(values []float64, length float64) scale {
	least, most := roundBelow(slices.Min(values)), roundBelow(slices.Max(values))
	if most < slices.Max(values) || most == least {
		most = roundAbove(most)
	}
	return scale{least, most, length}
}

// place is how far from the beginning a value is.
func (s scale) place(value float64) float64 {
	return s.length * math.Log(value/s.least) / math.Log(s.most/s.least)
}

// ticks are round numbers from least to most: where there are many, powers of ten only.
func (s scale) ticks() []float64 {
	const many = 8
	var all, powers []float64
	for tick := s.least; tick <= s.most*(1+tiny); tick = roundAbove(tick) {
		all = append(all, tick)
		if isPower(tick) {
			powers = append(powers, tick)
		}
	}
	if len(all) > many {
		return powers
	}
	return all
}

// tiny is what a computed round number may be off by, as a share.
const tiny = 1e-9

func isPower(value float64) bool {
	power := math.Log10(value)
	return math.Abs(power-math.Round(power)) < tiny
}

// roundBelow is the greatest of 1, 2, 5, 10, 20, 50 and so on that a value is not below.
func roundBelow(value float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(value)+tiny))
	for _, digit := range []float64{5, 2} {
		if value >= digit*power*(1-tiny) {
			return digit * power
		}
	}
	return power
}

// roundAbove is the round number after one.
func roundAbove(round float64) float64 {
	for _, factor := range []float64{2, 2.5} {
		if next := roundBelow(round * factor); next > round*(1+tiny) && math.Abs(next/round/factor-1) < tiny {
			return next
		}
	}
	return round * 2
}

// tickLabel is a number as short as it is exact.
func tickLabel(value float64) string {
	if value >= 1 {
		return thousands(int64(math.Round(value)))
	}
	return trimmedZeros(value)
}

// trimmedZeros is a number below 1 with one digit that is not 0.
func trimmedZeros(value float64) string {
	digits := max(0, int(math.Ceil(-math.Log10(value)-tiny)))
	return strconv.FormatFloat(value, 'f', digits, 64)
}
