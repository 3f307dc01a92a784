package text

import "strconv"

// AcronymMark stands before the acronyms of labels in the index: "^drh" of "directrice des ressources humaines", "^qse"
// of "responsable qualité, sécurité, environnement", "^k8s" of "kubernetes".
const AcronymMark = "^"

// The lengths in letters of an acronym. Two or more of one word are needed for a numeronym.
const (
	minAcronym   = 2
	maxAcronym   = 5
	minNumeronym = 5
)

// acronyms counts those that end with a word of a label: the initials of it and of the words before, with and without
// stop words, and the word by its length, as "i18n".
func (c *counter) acronyms(word *word) {
	if !onlyLetters(word.exact) || word.exact[0] >= 0x80 {
		c.initials, c.allInitials = c.initials[:0], c.allInitials[:0]
		return
	}
	c.allInitials = append(c.allInitials, word.exact[0])
	if word.isStop() {
		c.hasStops = true
		return
	}
	c.initials = append(c.initials, word.exact[0])
	c.runs(c.initials, minAcronym)
	if c.hasStops {
		c.runs(c.allInitials, minAcronym+1) // "contrôleuse de gestion" is no DG
	}
	if n := len(word.exact); n >= minNumeronym {
		c.unlearnt(AcronymMark + word.exact[:1] + strconv.Itoa(n-2) + word.exact[n-1:])
	}
}

// runs counts the acronyms that the last of some initials make, from a length on.
func (c *counter) runs(initials []byte, shortest int) {
	for n := shortest; n <= min(maxAcronym, len(initials)); n++ {
		c.unlearnt(AcronymMark + string(initials[len(initials)-n:]))
	}
}

// unlearnt counts a term that no word is corrected to.
func (c *counter) unlearnt(text string) {
	term, met := c.analyzer.terms[text]
	if !met {
		term = c.analyzer.term(text)
	}
	c.count(term)
}

// acronymForm is a word of a query as an acronym: one in capitals, one that no text holds, or a numeronym; its text is
// empty for others.
func acronymForm(word queryWord, boost float64, knows func(string) bool) Form {
	if word.word == nil {
		return Form{}
	}
	exact := word.exact
	isShort := onlyLetters(exact) && len(exact) >= minAcronym && len(exact) <= maxAcronym
	if isShort && (isAcronym(word.token.Text) || !knows(exact)) || isNumeronym(exact) {
		return Form{Exact: true, Text: AcronymMark + exact, Boost: boost}
	}
	return Form{}
}

// isNumeronym reports a letter, one or two digits and a letter.
func isNumeronym(word string) bool {
	if len(word) < 3 || len(word) > 4 {
		return false
	}
	isLetter := func(b byte) bool { return b >= 'a' && b <= 'z' }
	return isLetter(word[0]) && isLetter(word[len(word)-1]) && isNumber(word[1:len(word)-1])
}
