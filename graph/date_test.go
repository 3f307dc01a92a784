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

// Days are those of the calendar, whatever is not one included.
func TestDaysOfADate(t *testing.T) {
	for day := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2801; day = day.AddDate(0, 0, 1) {
		if got := graph.DateAfter(graph.DateOf(day).Days()); got != graph.DateOf(day) {
			t.Fatalf("%s comes back as %s", graph.DateOf(day), got)
		}
		if got, want := graph.DateOf(day).Days(), int(day.Unix()/(24*60*60)); !day.IsZero() && got != want {
			t.Fatalf("%s is %d days after 1970, not %d", graph.DateOf(day), want, got)
		}
	}
	none := graph.Date("").Days()
	for _, text := range []graph.Date{"2026-02-30", "2026-1-01", "2026-13-01", "2026-01-1x", "x"} {
		if got := text.Days(); got != none {
			t.Errorf("%q is no date and is %d days after 1970, want %d as where there is none", text, got, none)
		}
	}
}
