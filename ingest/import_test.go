package ingest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// TestPlans shows, for what may happen to a roster, the plan and the report.
func TestPlans(t *testing.T) {
	scenarios := []struct {
		name string
		next reader
	}{
		{"unchanged", roster("directory", staff()...)},
		{"moved", roster("directory", changed(staff(), "a-zoe", func(e *entry) { e.unit, e.manager = "Achats", "a-anne" })...)},
		{"renamed", roster("directory", changed(staff(), "a-zoe", func(e *entry) { e.name = "Zoé MARTIN" })...)},
		{"left", roster("directory", without(staff(), "a-karim")...)},
		{"source short", short("directory", "the server closed the connection",
			changed(without(staff(), "a-karim"), "a-paul", func(e *entry) { e.title = "Directeur" })...)},
		{"nobody", roster("directory")},
	}
	for _, scenario := range scenarios {
		t.Run(scenario.name, func(t *testing.T) {
			c := newCompany(t)
			c.roster("directory", staff()...)
			golden(t, "plan/first", c.plan.String())
			report := c.run(c.importer("directory"), scenario.next)
			text, err := json.Marshal(report)
			if err != nil {
				t.Fatal(err)
			}
			out := fmt.Sprintf("%s%s\nexit %d\n", &c.plan, text, report.Exit())
			golden(t, "plan/"+strings.ReplaceAll(scenario.name, " ", "_"), out)
		})
	}
}

func TestImportingTheSameAgainWritesNothing(t *testing.T) {
	c := newCompany(t)
	first := c.roster("directory", staff()...)
	expect(t, "added", first.Added, counts("account", 4, "person", 4, "is", 4, "unit", 2, "in_unit", 4, "reports_to", 2))
	before := c.head()
	again := c.roster("directory", staff()...)
	expect(t, "added, changed, removed", []map[string]int{again.Added, again.Changed, again.Removed},
		[]map[string]int{{}, {}, {}})
	expect(t, "head", c.head(), before)
	expect(t, "exit", again.Exit(), 0)
}

func TestDryRunShowsThePlanAndChangesNothing(t *testing.T) {
	c := newCompany(t)
	im := c.importer("directory")
	im.DryRun, im.Chunk = true, 3
	report := c.run(im, roster("directory", staff()...))
	expect(t, "added", report.Added["reports_to"], 2)
	expect(t, "stored facts", len(c.facts()), 0)
	if !strings.Contains(c.plan.String(), `+ person/a-zoe "Zoé LEFÈVRE"`) {
		t.Errorf("the plan does not show who is added:\n%s", &c.plan)
	}
	dry := report.Added
	expect(t, "what the run then adds", c.roster("directory", staff()...).Added, dry)

	im.DryRun = true
	c.run(im, roster("directory", without(staff(), "a-zoe")...))
	if !strings.Contains(c.plan.String(), "- person/a-zoe") || c.person("a-zoe").Absent {
		t.Errorf("a dry run must show who would leave and let nobody leave:\n%s", &c.plan)
	}
}

func TestWhoIsMissingHasLeftAndMayReturn(t *testing.T) {
	c := newCompany(t)
	c.roster("directory", staff()...)
	left := c.roster("directory", without(staff(), "a-zoe")...)
	expect(t, "removed", left.Removed, counts("person", 1))
	expect(t, "changed", left.Changed, counts())
	if !c.person("a-zoe").Absent || !c.has("person/a-zoe -in_unit-> unit/dsi") {
		t.Error("who left must be absent, and what is known of them kept")
	}
	back := c.roster("directory", staff()...)
	expect(t, "changed on return", back.Changed, counts("account", 1, "person", 1))
	expect(t, "absent after the return", c.person("a-zoe").Absent, false)
}

func TestHowManyMayLeaveAtOnce(t *testing.T) {
	for _, test := range []struct{ known, leave, hidden int }{
		{9, 5, 5}, {9, 6, 0}, {50, 5, 5}, {50, 6, 0}, {60, 6, 6}, {60, 7, 0}, {69, 7, 0}, {70, 7, 7},
	} {
		c := newCompany(t)
		c.roster("directory", crowd(test.known)...)
		report := c.roster("directory", append(crowd(test.known)[test.leave:], staff()[1])...)
		expect(t, fmt.Sprintf("%d of %d: hidden", test.leave, test.known), report.Removed["person"], test.hidden)
		expect(t, "added all the same", report.Added["person"], 1)
		expect(t, "held back", report.HeldBack, test.hidden == 0)
		if test.hidden > 0 {
			continue
		}
		expect(t, "exit", report.Exit(), 3)
		expect(t, "warnings", strings.Contains(fmt.Sprint(report.Warnings), "--confirm-removals"), true)
		im := c.importer("directory")
		im.ConfirmRemovals = true
		confirmed := c.run(im, roster("directory", crowd(test.known)[test.leave:]...))
		expect(t, "hidden once confirmed", confirmed.Removed["person"], test.leave+1)
	}
}

func TestAnIncompleteRunLetsNobodyLeave(t *testing.T) {
	c := newCompany(t)
	c.roster("directory", staff()...)
	im := c.importer("directory")
	im.ConfirmRemovals = true
	report := c.run(im, short("directory", "result 4, size limit exceeded", staff()[0]))
	expect(t, "removed", report.Removed, counts())
	expect(t, "exit", report.Exit(), 3)
	expect(t, "warnings", report.Warnings, []string{"nobody was taken to have left: result 4, size limit exceeded"})
}

func TestNothingReadIsNothingApplied(t *testing.T) {
	c := newCompany(t)
	report := c.run(c.importer("interviews"), emits())
	expect(t, "exit", report.Exit(), 1)
}

func TestAnotherIdentityIsRefused(t *testing.T) {
	c := newCompany(t)
	c.roster("directory", staff()...)
	other := staff()[0].statement("directory")
	other.Facts[0].Value = graph.Account{Source: "directory", Attribute: "uid", Roster: true}
	report, err := c.importer("directory").Run(t.Context(), emits(other))
	if err == nil || !strings.Contains(err.Error(), "identified by entryUUID, not by uid") {
		t.Errorf("error = %v, want one that names both attributes", err)
	}
	expect(t, "exit", report.Exit(), 1)
}

func TestReportAsJSON(t *testing.T) {
	c := newCompany(t)
	report := c.run(c.importer("interviews"), emits())
	text, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"source":"interviews","read":{},"added":{},"changed":{},"removed":{},"dropped":{},"heldBack":{},"rejected":[],"warnings":[]}`
	expect(t, "report", string(text), want)
	text, err = json.Marshal(ingest.Rejection{Where: "a.csv:4", Cause: "no name"})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "rejection", string(text), `{"where":"a.csv:4","cause":"no name"}`)
}
