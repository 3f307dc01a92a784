package imports

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/ingest"
)

// counts writes the counts of a report for a page.
type counts struct {
	messages *catalog.Catalog
}

func (c counts) lines(report ingest.Report, planned bool) []string {
	titles := []string{"added", "changed", "removed"}
	if planned {
		titles = []string{"would be added", "would be changed", "would be removed"}
	}
	lines := []string{c.line("read", report.Read)}
	for n, by := range []map[string]int{report.Added, report.Changed, report.Removed} {
		lines = append(lines, c.line(titles[n], by))
	}
	if len(report.Dropped) > 0 {
		lines = append(lines, c.line("dropped", report.Dropped))
	}
	return lines
}

func (c counts) line(title string, by map[string]int) string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(by)) {
		if by[kind] > 0 {
			parts = append(parts, c.messages.Counted(by[kind], kind))
		}
	}
	if len(parts) == 0 {
		parts = []string{c.messages.Text("nothing")}
	}
	return c.messages.Text(title) + " : " + strings.Join(parts, ", ")
}

func (c counts) counted(all []ingest.Counted) []string {
	var lines []string
	for _, each := range all {
		line := each.Value
		if each.Column != "" {
			line = fmt.Sprintf("%s: %q", each.Column, each.Value)
		}
		if each.First != "" {
			line = c.messages.Sprintf("%s, %d times, first %s", line, each.Count, c.messages.Text(each.First))
		} else {
			line = c.messages.Sprintf("%s, %d times", line, each.Count)
		}
		lines = append(lines, line)
	}
	return lines
}
