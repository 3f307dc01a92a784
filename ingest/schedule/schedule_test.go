package schedule_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/schedule"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func parse(t *testing.T, text string) schedule.Schedule {
	t.Helper()
	parsed, err := schedule.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// The first run is due at once, and one run for all that were missed.
func TestWhenARunIsDue(t *testing.T) {
	for _, one := range []struct {
		schedule  string
		last, now time.Time
		want      bool
	}{
		{"@every 15m", time.Time{}, noon, true},
		{"@every 15m", noon, noon.Add(15*time.Minute - time.Second), false},
		{"@every 15m", noon, noon.Add(15 * time.Minute), true},
		{"@hourly", noon.Add(-72 * time.Hour), noon, true},
		{"0 2 * * *", noon, noon.Add(13 * time.Hour), false},
		{"0 2 * * *", noon, noon.Add(14 * time.Hour), true},
		{"CRON_TZ=Europe/Paris 0 2 * * *", noon, noon.Add(13 * time.Hour), true}, // 1 o'clock in UTC
	} {
		if got := parse(t, one.schedule).IsDue(one.last, one.now); got != one.want {
			t.Errorf("%s: due at %v after %v: %v", one.schedule, one.now, one.last, got)
		}
	}
	state := schedule.State{LastRun: noon}
	if next := state.Next(parse(t, "@every 90s"), noon); !next.Equal(noon.Add(90 * time.Second)) {
		t.Errorf("next at %v", next)
	}
}

func TestWhatIsNoSchedule(t *testing.T) {
	for _, text := range []string{"", "often", "* * * *", "0 2 31 2 *", "61 * * * *", "@every 1s", "@reboot", "CRON_TZ=Nowhere/Land 0 2 * * *"} {
		if _, err := schedule.Parse(text); err == nil {
			t.Errorf("%q is a schedule", text)
		}
	}
}

// A file is read once it is whole, that is the same at two looks, and once only.
func TestWhichFilesAreRead(t *testing.T) {
	grows, whole := schedule.Entry{Name: "b.csv", Size: 10, Modified: noon}, schedule.Entry{Name: "a.csv", Size: 5, Modified: noon.Add(time.Hour)}
	grown := grows
	grown.Size = 20
	var state schedule.State
	if got := state.Settled([]schedule.Entry{grows, whole}, []schedule.Entry{grown, whole}); len(got) != 1 || got[0].Name != "a.csv" {
		t.Errorf("settled while one grows: %v", got)
	}
	now := []schedule.Entry{whole, grown}
	if got := state.Settled(now, now); len(got) != 2 || got[0].Name != "b.csv" {
		t.Errorf("both are whole, the older first: %v", got)
	}
	state = state.Remember(schedule.File{Entry: whole, Hash: "h"})
	if got := state.Settled(now, now); len(got) != 1 || !state.Knows("h") || state.Knows("i") {
		t.Errorf("after one was read: %v", got)
	}
	changed := whole
	changed.Size = 6
	if got := state.Settled([]schedule.Entry{changed}, []schedule.Entry{changed}); len(got) != 1 {
		t.Errorf("a file that changed: %v", got)
	}
	for name, want := range map[string]bool{"a.csv": true, "A.XLSX": true, ".a.csv": false, "~$a.xlsx": false, "a.csv.part": false, "a.jsonl": false} {
		if schedule.IsRead("interviews", name) != want {
			t.Errorf("%s: want %v", name, want)
		}
	}
}

func line(change ingest.Change, key graph.Key) ingest.PlanLine {
	fact := graph.Fact{Key: key, Value: graph.Person{}}
	if change == ingest.Removed {
		return ingest.PlanLine{Change: change, Was: fact}
	}
	return ingest.PlanLine{Change: change, Is: fact}
}

// What is replaced, and what goes with somebody who leaves, is no removal of its own.
func TestWhatCountsAsARemoval(t *testing.T) {
	var plan schedule.Removals
	for _, each := range []ingest.PlanLine{
		line(ingest.Removed, "person/a"), line(ingest.Removed, "account/a"), line(ingest.Removed, "person/a -in_unit-> unit/x"),
		line(ingest.Removed, "person/b -in_unit-> unit/x"), line(ingest.Added, "person/b -in_unit-> unit/y"),
		line(ingest.Removed, "person/c -in_unit-> unit/x"), line(ingest.Changed, "person/d"),
	} {
		plan.Add(each)
	}
	if people, others := plan.Counts(); people != 1 || others != 1 {
		t.Errorf("%d people, %d other facts", people, others)
	}
	for most, want := range map[int]bool{-1: false, 0: true, 1: true, 2: false} {
		if got := plan.Exceeds(schedule.Source{MaxRemovals: most}, false); got != want {
			t.Errorf("with at most %d: %v", most, got)
		}
	}
	if !plan.Exceeds(schedule.Source{MaxRemovals: -1}, true) {
		t.Error("the limits of the import do not count")
	}
	held := plan.Hold(noon, "", false)
	if diff := cmp.Diff([]graph.Key{"person/a"}, held.People); diff != "" || held.Removed["in_unit"] != 3 {
		t.Errorf("held: %+v", held)
	}
	again := plan
	again.Add(line(ingest.Removed, "person/e"))
	if again.Hold(noon, "", false).ID == held.ID || plan.Hold(noon.Add(1), "", false).ID != held.ID {
		t.Error("the id is not that of what would be removed")
	}
}

// What is kept of runs names nobody, and is bounded.
func TestWhatIsKeptOfARun(t *testing.T) {
	report := ingest.Report{Read: map[string]int{"row": 3}, Warnings: []string{`column "Zoé LEFEVRE" is left out`}}
	for n := range 3 {
		report.Rejected = append(report.Rejected, ingest.Rejection{
			Cause: fmt.Sprintf("nobody known has employee number 00012%d", n), Place: ingest.Where{File: "a.csv", Line: n + 2, DN: "uid=zoe,dc=x"}})
	}
	got := schedule.Summarize(report, errors.New("cannot bind as cn=reader,dc=example,dc=com for zoe@example.com"))
	want := schedule.Summary{
		Read: map[string]int{"row": 3}, Rejected: 3, Warnings: []string{`column "…" is left out`}, Error: "cannot bind as …",
		Causes: []schedule.Cause{{Text: "nobody known has employee number …", Count: 3, First: "a.csv:2"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	many := ingest.Report{}
	var state schedule.State
	for n := range 200 {
		many.Rejected = append(many.Rejected, ingest.Rejection{Cause: strings.Repeat("x", n+1)})
		state = state.Ended(schedule.Run{Began: noon.Add(time.Duration(n))})
	}
	if got := schedule.Summarize(many, nil); len(got.Causes) > 30 || got.Rejected != 200 {
		t.Errorf("%d causes of %d", len(got.Causes), got.Rejected)
	}
	if len(state.Runs) != 50 || !state.Runs[0].Began.Equal(noon.Add(199)) {
		t.Errorf("%d runs, the latest of %v", len(state.Runs), state.Runs[0].Began)
	}
}

// A text in quotes that a message ends within is taken out whole, and so is a name of a directory with spaces in it.
func TestNothingQuotedIsKeptOfALongMessage(t *testing.T) {
	for _, message := range []string{
		strings.Repeat("word ", 78) + `"Ana Silva and other names of a source that go on"`,
		"no entry OU=Human Resources,OU=Head Office of Ana Silva,DC=example",
	} {
		if kept := schedule.Unquoted(message); strings.Contains(kept, "Ana") || strings.Contains(kept, "Head Office") {
			t.Errorf("of %q is kept %q", message, kept)
		}
	}
}

// One edge that is added replaces one, and no more.
func TestAnAddedEdgeReplacesOne(t *testing.T) {
	var removals schedule.Removals
	for n := range 5 {
		fact := graph.Edge("person/ana", "", graph.NodeKey(graph.KindSkill, string(rune('a'+n))), "hr", graph.Declares{})
		removals.Add(ingest.PlanLine{Change: ingest.Removed, Was: fact})
	}
	removals.Add(ingest.PlanLine{Change: ingest.Added, Is: graph.Edge("person/ana", "", "skill/z", "hr", graph.Declares{})})
	if people, others := removals.Counts(); people != 0 || others != 4 {
		t.Errorf("%d people and %d others are removed, want 0 and 4", people, others)
	}
}
