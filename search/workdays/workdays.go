// Package workdays counts working days. It knows the public holidays of France by date, Easter included, and the days on which
// a company is closed besides. It is pure: the same calendar gives the same days.
package workdays

import (
	"fmt"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// The holidays that a calendar knows.
const (
	None   = "none"
	France = "fr"
	Alsace = "fr-alsace" // of France, with those of Alsace and Moselle
)

// Calendar says which days are worked.
type Calendar struct {
	// Holidays is None, France or Alsace.
	Holidays string
	// Closed are further days on which nobody works.
	Closed []graph.Date
}

// Check returns an error for holidays that no calendar knows, and for what is no day.
func (c Calendar) Check() error {
	if !slices.Contains([]string{None, France, Alsace}, c.Holidays) {
		return fmt.Errorf("holidays %q are none of %s, %s and %s", c.Holidays, France, Alsace, None)
	}
	for _, day := range c.Closed {
		if day.Day() == 0 {
			return fmt.Errorf("%q is no day, such as 2026-12-24", day)
		}
	}
	return nil
}

// IsWorked reports whether people work on a day.
func (c Calendar) IsWorked(day graph.Date) bool {
	at := day.Time()
	if at.Weekday() == time.Saturday || at.Weekday() == time.Sunday || slices.Contains(c.Closed, day) {
		return false
	}
	return !slices.Contains(c.holidays(at.Year()), day)
}

// After returns the n-th working day after a day.
func (c Calendar) After(day graph.Date, n int) graph.Date {
	for at := day.Time(); n > 0; {
		at = at.AddDate(0, 0, 1)
		if day = graph.DateOf(at); c.IsWorked(day) {
			n--
		}
	}
	return day
}

// holidays returns those of a year.
func (c Calendar) holidays(year int) []graph.Date {
	if c.Holidays != France && c.Holidays != Alsace {
		return nil
	}
	on := func(month time.Month, day int) graph.Date {
		return graph.DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
	}
	easter := Easter(year).Time()
	fromEaster := func(days int) graph.Date { return graph.DateOf(easter.AddDate(0, 0, days)) }
	days := []graph.Date{
		on(time.January, 1), fromEaster(1), on(time.May, 1), on(time.May, 8), fromEaster(39), fromEaster(50),
		on(time.July, 14), on(time.August, 15), on(time.November, 1), on(time.November, 11), on(time.December, 25),
	}
	if c.Holidays == Alsace {
		days = append(days, fromEaster(-2), on(time.December, 26))
	}
	return days
}

// Easter returns Easter Sunday of a year of the Gregorian calendar (Meeus, Jones and Butcher).
func Easter(year int) graph.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	day := (h + l - 7*m + 33*month + 19) % 32
	return graph.DateOf(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC))
}
