package imports

import (
	"maps"
	"slices"
	"strings"

	"github.com/sachant/sachant/api/plan"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// shownRejections is how many rejected entries are listed for people; --json has them all.
const shownRejections = 50

// details are what a report of interviews says besides, as JSON.
type details struct {
	// Import names what can be undone.
	Import     string                `json:"import,omitempty"`
	Understood []table.Understanding `json:"understood,omitempty"`
	Unknown    *ingest.Unknown       `json:"unknown,omitempty"`
	NewSkills  []ingest.Counted      `json:"newSkills,omitempty"`
}

// fullReport is the report of an import, as JSON.
type fullReport struct {
	ingest.Report
	details
}

// dryReport is the report of a dry run, as JSON.
type dryReport struct {
	fullReport
	Plan []plan.Change `json:"plan"`
}

// report prints what an import did, or in a dry run would do.
func (i *importOptions) report(report ingest.Report, planned *plan.Plan) error {
	i.details.complete(report, planned)
	report = i.translated(report)
	full := fullReport{report, i.details}
	switch {
	case i.JSON && i.dryRun:
		return i.Print(dryReport{full, slices.Concat([]plan.Change{}, planned.Changes)})
	case i.JSON:
		return i.Print(full)
	}
	i.sayUnderstood()
	sayPlan(i.Options, planned)
	i.sayUnknown()
	for n, rejection := range report.Rejected {
		if n == shownRejections {
			i.Note("... and %d more; --json lists them all\n", len(report.Rejected)-n)
			break
		}
		i.Note("rejected: %s: %s\n", rejection.Where, rejection.Cause)
	}
	for _, warning := range report.Warnings {
		i.Note("warning: %s\n", warning)
	}
	i.sayCounts(report)
	return nil
}

// translated returns a report with its texts in the language of the user.
func (i *importOptions) translated(report ingest.Report) ingest.Report {
	report.Rejected, report.Warnings = slices.Clone(report.Rejected), slices.Clone(report.Warnings)
	for n, each := range report.Rejected {
		report.Rejected[n] = ingest.Rejection{Where: i.Text(each.Where), Cause: i.Text(each.Cause), Place: each.Place}
	}
	for n, each := range report.Warnings {
		report.Warnings[n] = i.Text(each)
	}
	return report
}

func (i *importOptions) sayCounts(report ingest.Report) {
	verbs := []string{"added", "changed", "removed"}
	if i.dryRun {
		verbs = []string{"would be added", "would be changed", "would be removed"}
	}
	i.Say("source   %s\n", report.Source)
	i.Say("read     %s\n", i.counts(report.Read))
	for n, by := range []map[string]int{report.Added, report.Changed, report.Removed} {
		i.Say("%-8s %s\n", i.Text(verbs[n]), i.counts(by))
	}
	i.Say("dropped  %s\n", i.counts(report.Dropped))
	if len(report.Held) > 0 {
		i.Say("held back %s\n", i.counts(report.Held))
	}
	i.Say("rejected %d\n", len(report.Rejected))
	if i.details.Import != "" {
		i.Say("sachant import undo %s takes this back\n", i.details.Import)
	}
}

// counts is "353 people, 12 units", or "nothing".
func (i *importOptions) counts(by map[string]int) string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(by)) {
		if by[kind] > 0 {
			parts = append(parts, i.Catalog.Counted(by[kind], kind))
		}
	}
	if len(parts) == 0 {
		return i.Text("nothing")
	}
	return strings.Join(parts, ", ")
}

// shownEntries is how many entries of a section are listed for people; --json has them all.
const shownEntries = 1000

// sayPlan prints a plan for people, a line for each person or thing.
func sayPlan(o *cli.Options, p *plan.Plan) {
	for _, section := range p.Sections(o.Catalog) {
		o.Say("%s (%d)\n", section.Title, len(section.Lines))
		for _, line := range section.Lines[:min(len(section.Lines), shownEntries)] {
			o.Say("  %s\n", line)
		}
		if rest := len(section.Lines) - shownEntries; rest > 0 {
			o.Say("  ... and %d more; --json lists them all\n", rest)
		}
	}
}
