package vocabulary

// edits counts the letters by which two texts differ: one that is left out, added or changed, or two neighbours that changed
// places (the distance of optimal string alignment).
func edits(first, second string) int {
	a, b := []rune(first), []rune(second)
	beforeLast, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for k := range last {
		last[k] = k
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for k := 1; k <= len(b); k++ {
			changed := last[k-1]
			if a[i-1] != b[k-1] {
				changed++
			}
			row[k] = min(last[k]+1, row[k-1]+1, changed)
			if i > 1 && k > 1 && a[i-1] == b[k-2] && a[i-2] == b[k-1] {
				row[k] = min(row[k], beforeLast[k-2]+1)
			}
		}
		beforeLast, last, row = last, row, beforeLast
	}
	return last[len(b)]
}
