package table

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normalize returns a text as the tables that are read hold it: in NFC, with lines that end in "\n" and without characters
// that are no text.
func Normalize(text string) string {
	kept, _ := dropControls(norm.NFC.String(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)))
	return kept
}

// dropControls leaves out characters that are no text, such as NUL, with a note of where; form feeds and vertical
// tabs, by which some systems break lines in a cell, become blanks.
func dropControls(text string) (kept, note string) {
	count := 0
	kept = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || !unicode.IsControl(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		count++
		return -1
	}, text)
	if count == 0 {
		return kept, ""
	}
	first := strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) })
	return kept, fmt.Sprintf("%d control characters were left out, the first on line %d", count, 1+strings.Count(text[:first], "\n"))
}

// encodedTwice finds text in UTF-8 that was decoded as Windows-1252 and encoded in UTF-8 again.
func encodedTwice(text string) (found string) {
	for _, trace := range []string{"Ã©", "Ã¨", "Ãª", "Ã«", "Ã§", "Ã®", "Ã´", "Ã»", "Ã‰", "Ã\u00a0", "â€™", "â€“", "Å“"} {
		if strings.Contains(text, trace) {
			return trace
		}
	}
	return ""
}

// Clean returns a cell as its author meant it: without surrounding blanks, including no-break and zero-width ones,
// marks of direction, and what makes a text of a number in a spreadsheet: ="000127" and '000127.
func Clean(cell string) string {
	cell = strings.TrimFunc(cell, isBlank)
	if !isASCII(cell) && strings.ContainsFunc(cell, isInvisible) {
		cell = strings.TrimFunc(strings.Map(visible, cell), isBlank)
	}
	if inner, ok := strings.CutPrefix(cell, `="`); ok && strings.HasSuffix(inner, `"`) && strings.Count(inner, `"`) == 1 {
		return strings.TrimFunc(strings.TrimSuffix(inner, `"`), isBlank)
	}
	if inner, ok := strings.CutPrefix(cell, "'"); ok && (Digits(inner) || isFormula(inner)) {
		return Clean(inner)
	}
	return cell
}

// Harmless returns a cell so that no spreadsheet takes it for a formula; [Clean] takes that back.
func Harmless(cell string) string {
	if isFormula(cell) {
		return "'" + cell
	}
	return cell
}

// isFormula reports whether a spreadsheet would compute a cell. A number with a sign, and a dash, it would not.
func isFormula(cell string) bool {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return false
	}
	rest := strings.Trim(cell[1:], "0123456789,. ")
	return rest != "" || cell[0] == '=' || cell[0] == '@'
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' }

// isInvisible reports whether a character only turns the direction of a text, or is a mark of its beginning.
func isInvisible(r rune) bool {
	return unicode.Is(unicode.Bidi_Control, r) || r == '\u200b' || r == '\ufeff'
}

func visible(r rune) rune {
	if isInvisible(r) {
		return -1
	}
	return r
}

// Fold normalizes a text for comparison: without case, accents, ligatures, typographic apostrophes and
// dashes, and with single plain spaces.
func Fold(text string) string {
	if text = strings.ToLower(text); isASCII(text) {
		return strings.Join(strings.Fields(text), " ")
	}
	var out strings.Builder
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'œ':
			out.WriteString("oe")
		case r == 'æ':
			out.WriteString("ae")
		case strings.ContainsRune("’‘ʼ", r):
			out.WriteByte('\'')
		case unicode.Is(unicode.Pd, r):
			out.WriteByte('-')
		default:
			out.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// Squeeze returns the letters, digits and + of a folded text: "N+1 (validé)" is "n+1valide".
func Squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '+' {
			return r
		}
		return -1
	}, Fold(text))
}
