package tabular

import (
	"fmt"
	"time"

	"github.com/sachant/sachant/ingest/table"
)

// layouts are how times are written in such lists, beside days.
func layouts() []string {
	return []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02 15:04:05 -0700",
		"2006-01-02 15:04:05 MST", "2006/01/02 15:04:05 -0700", "02/01/2006 15:04:05", "02/01/2006 15:04", "02/01/2006 15h04"}
}

// parseTime reads a time, or a day at its beginning; without a zone it is UTC.
func parseTime(cell string) (time.Time, error) {
	for _, layout := range layouts() {
		if at, err := time.Parse(layout, cell); err == nil {
			return within(cell, at.UTC())
		}
	}
	day, err := table.ParseDate(cell)
	if err != nil || day == "" {
		return time.Time{}, noTime(cell)
	}
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return time.Time{}, noTime(cell)
	}
	return within(cell, at)
}

// within refuses years in which nobody wrote in a community of a company.
func within(cell string, at time.Time) (time.Time, error) {
	if at.Year() < 1970 || at.Year() > 2100 {
		return time.Time{}, noTime(cell)
	}
	return at, nil
}

func noTime(cell string) error {
	return fmt.Errorf("%q is not a time such as 2026-01-14 09:30", cell)
}
