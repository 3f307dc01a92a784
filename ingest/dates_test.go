package ingest_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// statements is a source that says these, on lines 1, 2 ...
func statements(facts ...[]graph.Fact) reader {
	return func(_ context.Context, sink ingest.Sink) error {
		for i, each := range facts {
			if err := sink.Emit(ingest.Statement{Where: ingest.Where{File: "f", Line: i + 1}, Facts: each}); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestDoubtfulDatesAreWarnedAbout(t *testing.T) {
	now := time.Date(2026, 1, 14, 12, 0, 0, 0, time.UTC)
	skill := graph.Node("go", "", graph.Skill{PrefLabel: "Go"})
	person := graph.NodeKey(graph.KindPerson, "?employeeNumber=000127")
	declares := func(value graph.Declares) []graph.Fact {
		return []graph.Fact{skill, graph.Edge(person, "hr", skill.Key, "", value)}
	}
	note := func(at time.Time) []graph.Fact {
		return []graph.Fact{graph.Node("n", "", graph.Contribution{Type: graph.TypeNote, PublishedAt: at})}
	}
	for name, each := range map[string]struct {
		facts []graph.Fact
		date  string
	}{
		"an interview":        {declares(graph.Declares{On: "2099-01-14"}), "2099-01-14"},
		"a validation":        {declares(graph.Declares{On: "2026-01-13", ValidatedOn: "2027-01-14"}), "2027-01-14"},
		"an end":              {declares(graph.Declares{ValidUntil: "2099-12-31"}), "2099-12-31"},
		"a note":              {note(now.AddDate(73, 0, 0)), "2099-01-14"},
		"a note of long ago":  {note(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)), "1899-12-30"},
		"a clock at zero":     {note(time.Unix(0, 0)), "1970-01-01"},
		"year one":            {declares(graph.Declares{On: "0001-01-01"}), "0001-01-01"},
		"an end of long ago":  {declares(graph.Declares{ValidUntil: "1899-12-31"}), "1899-12-31"},
		"votes of tomorrow":   {[]graph.Fact{graph.Node("n", "", graph.Contribution{Type: graph.TypeNote, PublishedAt: now, Likes: []graph.Tally{{On: "2026-01-13", Count: 1}, {On: "2099-01-01", Count: 1}}})}, "2099-01-01"},
		"a licence":           {declares(graph.Declares{On: "2026-01-14", ValidUntil: "2036-12-31"}), ""},
		"tomorrow, in Nouméa": {note(now.Add(11 * time.Hour)), ""},
	} {
		c := newCompany(t)
		c.roster("directory", staff()...)
		im := c.importer("other")
		im.Now = func() time.Time { return now }
		report := c.run(im, statements(each.facts))
		warned := strings.Join(report.Warnings, "\n")
		if want := "the first " + each.date + " (f:1)"; strings.Contains(warned, "check the year") != (each.date != "") || each.date != "" && !strings.Contains(warned, want) {
			t.Errorf("%s: warned %q, want %q", name, warned, want)
		}
		if len(report.Rejected) > 0 || len(report.Added) == 0 {
			t.Errorf("%s: rejected %v, added %v", name, report.Rejected, report.Added)
		}
	}
}

// A name that no page can show is rejected where it stands, and the rest goes on.
func TestNamesHaveALimit(t *testing.T) {
	long := strings.Repeat("é", 3<<19)
	for _, fact := range []graph.Fact{
		{Key: ingest.Reference(graph.KindSkill, "label", long), Value: graph.Skill{PrefLabel: long}},
		graph.Node("a", "", graph.Community{Name: long}),
		graph.Node("a", "", graph.Unit{Name: long}),
	} {
		c := newCompany(t)
		report := c.run(c.importer("other"), statements([]graph.Fact{fact}, []graph.Fact{graph.Node("b", "", graph.Skill{PrefLabel: "B"})}))
		if len(report.Rejected) != 1 || report.Rejected[0].Where != "f:1" || !strings.Contains(report.Rejected[0].Cause, "longer than 500 characters") ||
			len(report.Rejected[0].Cause) > 500 {
			t.Errorf("rejected %.300v", report.Rejected)
		}
		expect(t, "added", report.Added, counts("skill", 1))
	}
}
