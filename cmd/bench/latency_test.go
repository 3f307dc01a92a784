package main

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestQuantilesAreTimesThatWereMeasured(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i + 1)
	}
	for _, c := range []struct {
		times []time.Duration
		share float64
		want  time.Duration
	}{
		{nil, 0.5, 0}, {hundred[:1], 0.5, 1}, {hundred[:1], 0.99, 1}, {hundred[:2], 0.5, 1}, {hundred[:3], 0.5, 2},
		{hundred, 0.5, 50}, {hundred, 0.95, 95}, {hundred, 0.99, 99}, {hundred, 1, 100}, {hundred, 0, 1},
		{hundred[:10], 0.99, 10},
	} {
		if got := quantile(c.times, c.share); got != c.want {
			t.Errorf("quantile %v of %d is %d, want %d", c.share, len(c.times), got, c.want)
		}
	}
}

// A quantile is the least value such that the share of values up to it is large enough.
func TestQuantileIsTheNearestRank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
			return time.Duration(rapid.IntRange(0, 30).Draw(t, "time"))
		}), 1, 60).Draw(t, "times")
		percent := rapid.IntRange(1, 100).Draw(t, "percent")
		slices.Sort(times)
		upTo := func(most time.Duration) int {
			n, _ := slices.BinarySearch(times, most+1)
			return n
		}
		got := quantile(times, float64(percent)/100)
		if upTo(got)*100 < percent*len(times) {
			t.Fatalf("only %d of %d are up to %d", upTo(got), len(times), got)
		}
		if upTo(got-1)*100 >= percent*len(times) {
			t.Fatalf("%d is not the least", got)
		}
	})
}

func TestLatenciesAreByBandAndOverall(t *testing.T) {
	got := byBand([]sample{{"rare", 3, false}, {"common", 9, true}, {"rare", 1, false}})
	want := map[string]latency{
		"rare":   {Count: 2, P50: 1, P99: 3, Max: 3},
		"common": {Count: 1, P50: 9, P99: 9, Max: 9},
		allBands: {Count: 3, P50: 3, P99: 9, Max: 9},
	}
	for band := range want {
		if got[band] != want[band] {
			t.Errorf("%s: %+v, want %+v", band, got[band], want[band])
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
}
