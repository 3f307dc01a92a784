package text

import "strings"

// PlainWord is a word of a text in the form in which labels are compared.
type PlainWord struct {
	// Text is folded, without the ending of a plural: "metrology" of "Métrologie" and of "metrology".
	Text       string
	Start, End int // bytes in the text
}

// PlainWords returns the words of a label or of a query, in order and without stop words; compounds in their pieces.
func PlainWords(text string) []PlainWord {
	analyzer := NewAnalyzer(nil)
	allCapitals := text == strings.ToUpper(text)
	var words []PlainWord
	Tokenize(text, func(token Token) {
		isStop := func(folded string) bool {
			return !isNegation(folded) && (analyzer.french[folded] || analyzer.english[folded]) && (allCapitals && strings.Contains(text, " ") || !isAcronym(token.Text))
		}
		folded := otherNames(analyzer.fold(token.Text))
		pieces := []string{folded}
		if !token.Unspaced && !strings.ContainsAny(folded, "+#&") {
			pieces = splitCompound(folded).pieces
		}
		for _, piece := range pieces {
			if !isStop(piece) {
				words = append(words, PlainWord{singular(piece), token.Start, token.End})
			}
		}
	})
	return words
}

// isNegation reports a word that turns a label into its opposite: "non-conformité" is not "conformité".
func isNegation(word string) bool {
	switch word {
	case "non", "not", "no", "sans", "without":
		return true
	}
	return false
}

// PlainKey returns the words of a label as one key: labels that have the same differ in case, accents, plurals, stop
// words or punctuation alone.
func PlainKey(label string) string {
	var key strings.Builder
	for i, word := range PlainWords(label) {
		if i > 0 {
			key.WriteByte(' ')
		}
		key.WriteString(word.Text)
	}
	return key.String()
}

// singular returns a folded word without the ending of a plural, in French or English.
func singular(word string) string {
	const shortest = 4 // "bus", "gas" and acronyms stay
	if len(word) < shortest || !onlyLetters(word) {
		return word
	}
	if base, cut := strings.CutSuffix(word, "s"); cut && !strings.HasSuffix(base, "s") {
		word = base
	}
	word = strings.TrimSuffix(word, "x")
	if base, cut := strings.CutSuffix(word, "ie"); cut {
		return base + "y"
	}
	return word
}
