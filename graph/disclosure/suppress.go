// Package disclosure decides which numbers of people may be told without telling of one of them. It is statistical
// disclosure control by suppression: a number below a threshold is withheld (primary suppression), and so is a number by
// which a withheld one could be found by subtraction (secondary suppression). It knows numbers only, no people.
package disclosure

// Threshold is the smallest number of people that is told.
const Threshold = 5

// Hierarchy is a tree of groups of people, as the units of a company are one. Everybody is in one group and in those above
// it.
type Hierarchy struct {
	// Parents is the index of each group's parent, -1 of the first. A parent comes before its children.
	Parents []int
	// People is how many are in each group or below it.
	People []int
}

// Suppress returns which counts may be told. Each counts the people of a group, those below it included, who have
// something. A number is told where at least [Threshold] people have it and at least as many have not: else it would tell of
// one of few, or of all.
//
// Numbers that are told can be subtracted. Groups that contain each other or have nobody in common make that easy to
// bound: what can be found out in the end is, for each group that is told, its number less those of the nearest groups
// within it that are told. So each such rest is held to the same rule, and the smallest number within is withheld as well
// until it is.
func Suppress(groups Hierarchy, counts []int) []bool {
	told := make([]bool, len(counts))
	for i, count := range counts {
		told[i] = mayTell(count, groups.People[i])
	}
	for {
		above := nearestTold(groups.Parents, told)
		group := groups.disclosed(counts, told, above)
		if group < 0 {
			return told
		}
		told[smallestWithin(counts, told, above, group)] = false
	}
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
func (h Hierarchy) disclosed(counts []int, told []bool, above []int) int {
	for group := range counts {
		if told[group] && !h.restMayBeTold(counts, told, above, group) {
			return group
		}
	}
	return -1
}

// restMayBeTold reports whether what is left of a group's number beside those told within it may be known.
func (h Hierarchy) restMayBeTold(counts []int, told []bool, above []int, group int) bool {
	count, people := counts[group], h.People[group]
	for i := range counts {
		if told[i] && above[i] == group {
			count, people = count-counts[i], people-h.People[i]
		}
	}
	return people == 0 || mayTell(count, people)
}

// smallestWithin returns the group with the smallest number that is told right within a group, or that group itself where
// there is none.
func smallestWithin(counts []int, told []bool, above []int, group int) int {
	smallest := -1
	for i := range counts {
		if told[i] && above[i] == group && (smallest < 0 || counts[i] < counts[smallest]) {
			smallest = i
		}
	}
	if smallest < 0 {
		return group
	}
	return smallest
}
