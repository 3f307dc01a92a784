package table

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
)

// IsNothing reports whether a cell says in one of the usual ways that there is nothing to say: empty, "-", "N/A",
// "N.C.", "sans objet", or Excel's #N/A.
func IsNothing(cell string) bool {
	if cell == "" {
		return true
	}
	if len(cell) > len("not.applicable..") || !strings.ContainsRune("-#nNsS", rune(cell[0])) && cell[0] < utf8.RuneSelf {
		return false // as nearly all
	}
	switch strings.ReplaceAll(Fold(cell), ".", "") {
	case "", "-", "--", "na", "n/a", "#n/a", "nc", "n/c", "so", "s/o", "sans objet", "non concerne", "non concernee", "non applicable", "not applicable":
		return true
	}
	return false
}

// SpreadsheetError reports whether a cell is the error of a formula, as #REF! or #VALEUR! is.
func SpreadsheetError(cell string) bool {
	return strings.HasPrefix(cell, "#") && (strings.HasSuffix(cell, "!") || strings.HasSuffix(cell, "?")) && !strings.ContainsRune(cell, ' ')
}

// Number returns an employee number without what a spreadsheet made of it: 127.0 and "127,00" are 127, and "1 127" is 1127.
func Number(cell string) string {
	parts := strings.Fields(cell)
	isThousands := !slices.ContainsFunc(parts[min(len(parts), 1):], func(part string) bool { return len(part) != 3 }) && (len(parts) < 2 || len(parts[0]) <= 3)
	if joined := strings.Join(parts, ""); isThousands && Digits(joined) {
		return joined
	}
	for _, point := range []string{".", ","} {
		if whole, part, ok := strings.Cut(cell, point); ok && Digits(whole) && strings.Trim(part, "0") == "" && part != "" {
			return whole
		}
	}
	return cell
}

// ParseDate reads a day in French order (14/01/2026, 14/01/26, 14-01-2026, 14.01.2026, 14 01 2026, 14 janv. 2026), with the
// name of its month before it (January 14th, 2026), in ISO order (2026-01-14, 20260114) or as the number of a day in Excel's 1900 system (46036, 46036,5). A time of day
// behind it is ignored. Years of two digits are 1970 to 2069. What says nothing is no date.
func ParseDate(cell string) (graph.Date, error) {
	if IsNothing(cell) {
		return "", nil
	}
	if day := numericDay(cell); day != "" {
		return excelDay(cell, day)
	}
	if len(cell) == 8 && Digits(cell) {
		return calendarDay(cell, []string{cell[6:], cell[4:6], cell[:4]})
	}
	folded := Fold(cell)
	if parts := spelledDay(folded); parts != nil {
		return calendarDay(cell, parts)
	}
	if words := strings.Fields(folded); len(words) == 3 && Digits(strings.Join(words, "")) && len(words[2]) == 4 {
		return calendarDay(cell, words)
	}
	day, hour, _ := strings.Cut(strings.Replace(folded, "t", " ", 1), " ")
	parts := strings.FieldsFunc(day, func(r rune) bool { return strings.ContainsRune("/-.", r) })
	if len(parts) != 3 || !Digits(strings.Join(parts, "")) || strings.Trim(hour, "0123456789:.z+-") != "" {
		return "", noDate(cell)
	}
	if len(parts[0]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	return calendarDay(cell, parts)
}

func noDate(cell string) error { return fmt.Errorf("%q is not a date such as 14/01/2026", cell) }

// months are the beginnings of the names of months in French and English that tell them apart.
func months() [12]string {
	return [12]string{"jan", "fev|feb", "mar", "avr|apr", "mai|may", "juin|jun", "juil|jul", "aou|aug", "sep", "oct", "nov", "dec"}
}

// spelledDay returns day, month and year of "14 janv. 2026", "mercredi 14 janvier 2026", "14-Jan-26", "the 3rd of March
// 2026" or "January 14th, 2026"; nil where the text is none of these.
func spelledDay(folded string) []string {
	words := strings.FieldsFunc(folded, func(r rune) bool { return strings.ContainsRune(" .,-/", r) })
	words = slices.DeleteFunc(words, func(word string) bool { return word == "le" || word == "the" || word == "of" })
	isMonthFirst := func() bool { return len(words) > 2 && Digits(ordinal(words[1])) && Digits(words[2]) }
	if len(words) > 3 && !Digits(ordinal(words[0])) && !isMonthFirst() {
		words = words[1:] // the day of the week
	}
	if len(words) < 3 || len(words) > 4 || len(words) == 4 && strings.Trim(words[3], "0123456789:hz") != "" {
		return nil
	}
	day, month := ordinal(words[0]), monthOf(words[1])
	if isMonthFirst() && !Digits(day) {
		day, month = ordinal(words[1]), monthOf(words[0])
	}
	if !Digits(day) || !Digits(words[2]) || month == 0 {
		return nil
	}
	return []string{day, strconv.Itoa(month), words[2]}
}

// ordinal returns the number of a day that is written as the first, the second or the third.
func ordinal(word string) string {
	for _, ending := range []string{"er", "st", "nd", "rd", "th"} {
		if number, found := strings.CutSuffix(word, ending); found && Digits(number) && number != "" {
			return number
		}
	}
	return word
}

// monthOf returns the month that a word begins like, 0 where it is none, as a Tuesday in French is.
func monthOf(word string) int {
	if len(word) < 3 || word == "mardi" {
		return 0
	}
	for i, beginnings := range months() {
		for beginning := range strings.SplitSeq(beginnings, "|") {
			if strings.HasPrefix(word, beginning) {
				return i + 1
			}
		}
	}
	return 0
}

func calendarDay(cell string, parts []string) (graph.Date, error) {
	day, _ := strconv.Atoi(parts[0])
	month, _ := strconv.Atoi(parts[1])
	year, _ := strconv.Atoi(parts[2])
	switch len(parts[2]) {
	case 2:
		year = 1970 + (year+30)%100
	case 4:
	default:
		return "", noDate(cell)
	}
	if month > 12 {
		return "", fmt.Errorf("%q has the month %d: dates are read day first, as in 14/01/2026", cell, month)
	}
	date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if date.IsZero() || date.Day() != day || int(date.Month()) != month {
		return "", fmt.Errorf("%q is no day of the calendar", cell)
	}
	return graph.DateOf(date), nil
}

// numericDay returns the whole part of a number of up to six digits, of which the rest is the time of day.
func numericDay(cell string) string {
	whole, part, found := strings.Cut(strings.Replace(cell, ",", ".", 1), ".")
	if !Digits(whole) || len(whole) > 6 || found && !Digits(part) {
		return ""
	}
	return whole
}

// excelDay counts from the day before 1 January 1900, and one more for the 29 February 1900
// that exists in Excel only. Numbers outside the years of interviews are refused: they are years or
// amounts in the wrong column.
func excelDay(cell, whole string) (graph.Date, error) {
	number, err := strconv.Atoi(whole)
	if err != nil || number < 20_000 || number > 80_000 {
		return "", noDate(cell)
	}
	return graph.DateOf(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, number)), nil
}

// Digits reports whether a text is digits and nothing else.
func Digits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return text != ""
}

// ParseYesNo reads the usual words for yes and no; what says nothing is no.
func ParseYesNo(cell string) (bool, error) {
	switch Fold(cell) {
	case "oui", "o", "x", "1", "vrai", "valide", "validee", "yes", "y", "true":
		return true, nil
	case "non", "n", "0", "faux", "en cours", "en attente", "a valider", "refuse", "refusee", "non valide", "non validee", "no", "false":
		return false, nil
	}
	if IsNothing(cell) {
		return false, nil
	}
	return false, errors.New(strconv.Quote(cell) + ` is neither "Oui" nor "Non"`)
}

// Values returns the values of a cell that holds several, separated by bars, semicolons or line breaks, or by commas where
// there are none of these.
func Values(cell string) []string {
	separators := "|;\n"
	if !strings.ContainsAny(cell, separators) {
		separators = ","
	}
	return Split(cell, separators)
}

// Split returns what stands between the separators of a cell, without bullets, each value once.
func Split(cell, separators string) []string {
	var values []string
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if part = strings.TrimLeft(Clean(part), "-•* "); part != "" && !IsNothing(part) && !slices.Contains(values, part) {
			values = append(values, part)
		}
	}
	return values
}
