package access

// SmallestCount is the smallest number of people that a viewer is told where they may not see these people by name.
const SmallestCount = 5

// Groups are groups of people that contain each other as the units of a company do: a tree, given by the index of each
// group's parent, -1 of the first. A parent comes before its children. Everybody is in one group and in those above it.
type Groups struct {
	Parents []int
	// People is how many are in a group or below it.
	People []int
}

// suppress returns which counts may be told, where counts are of the people of each group, those below it included, who
// have something. A number is told where at least k of the people have it, and at least k of them have not: else it would
// tell of one of few, or of all.
//
// Numbers that are told can be subtracted. Groups that contain each other or have nobody in common make that easy to
// bound: what can be found out in the end is the number of a group less the numbers of the groups within it that are told,
// for each group that is told. So each such rest is held to the same rule, and the smallest number within is withheld as
// well until it is.
func suppress(groups Groups, counts []int, k int) []bool {
	told := make([]bool, len(counts))
	for i, count := range counts {
		told[i] = tells(count, groups.People[i], k)
	}
	for changed := true; changed; {
		changed = false
		above := nearestTold(groups.Parents, told)
		for i := range counts {
			if told[i] && !groups.restTells(counts, told, above, i, k) {
				told[groups.smallestWithin(counts, told, above, i)] = false
				changed = true
				break
			}
		}
	}
	return told
}

// tells reports whether a number of people among so many is told.
func tells(count, people, k int) bool { return count >= k && people-count >= k }

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

// restTells reports whether the number of a group may be told beside those within it.
func (g Groups) restTells(counts []int, told []bool, above []int, group, k int) bool {
	count, people := counts[group], g.People[group]
	for i := range counts {
		if told[i] && above[i] == group {
			count, people = count-counts[i], people-g.People[i]
		}
	}
	return people == 0 || tells(count, people, k)
}

// smallestWithin returns the group of the smallest number that is told within a group, or that group itself where there is
// none.
func (g Groups) smallestWithin(counts []int, told []bool, above []int, group int) int {
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
