package due_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/due"
)

// A campaign counts who was interviewed in it, who has to be until its end, and who had to be before today; each person once.
func TestACampaignIsCountedByUnitAndMonth(t *testing.T) {
	held := func(days ...graph.Date) due.History {
		history := due.History{}
		for _, day := range days {
			history.Held = append(history.Held, due.Held{Type: graph.InterviewParcours, On: day})
		}
		return history
	}
	members := []due.Member{
		{"Atelier", held("2026-03-10", "2026-03-12")}, // held, once as a person, twice as interviews
		{"Atelier", held("2020-02-01")},               // overdue since February 2024
		{"Bureau", held("2022-12-15")},                // due in December
		{"Bureau", due.History{}},                     // nothing is known
		{"", due.History{Hired: "2026-01-31"}},        // due a year after hiring: not in this period
	}
	got := due.Rules{}.Progress(members, due.Period{From: "2026-01-01", To: "2026-12-31"}, "2026-11-30")
	want := due.Progress{
		All:   due.Count{People: 5, Held: 1, Due: 2, Overdue: 1},
		Units: []due.UnitCount{{"", due.Count{People: 1}}, {"Atelier", due.Count{People: 2, Held: 1, Due: 1, Overdue: 1}}, {"Bureau", due.Count{People: 2, Due: 1}}},
	}
	for _, month := range []graph.Date{"2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01", "2026-12-01"} {
		want.Months = append(want.Months, due.MonthCount{First: month})
	}
	want.Months[0].Due, want.Months[2].Held, want.Months[11].Due = 1, 2, 1
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
	appraisals := due.Rules{}.Progress(members, due.Period{From: "2026-01-01", To: "2026-12-31", Type: graph.InterviewAnnual}, "2026-11-30")
	if appraisals.All.Held != 0 {
		t.Errorf("%d people were appraised, nobody was", appraisals.All.Held)
	}
	if due.Year("2026-11-30") != (due.Period{From: "2026-01-01", To: "2026-12-31"}) {
		t.Errorf("the year is %v", due.Year("2026-11-30"))
	}
}
