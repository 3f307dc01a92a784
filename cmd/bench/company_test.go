package main

import (
	"os"
	"slices"
	"testing"
)

func TestQueriesAreRead(t *testing.T) {
	got, err := parseQueries("1,rare,pompe joint\n2,common,\"réseau, switch\"\n")
	if err != nil || !slices.Equal(got, []query{{"rare", "pompe joint"}, {"common", "réseau, switch"}}) {
		t.Errorf("got %q, %v", got, err)
	}
	for _, wrong := range []string{"", "1,rare\n", "1,,words\n", "1,rare,\n", "1,rare,\"open\n"} {
		if got, err := parseQueries(wrong); err == nil {
			t.Errorf("%q gives %q", wrong, got)
		}
	}
}

func TestWhatAnImportWroteIsCounted(t *testing.T) {
	got, err := writtenFacts([]byte(`{"read":{"row":9},"added":{"person":2,"skill":3},"changed":{"person":4},"removed":{"likes":5},"rejected":[]}`))
	if err != nil || got != 14 {
		t.Errorf("got %d, %v", got, err)
	}
	for _, wrong := range []string{"", "no", `{"rejected":[{"where":"x:3","cause":"torn"}]}`} {
		if _, err := writtenFacts([]byte(wrong)); err == nil {
			t.Errorf("%q is accepted as a success", wrong)
		}
	}
}

func TestTimesOfImportsAddUpAndPeaksDoNot(t *testing.T) {
	got := withTotal([]imported{{Source: "directory", Cost: cost{3, 2, 100}, Written: 5}, {Source: "activity", Cost: cost{4, 1, 70}, Written: 6}})
	if want := (imported{"all in", cost{7, 3, 100}, 11}); len(got) != 3 || got[2] != want {
		t.Errorf("got %+v, want %+v at the end", got, want)
	}
}

func TestMemoryOfThisProcess(t *testing.T) {
	if _, err := os.Stat("/proc/self/smaps_rollup"); err != nil {
		t.Skip("there is no /proc")
	}
	if held := memoryOf(os.Getpid()); held < megabyte || held > 100<<30 {
		t.Errorf("%d bytes", held)
	}
	if share := memoryShare(4, 1); share != 1 {
		t.Errorf("a share of at most 1 byte is %d", share)
	}
}
