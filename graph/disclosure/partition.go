package disclosure

// Partition returns which numbers of people may be told of parts that have nobody in common and together are all of a group whose
// size is known. A part is told where it holds at least [Threshold] people and so do the others. What is not told of the group follows by
// subtraction, so at least two parts are withheld where one is, of at least as many people together.
func Partition(parts []int) []bool {
	all := 0
	for _, people := range parts {
		all += people
	}
	told := make([]bool, len(parts))
	for i, people := range parts {
		told[i] = mayTell(people, all)
	}
	for {
		hidden, rest := 0, 0
		for i, people := range parts {
			if !told[i] {
				hidden, rest = hidden+1, rest+people
			}
		}
		if hidden == 0 || hidden > 1 && rest >= Threshold {
			return told
		}
		smallest := -1
		for i, people := range parts {
			if told[i] && (smallest < 0 || people < parts[smallest]) {
				smallest = i
			}
		}
		if smallest < 0 {
			return told
		}
		told[smallest] = false
	}
}
