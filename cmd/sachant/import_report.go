package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sachant/sachant/ingest"
)

// shownRejections is how many rejected entries are listed for people; --json has them all.
const shownRejections = 50

// dryReport is the report of a dry run, as JSON.
type dryReport struct {
	ingest.Report
	Plan []plannedChange `json:"plan"`
}

// report prints what an import did, or in a dry run would do.
func (i *importOptions) report(report ingest.Report, planned *plan) error {
	switch {
	case i.json && i.dryRun:
		return i.print(dryReport{report, slices.Concat([]plannedChange{}, planned.changes)})
	case i.json:
		return i.print(report)
	}
	i.sayPlan(planned)
	for n, rejection := range report.Rejected {
		if n == shownRejections {
			i.note("%s\n", i.text(fmt.Sprintf("... and %d more; --json lists them all", len(report.Rejected)-n)))
			break
		}
		i.note("%s\n", i.text(fmt.Sprintf("rejected: %s: %s", rejection.Where, rejection.Cause)))
	}
	for _, warning := range report.Warnings {
		i.note("%s\n", i.text(fmt.Sprintf("warning: %s", warning)))
	}
	verbs := []string{"added", "changed", "removed"}
	if i.dryRun {
		verbs = []string{"would be added", "would be changed", "would be removed"}
	}
	i.say("source   %s\n", report.Source)
	i.say("read     %s\n", counts(report.Read))
	for n, by := range []map[string]int{report.Added, report.Changed, report.Removed} {
		i.say("%-8s %s\n", verbs[n], counts(by))
	}
	i.say("dropped  %s\n", counts(report.Dropped))
	if len(report.Held) > 0 {
		i.say("held back %s\n", counts(report.Held))
	}
	i.say("rejected %d\n", len(report.Rejected))
	return nil
}

// counts is "353 person, 12 unit", or "nothing".
func counts(by map[string]int) string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(by)) {
		if by[kind] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", by[kind], kind))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}
