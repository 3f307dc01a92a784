package api

import (
	"cmp"
	"slices"
	"strings"
)

// declared is what is stated of somebody's skill now, and what was stated of it before.
type declared struct {
	Now     map[string]any
	Earlier []map[string]any
}

// current gathers the declarations of a person by skill, or those of a skill by person: the
// latest of the interviews, with the earlier ones beside it, and apart from these what the
// person says. The highest level comes first.
func current(edges any, by string) []declared {
	var all []declared
	place := map[string]int{}
	for _, declaration := range latestFirst(edges) {
		other, _ := declaration[by].(map[string]any)
		key := plainText(other["id"])
		if declaration["source"] == "self" {
			key += " self"
		}
		if at, known := place[key]; known {
			all[at].Earlier = append(all[at].Earlier, declaration)
			continue
		}
		place[key] = len(all)
		all = append(all, declared{Now: declaration})
	}
	slices.SortStableFunc(all, func(a, b declared) int { return -cmp.Compare(heldBy(a), heldBy(b)) })
	return all
}

func latestFirst(edges any) []map[string]any {
	var all []map[string]any
	for _, edge := range objects(edges) {
		if declaration, ok := edge["node"].(map[string]any); ok {
			all = append(all, declaration)
		}
	}
	slices.SortStableFunc(all, func(a, b map[string]any) int {
		return -strings.Compare(plainText(a["on"]), plainText(b["on"]))
	})
	return all
}

func heldBy(d declared) float64 {
	level, _ := quantity(d.Now["held"])
	return level
}
