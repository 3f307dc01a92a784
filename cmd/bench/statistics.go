package main

import (
	"math"
	"slices"
	"time"
)

// sample is how long the answer to a query of a band took, seen by whoever asked.
type sample struct {
	band      string
	took      time.Duration
	isRefused bool // the answer was that there is none just now
}

// latency sums up samples; all zero where there are none.
type latency struct {
	Count              int
	P50, P95, P99, Max time.Duration
}

// everything is the band of all queries together.
const everything = "all"

// byBand sums up the samples of each band, and of all of them as [everything].
func byBand(samples []sample) map[string]latency {
	times := map[string][]time.Duration{}
	for _, each := range samples {
		times[each.band] = append(times[each.band], each.took)
		times[everything] = append(times[everything], each.took)
	}
	summed := map[string]latency{}
	for band, took := range times {
		summed[band] = latencyOf(took)
	}
	return summed
}

// refused counts the samples that brought no answer.
func refused(samples []sample) int {
	count := 0
	for _, each := range samples {
		if each.isRefused {
			count++
		}
	}
	return count
}

// latencyOf sorts what it is given.
func latencyOf(times []time.Duration) latency {
	slices.Sort(times)
	return latency{
		Count: len(times),
		P50:   quantile(times, 0.50), P95: quantile(times, 0.95), P99: quantile(times, 0.99),
		Max: quantile(times, 1),
	}
}

// quantile is the least of the sorted times that a share (0 to 1) of them does not exceed: the
// nearest rank, so that it is always one that was measured. It is 0 where there are none.
func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	const rounding = 1e-9 // 0.99 of 100 is 99, not 100
	rank := int(math.Ceil(share*float64(len(sorted)) - rounding))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// exponent is e where a measure grows as the eth power of the size: 1 is as the data, 0 not at
// all. It is NaN where one of the four is not above 0, or the sizes are equal.
func exponent(smaller, larger, before, after float64) float64 {
	if smaller <= 0 || larger <= 0 || before <= 0 || after <= 0 || smaller == larger {
		return math.NaN()
	}
	return math.Log(after/before) / math.Log(larger/smaller)
}
