package main

import (
	"math"
	"slices"
	"time"
)

// sample is how long the client waited for the answer to a query of a band.
type sample struct {
	band    string
	took    time.Duration
	refused bool // the server was too busy to answer
}

// latency sums up samples; all zero where there are none.
type latency struct {
	Count         int
	P50, P99, Max time.Duration
}

// allBands is the band of all queries together.
const allBands = "all"

// byBand sums up the samples of each band, and of all of them as [allBands].
func byBand(samples []sample) map[string]latency {
	times := map[string][]time.Duration{}
	for _, each := range samples {
		times[each.band] = append(times[each.band], each.took)
		times[allBands] = append(times[allBands], each.took)
	}
	summed := map[string]latency{}
	for band, took := range times {
		summed[band] = latencyOf(took)
	}
	return summed
}

// latencyOf sorts what it is given.
func latencyOf(times []time.Duration) latency {
	slices.Sort(times)
	return latency{len(times), quantile(times, 0.50), quantile(times, 0.99), quantile(times, 1)}
}

// quantile is the nearest rank: the least of the sorted times that a share (0 to 1) of them does not
// exceed. It is 0 where there are none.
func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	const rounding = 1e-9 // 0.99 of 100 is 99, not 100
	rank := int(math.Ceil(share*float64(len(sorted)) - rounding))
	return sorted[min(max(rank, 1), len(sorted))-1]
}
