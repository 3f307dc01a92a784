package disclosure_test

import (
	"slices"
	"testing"

	"github.com/sachant/sachant/graph/disclosure"
)

func TestSuppress(t *testing.T) {
	for name, each := range map[string]struct {
		parents, people, counts []int
		told                    []bool
	}{
		"enough have it and enough have not":          {[]int{-1}, []int{10}, []int{5}, []bool{true}},
		"one too few has it":                          {[]int{-1}, []int{10}, []int{4}, []bool{false}},
		"one too few has it not":                      {[]int{-1}, []int{10}, []int{6}, []bool{false}},
		"nobody is there":                             {[]int{-1}, []int{0}, []int{0}, []bool{false}},
		"the parts are the whole: nothing is left":    {[]int{-1, 0, 0}, []int{40, 20, 20}, []int{20, 10, 10}, []bool{true, true, true}},
		"a withheld part would be the rest":           {[]int{-1, 0, 0, 0}, []int{60, 20, 20, 20}, []int{20, 10, 7, 3}, []bool{true, true, false, false}},
		"a withheld unit between does not hide parts": {[]int{-1, 0, 1}, []int{40, 24, 20}, []int{18, 22, 9}, []bool{true, false, true}},
	} {
		t.Run(name, func(t *testing.T) {
			told := disclosure.Suppress(each.parents, disclosure.Population{People: each.people, Counts: each.counts})
			if !slices.Equal(told, each.told) {
				t.Errorf("told %v, want %v", told, each.told)
			}
		})
	}
}
