package graph

import (
	"fmt"
	"time"
)

// Date is a day without a time of day, "2026-01-14"; dates compare as text. Empty is no date.
type Date string

// ParseDate reads "2006-01-02".
func ParseDate(text string) (Date, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return "", fmt.Errorf("%w: %q is not a date such as 2026-01-14", ErrInvalid, text)
	}
	return DateOf(day), nil
}

// DateOf is the day of a time, in UTC.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.UTC().Format(time.DateOnly))
}

// Time is midnight UTC at the start of the day, or the zero time for no date.
func (d Date) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}
