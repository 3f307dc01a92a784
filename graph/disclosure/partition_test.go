package disclosure

import (
	"fmt"
	"slices"
	"testing"
)

func TestPartsAreToldThatTellOfNobody(t *testing.T) {
	for parts, want := range map[[3]int]string{
		{10, 20, 30}: "[true true true]", {2, 20, 30}: "[false false true]", {0, 5, 90}: "[false false true]",
		{5, 5, 5}: "[true true true]", {1, 1, 98}: "[false false false]", {0, 0, 0}: "[false false false]", {0, 0, 50}: "[false false false]",
	} {
		if got := fmt.Sprint(Partition(parts[:])); got != want {
			t.Errorf("%v: told are %s, want %s", parts, got, want)
		}
	}
}

// Whatever the parts, what is told leaves several possible numbers for every part that is not, one of them 0 or more than it is.
func TestNothingWithheldFollowsFromWhatIsTold(t *testing.T) {
	for a := range 14 {
		for b := range 14 {
			for c := range 14 {
				parts := []int{a, b, c}
				told, rest, hidden := Partition(parts), 0, 0
				for i, is := range told {
					if is && parts[i] < Threshold {
						t.Errorf("%v: %d is told", parts, parts[i])
					}
					if !is {
						rest, hidden = rest+parts[i], hidden+1
					}
				}
				if hidden == 1 || hidden > 0 && slices.Contains(told, true) && rest < Threshold {
					t.Errorf("%v: %v tells that %d are in %d parts", parts, told, rest, hidden)
				}
			}
		}
	}
}
