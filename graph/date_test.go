package graph_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
)

func TestDates(t *testing.T) {
	day, err := graph.ParseDate("2024-02-29")
	if err != nil || day != "2024-02-29" || !day.Time().Equal(time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("ParseDate = %q, %v, at %v", day, err, day.Time())
	}
	for _, text := range []string{"", "2023-02-29", "29/02/2024", "2024-2-9", "2024-02-29T10:00:00Z", "tomorrow"} {
		if day, err := graph.ParseDate(text); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("ParseDate(%q) = %q, %v; want ErrInvalid", text, day, err)
		}
	}
	evening := time.Date(2026, 1, 14, 0, 30, 0, 0, time.FixedZone("Paris", 3600))
	if got := graph.DateOf(evening); got != "2026-01-13" {
		t.Errorf("DateOf(%v) = %q, want the day in UTC", evening, got)
	}
	if got := graph.DateOf(time.Time{}); got != "" || !got.Time().IsZero() {
		t.Errorf("no time is the day %q at %v", got, got.Time())
	}
}

// Days count as the calendar does, and what is no date is none.
func TestDays(t *testing.T) {
	want := graph.Day(1)
	for at := time.Date(1, 1, 1, 7, 0, 0, 0, time.UTC); at.Year() < 2801; at = at.AddDate(0, 0, 1) {
		date := graph.DateOf(at)
		if date.Day() != want || graph.DayOf(at) != want || want.Date() != date && want > 1 {
			t.Fatalf("%s is day %d by its date, %d by the time, and day %d is %s", date, date.Day(), graph.DayOf(at), want, want.Date())
		}
		want++
	}
	for _, text := range []graph.Date{"", "2026-02-30", "2026-1-01", "2026-13-01", "2026-01-1x", "x"} {
		if got := text.Day(); got != 0 {
			t.Errorf("%q is no date, and day %d", text, got)
		}
	}
	if graph.DayOf(time.Time{}) != 0 || graph.Day(0).Date() != "" {
		t.Error("no time is a day, or no day a date")
	}
}
