package interview

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
)

// parseDate reads a day in French order (14/01/2026, 14/01/26, 14-01-2026, 14.01.2026), in ISO
// order (2026-01-14) or as the number of a day in Excel's 1900 system (46036). A time of day
// behind it is ignored. Years of two digits are 1970 to 2069. Empty is no date.
func parseDate(cell string) (graph.Date, error) {
	day, hour, _ := strings.Cut(strings.Replace(fold(cell), "t", " ", 1), " ")
	switch {
	case cell == "":
		return "", nil
	case digits(cell):
		return excelDay(cell)
	}
	parts := strings.FieldsFunc(day, func(r rune) bool { return strings.ContainsRune("/-.", r) })
	if len(parts) != 3 || !digits(strings.Join(parts, "")) || strings.Trim(hour, "0123456789:.z+-") != "" {
		return "", fmt.Errorf("%q is not a date such as 14/01/2026", cell)
	}
	if len(parts[0]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	return calendarDay(cell, parts)
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
		return "", fmt.Errorf("%q is not a date such as 14/01/2026", cell)
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

// excelDay counts from the day before 1 January 1900, and one more for the 29 February 1900
// that exists in Excel only. Numbers outside the years of interviews are refused: they are years or
// amounts in the wrong column.
func excelDay(text string) (graph.Date, error) {
	number, err := strconv.Atoi(text)
	if err != nil || number < 20_000 || number > 80_000 {
		return "", fmt.Errorf("%q is not a date such as 14/01/2026", text)
	}
	return graph.DateOf(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, number)), nil
}

func digits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return text != ""
}

// parseYesNo reads the usual words for yes and no; empty is no.
func parseYesNo(cell string) (bool, error) {
	switch fold(cell) {
	case "oui", "o", "x", "1", "vrai", "valide", "validee", "yes", "y", "true":
		return true, nil
	case "", "-", "non", "n", "0", "faux", "en cours", "en attente", "a valider", "refuse", "refusee", "non valide", "non validee",
		"na", "n/a", "nc", "so", "sans objet", "no", "false":
		return false, nil
	}
	return false, errors.New(strconv.Quote(cell) + ` is neither "Oui" nor "Non"`)
}

// interviewKind maps the name of an interview in a file to a type. The more specific words come
// first: a CREP is a "compte rendu d'entretien professionnel".
func interviewKind(cell string) string {
	name := fold(cell)
	for _, each := range []struct{ kind, words string }{
		{graph.InterviewCREP, "crep|compte rendu d'entretien professionnel|compte-rendu d'entretien professionnel"},
		{graph.InterviewEndCareer, "fin de carriere|fin_carriere|fin carriere|end of career"},
		{graph.InterviewMidCareer, "mi-carriere|mi carriere|mi_carriere|mid-career"},
		{graph.InterviewReturn, "retour|reprise|return"},
		{graph.InterviewAnnual, "annuel|annual|appreciation|entretien d'evaluation"},
		{graph.InterviewParcoursBilan, "bilan|recapitulatif|etat des lieux"},
		{graph.InterviewParcours, "parcours|entretien professionnel|entretien pro"},
	} {
		for word := range strings.SplitSeq(each.words, "|") {
			if strings.Contains(name, word) {
				return each.kind
			}
		}
	}
	if name == "" {
		return ""
	}
	return graph.InterviewOther
}
