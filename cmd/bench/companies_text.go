package main

import (
	"fmt"
	"path/filepath"
	"strings"
)

// companiesText is the section about companies of several sizes.
func (b *bench) companiesText(results []result) string {
	parts := []string{
		"### Growth\n", growthTable(results).String(),
		fmt.Sprintf("![How it grows with the number of people; the dashed line is as the data](%s)\n", filepath.Base(b.plotPath())),
		"### Import\n", importTable(results).String(),
		"### Disk, in MB\n", diskTable(results).String(),
		"### Start and memory\n", startTable(results).String(),
		"### Find: p50 / p99 in milliseconds\n", findTable(results).String(),
		fmt.Sprintf("### A change while %d search, in milliseconds\n", manyClients),
		"Somebody declares a skill that nobody had, once a second; then another person searches for it.\n",
		writingTable(results).String(),
	}
	return strings.Join(parts, "\n") + "\n"
}

func importTable(results []result) *table {
	t := newTable("people", "import", "seconds", "processor, s", "peak, MB", "facts/s", "written", "written/s", "second time, s", "of the first", "written then")
	for _, each := range results {
		for i, one := range withTotal(each.First) {
			row := []string{thousands(each.People), one.Source, significant(one.Cost.Wall.Seconds()),
				significant(one.Cost.Processor.Seconds()), megabytes(one.Cost.Peak), missing, thousands(one.Written), missing, missing, missing, missing}
			if i == len(each.First) {
				row[5], row[7] = perSecond(each.Facts, one.Cost.Wall), perSecond(int64(one.Written), one.Cost.Wall)
			}
			if again := withTotal(each.Second); i < len(again) {
				row[8], row[9] = beside(again[i], one)
				row[10] = thousands(again[i].Written)
			}
			t.add(row...)
		}
	}
	return t
}

// beside is how long a later import took, in seconds and as a share of the first.
func beside(later, first imported) (took, share string) {
	return significant(later.Cost.Wall.Seconds()), fmt.Sprintf("%.0f %%", 100*later.Cost.Wall.Seconds()/first.Cost.Wall.Seconds())
}

// withTotal adds what all imports took together, where there are any.
func withTotal(imports []imported) []imported {
	if len(imports) == 0 {
		return nil
	}
	return append(imports[:len(imports):len(imports)], allIn(imports))
}

func diskTable(results []result) *table {
	t := newTable("people", "files imported", "store and log", "word index", "snapshot", "in all")
	for _, each := range results {
		if each.Disk != nil {
			d := *each.Disk
			t.add(thousands(each.People), megabytes(each.Files), megabytes(d.Store), megabytes(d.Index), megabytes(d.Snapshot), megabytes(d.total()))
		}
	}
	return t
}

func startTable(results []result) *table {
	t := newTable("people", "start to first answer, s", "memory then, MB", "after many searches, MB", "resident, MB")
	for _, each := range results {
		if each.Start > 0 {
			held := each.serving()
			t.add(thousands(each.People), significant(each.Start.Seconds()), megabytes(each.Idle.Proportional),
				megabytes(held.Proportional), megabytes(held.Resident))
		}
	}
	return t
}

func findTable(results []result) *table {
	t := newTable("people", "as", "clients", "rare", "mid", "common", "all", "answers/s", "processor for one, ms")
	for _, each := range results {
		for _, one := range each.Find {
			t.add(append([]string{thousands(each.People), one.Viewer, fmt.Sprint(one.Clients)}, one.cells()...)...)
		}
	}
	return t
}

// cells are the latencies of each band and of all, the answers in a second and what one costs.
func (m measured) cells() []string {
	var cells []string
	for _, band := range append(bands(), everything) {
		cells = append(cells, latencies(m.Bands[band]))
	}
	processor := missing
	if m.Processor > 0 {
		processor = milliseconds(m.Processor)
	}
	return append(cells, significant(m.PerSecond)+m.refusals(), processor)
}

// refusals says how often the server had no time for an answer, where it ever had none.
func (m measured) refusals() string {
	if m.Refused == 0 {
		return ""
	}
	return fmt.Sprintf(" and %s refused in all", thousands(m.Refused))
}

func writingTable(results []result) *table {
	t := newTable("people", "changes", "acknowledged: p50", "at most", "seen by another: p50", "at most", "seen by their first search", "searches meanwhile: p50 / p99", "without changes")
	for _, each := range results {
		if w := each.Writing; w != nil {
			t.add(thousands(each.People), fmt.Sprint(w.Write.Count), milliseconds(w.Write.P50), milliseconds(w.Write.Max),
				milliseconds(w.Seen.P50), milliseconds(w.Seen.Max), fmt.Sprintf("%d of %d", w.SeenAtOnce, w.Seen.Count),
				latencies(w.Readers.Bands[everything]), latencies(each.foundOrNothing(viewerEmployee, manyClients).Bands[everything]))
		}
	}
	return t
}
