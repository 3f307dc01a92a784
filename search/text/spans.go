package text

// Spans returns which neighbouring words of a query, from the first on and before the last, a text consists of, stop
// words aside.
func (p Phrases) Spans(text string, words []QueryTerm) (spans [][2]int) {
	held := p.words(text).content
	for first := range words {
		for last := first + 1; last <= len(words) && len(held) > 0; last++ {
			m := match{held: held, phrase: pointersTo(words[first:last]), whole: true}
			if m.follows(0, 0) {
				spans = append(spans, [2]int{first, last})
			}
		}
	}
	return spans
}
