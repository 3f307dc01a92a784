package text

import "strings"

// PlainWord is a word of a text in the form in which labels are compared.
type PlainWord struct {
	// Text is folded, without the ending of a plural: "metrology" of "Métrologie" and of "metrology".
	Text       string
	Start, End int // bytes in the text
}

// Plain compares labels. It is for one goroutine.
type Plain struct{ analyzer *Analyzer }

// NewPlain returns one.
func NewPlain() Plain { return Plain{NewAnalyzer(nil)} }

// Words returns the words of a label or of a query, in order and without stop words; compounds in their pieces.
func (p Plain) Words(text string) []PlainWord {
	allCapitals := text == strings.ToUpper(text) && strings.Contains(text, " ")
	var words []PlainWord
	Tokenize(text, func(token Token) {
		folded := otherNames(p.analyzer.fold(token.Text))
		pieces := []string{folded}
		if !token.Unspaced && strings.ContainsAny(folded, "-/'.") && !strings.ContainsAny(folded, "+#&") {
			pieces = splitCompound(folded).pieces
		}
		for _, piece := range pieces {
			if !p.isStop(piece) || isAcronym(token.Text) && !allCapitals {
				words = append(words, PlainWord{singular(piece), token.Start, token.End})
			}
		}
	})
	return words
}

func (p Plain) isStop(word string) bool {
	return (p.analyzer.french[word] || p.analyzer.english[word]) && !isNegation(word)
}

// Key returns the words of a label as one text: labels that have the same differ in case, accents, plurals, stop words or
// punctuation alone.
func (p Plain) Key(label string) string {
	words := p.Words(label)
	parts := make([]string, len(words))
	for i, word := range words {
		parts[i] = word.Text
	}
	return strings.Join(parts, " ")
}

// isNegation reports a word that turns a label into its opposite: "non-conformité" is not "conformité".
func isNegation(word string) bool {
	switch word {
	case "non", "not", "no", "sans", "without":
		return true
	}
	return false
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
