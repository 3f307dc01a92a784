// Package disclosure decides which numbers of people may be told without telling of one of them. It is statistical
// disclosure control by suppression: a number below a threshold is withheld (primary suppression), and so is a number by
// which a withheld one could be found by subtraction (secondary suppression). It knows numbers only, no people.
package disclosure

import "slices"

// Threshold is the smallest number of people that is told.
const Threshold = 5

// Population is people by group: a group's are those in it and in the groups below it.
type Population struct {
	// People is how many are in each group, and Counts how many of these have something.
	People, Counts []int
}

// Suppress returns which counts may be told of a hierarchy of groups of people, as the units of a company are one: parents is the
// index of each group's parent, -1 of the first, and a parent comes before its children. A number is told where at least [Threshold]
// people have what is counted and at least as many have not: else it would tell of one of few, or of all.
//
// Numbers that are told can be subtracted. Groups that contain each other or have nobody in common make that easy to
// bound: what can be found out in the end is, for each group that is told, its number less those of the nearest groups
// within it that are told. So each such rest is held to the same rule, and the smallest number within is withheld as well
// until it is.
//
// Further populations are parts of the first one. Telling a number of the whole tells of them as well, such as of the people
// people of which nothing is known
// already. The rule holds for each.
func Suppress(parents []int, populations ...Population) []bool {
	h := hierarchy{parents, populations}
	told := make([]bool, len(parents))
	for i := range told {
		told[i] = !slices.ContainsFunc(populations, func(of Population) bool { return !mayTell(of.Counts[i], of.People[i]) })
	}
	for {
		above := nearestTold(parents, told)
		group := h.disclosed(told, above)
		if group < 0 {
			return told
		}
		told[h.smallestWithin(told, above, group)] = false
	}
}

// hierarchy is groups and the populations that are counted in them.
type hierarchy struct {
	parents     []int
	populations []Population
}

// mayTell reports whether a number of people among so many is told.
func mayTell(count, people int) bool { return count >= Threshold && people-count >= Threshold }

// nearestTold returns for each group the nearest one above it whose number is told, -1 where there is none.
func nearestTold(parents []int, told []bool) []int {
	above := make([]int, len(parents))
	for i, parent := range parents {
		switch {
		case parent < 0:
			above[i] = -1
		case told[parent]:
			above[i] = parent
		default:
			above[i] = above[parent]
		}
	}
	return above
}

// disclosed returns the first group whose number may not be told beside those within it, -1 where there is none.
func (h hierarchy) disclosed(told []bool, above []int) int {
	for group := range told {
		if told[group] && slices.ContainsFunc(h.populations, func(of Population) bool { return !of.restMayBeTold(told, above, group) }) {
			return group
		}
	}
	return -1
}

// restMayBeTold reports whether what is left of a group's number beside those told within it may be known.
func (p Population) restMayBeTold(told []bool, above []int, group int) bool {
	count, people := p.Counts[group], p.People[group]
	for i := range told {
		if told[i] && above[i] == group {
			count, people = count-p.Counts[i], people-p.People[i]
		}
	}
	return people == 0 || mayTell(count, people)
}

// smallestWithin returns the group with the smallest number that is told right within a group, or that group itself where
// there is none.
func (h hierarchy) smallestWithin(told []bool, above []int, group int) int {
	counts, smallest := h.populations[0].Counts, -1
	for i := range told {
		if told[i] && above[i] == group && (smallest < 0 || counts[i] < counts[smallest]) {
			smallest = i
		}
	}
	if smallest < 0 {
		return group
	}
	return smallest
}
