package workdays_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/workdays"
)

func TestEasterIsKnown(t *testing.T) {
	for year, want := range map[int]graph.Date{1900: "1900-04-15", 1954: "1954-04-18", 2000: "2000-04-23", 2008: "2008-03-23", 2024: "2024-03-31", 2025: "2025-04-20", 2026: "2026-04-05", 2027: "2027-03-28", 2038: "2038-04-25", 2285: "2285-03-22"} {
		if got := workdays.Easter(year); got != want {
			t.Errorf("Easter %d is %s, want %s", year, got, want)
		}
	}
}

func TestHolidaysAreNotWorked(t *testing.T) {
	france := workdays.Calendar{Holidays: workdays.France, Closed: []graph.Date{"2026-12-24"}}
	for _, day := range []graph.Date{"2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14", "2026-11-11", "2026-12-25", "2026-12-24", "2026-11-28", "2026-11-29"} {
		if france.IsWorked(day) {
			t.Errorf("%s is worked", day)
		}
	}
	for _, day := range []graph.Date{"2026-04-03", "2026-11-30", "2026-07-15"} {
		if !france.IsWorked(day) {
			t.Errorf("%s is not worked", day)
		}
	}
	alsace := workdays.Calendar{Holidays: workdays.Alsace}
	if alsace.IsWorked("2026-04-03") || alsace.IsWorked("2025-12-26") {
		t.Error("in Alsace Good Friday and 26 December are worked")
	}
	if got := france.After("2026-12-22", 3); got != "2026-12-29" { // 23, 28, 29
		t.Errorf("three working days after 22 December 2026 are on %s", got)
	}
	if (workdays.Calendar{Holidays: "x"}).Check() == nil || (workdays.Calendar{Holidays: workdays.None, Closed: []graph.Date{"24.12."}}).Check() == nil {
		t.Error("a calendar that makes no sense is good")
	}
}

// Easter is a Sunday from 22 March to 25 April; so many working days are never fewer days.
func TestDaysHoldForEveryYear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(1583, 4000).Draw(t, "year")
		easter := workdays.Easter(year).Time()
		first, last := time.Date(year, 3, 22, 0, 0, 0, 0, time.UTC), time.Date(year, 4, 25, 0, 0, 0, 0, time.UTC)
		if easter.Weekday() != time.Sunday || easter.Before(first) || easter.After(last) {
			t.Fatalf("Easter %d is %v", year, easter)
		}
		n := rapid.IntRange(1, 20).Draw(t, "n")
		calendar := workdays.Calendar{Holidays: workdays.France}
		after := calendar.After(graph.DateOf(first), n)
		if !calendar.IsWorked(after) || after.Day()-graph.DateOf(first).Day() < graph.Day(n) {
			t.Fatalf("%d working days after %s are on %s", n, graph.DateOf(first), after)
		}
	})
}
