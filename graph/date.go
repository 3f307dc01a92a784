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

// DateOf returns the day of a time in UTC, empty for the zero time.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.UTC().Format(time.DateOnly))
}

// Time returns midnight UTC at the start of the day, the zero time for no date.
func (d Date) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// AddMonths returns the day some months later; of a month without that day, the last.
func (d Date) AddMonths(months int) Date {
	from := d.Time()
	if from.IsZero() {
		return ""
	}
	to := from.AddDate(0, months, 0)
	if to.Day() != from.Day() {
		to = to.AddDate(0, 0, -to.Day())
	}
	return DateOf(to)
}

// Day is a date as a number, which is compared and counted with without parsing: 1 January of year 1 is 1,
// and 0 is no date.
type Day int32

// Day returns the number of the date, 0 for text that is no date.
func (d Date) Day() Day {
	if d == "" {
		return 0
	}
	midnight, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0
	}
	return DayOf(midnight.Add(time.Hour)) // the first midnight of all is the zero time
}

const secondsOfDay = 24 * 60 * 60

// DayOf returns the day of a time in UTC, 0 for the zero time and times before it.
func DayOf(at time.Time) Day {
	since := at.Unix() - time.Time{}.Unix()
	if since < 0 || at.IsZero() {
		return 0
	}
	return Day(since/secondsOfDay) + 1
}

// Date returns the day as a date.
func (d Day) Date() Date {
	if d <= 0 {
		return ""
	}
	return DateOf(time.Unix(int64(d-1)*secondsOfDay+time.Time{}.Unix(), 0))
}
