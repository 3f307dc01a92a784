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

// Days is how many days after 1 January 1970 it is, before it if negative; that of year 1 for no
// date. It counts without making a time, by Howard Hinnant's days_from_civil.
func (d Date) Days() int {
	year, month, day, ok := d.parts()
	if !ok {
		return int(d.Time().Unix() / (24 * 60 * 60))
	}
	if month <= 2 {
		year--
	}
	era, yearOfEra := year/400, year%400
	dayOfYear := (153*((month+9)%12)+2)/5 + day - 1
	return era*146_097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719_468
}

// DateAfter is the day so many days after 1 January 1970, as [Date.Days] counts.
func DateAfter(days int) Date {
	return DateOf(time.Unix(int64(days)*24*60*60, 0))
}

// parts reads a date as [DateOf] writes it.
func (d Date) parts() (year, month, day int, ok bool) {
	if len(d) != len(time.DateOnly) || d[4] != '-' || d[7] != '-' {
		return 0, 0, 0, false
	}
	numbers := [...]int{0, 0, 0}
	for i, at := range [...][2]int{{0, 4}, {5, 7}, {8, 10}} {
		for _, digit := range []byte(d[at[0]:at[1]]) {
			if digit < '0' || digit > '9' {
				return 0, 0, 0, false
			}
			numbers[i] = 10*numbers[i] + int(digit-'0')
		}
	}
	year, month, day = numbers[0], numbers[1], numbers[2]
	return year, month, day, year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 28
}
