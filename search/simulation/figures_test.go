package simulation

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestBusiestAndGini(t *testing.T) {
	for _, test := range []struct {
		name            string
		loads           []int
		one, ten, equal float64
	}{
		{"nobody", nil, 0, 0, 0},
		{"one", []int{4}, 1, 1, 0},
		{"all alike", []int{2, 2, 2, 2}, 0.25, 0.25, 0},
		{"one has all", []int{0, 0, 0, 8}, 1, 1, 0.75},
		{"by hand", []int{1, 2, 3, 4}, 0.4, 0.4, 0.25},
		{"two of eleven", []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 6}, 0.3, 0.55, 82.0 / 220},
	} {
		if got := busiest(test.loads, 1); math.Abs(got-test.one) > 1e-6 {
			t.Errorf("%s: the busiest 1 %% have %v, want %v", test.name, got, test.one)
		}
		if got := busiest(test.loads, 10); math.Abs(got-test.ten) > 1e-6 {
			t.Errorf("%s: the busiest 10 %% have %v, want %v", test.name, got, test.ten)
		}
		if got := gini(test.loads); math.Abs(got-test.equal) > 1e-6 {
			t.Errorf("%s: Gini is %v, want %v", test.name, got, test.equal)
		}
	}
}

// The Gini coefficient is the mean difference of all pairs, over twice the mean.
func TestGiniIsTheMeanDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loads := rapid.SliceOfN(rapid.IntRange(0, 9), 1, 8).Draw(t, "loads")
		slices.Sort(loads)
		differences := 0.0
		for _, a := range loads {
			for _, b := range loads {
				differences += math.Abs(float64(a - b))
			}
		}
		n := float64(len(loads))
		if want := differences / max(1, 2*n*float64(sum(loads))); math.Abs(gini(loads)-want) > 1e-9 {
			t.Fatalf("Gini of %v is %v, want %v", loads, gini(loads), want)
		}
	})
}

func TestMostInAWeek(t *testing.T) {
	at := func(hours ...int) (times []time.Time) {
		for _, hour := range hours {
			times = append(times, time.Date(2026, 3, 1, hour, 0, 0, 0, time.UTC))
		}
		return times
	}
	for _, test := range []struct {
		times []time.Time
		want  int
	}{{nil, 0}, {at(0), 1}, {at(0, 167), 2}, {at(0, 168), 1}, {at(0, 100, 168, 200, 267), 4}, {at(0, 0, 0), 3}} {
		if got := mostInAWeek(test.times); got != test.want {
			t.Errorf("%v: %d in a week, want %d", test.times, got, test.want)
		}
	}
	if got := median([]float64{9, 1, 4}); got != 4 {
		t.Errorf("median is %v, want 4", got)
	}
	if got := median([]float64{9, 1, 4, 2}); got != 3 {
		t.Errorf("median is %v, want 3", got)
	}
}
