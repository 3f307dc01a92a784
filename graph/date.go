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

// Day is a date as a number: how many days it is after the last day before year 1; 0 is no date.
// Days are compared and counted with where a [Date] would have to be read.
type Day int32

// Day is the number of the date; what is no date has none. It is counted without making a time, by
// Howard Hinnant's days_from_civil.
func (d Date) Day() Day {
	year, month, day, ok := d.parts()
	if !ok {
		return dayOf(d.Time())
	}
	if month <= 2 {
		year--
	}
	era, yearOfEra := year/400, year%400
	dayOfYear := (153*((month+9)%12)+2)/5 + day - 1
	return Day(era*146_097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 305)
}

// DayOf is the day of a time, in UTC.
func DayOf(at time.Time) Day {
	if at.IsZero() {
		return 0
	}
	return dayOf(at)
}

const secondsOfDay = 24 * 60 * 60

func dayOf(at time.Time) Day {
	since := at.Unix() - time.Time{}.Unix()
	if since < 0 || at.IsZero() {
		return 0
	}
	return Day(since/secondsOfDay) + 1
}

// Date is the day as a date.
func (d Day) Date() Date {
	if d <= 0 {
		return ""
	}
	return DateOf(time.Unix(int64(d-1)*secondsOfDay+time.Time{}.Unix(), 0))
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
	return year, month, day, year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(month)
}

// daysOf a month are those that it has in every year.
func daysOf(month int) int {
	switch month {
	case 2:
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
