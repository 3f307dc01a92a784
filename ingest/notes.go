package ingest

import (
	"cmp"
	"slices"
)

// notes are what goes into the report besides changes. The listener and the run make their own, and
// in the end they become one: so what the report says does not depend on which of them was ahead.
type notes struct {
	read, dropped map[string]int
	rejected      []rejection
	warnings      []string
	warned        map[string]bool
}

type rejection struct {
	Rejection
	order int // that of the statement, or of the last one before it
}

func newNotes() notes {
	return notes{read: map[string]int{}, dropped: map[string]int{}, warned: map[string]bool{}}
}

func (n *notes) drop(kind string, count int) {
	if count > 0 {
		n.dropped[kind] += count
	}
}

func (n *notes) reject(where Where, cause string, order int) {
	n.rejected = append(n.rejected, rejection{Rejection{where.String(), cause}, order})
}

// warn keeps a text once.
func (n *notes) warn(text string) {
	if !n.warned[text] {
		n.warned[text] = true
		n.warnings = append(n.warnings, text)
	}
}

// with adds what the run notes to what the listener did. Of what was rejected, a statement comes before
// what was not even understood after it.
func (n *notes) with(taking notes) {
	for kind, count := range taking.dropped {
		n.drop(kind, count)
	}
	for _, text := range taking.warnings {
		n.warn(text)
	}
	n.rejected = slices.Concat(taking.rejected, n.rejected)
	slices.SortStableFunc(n.rejected, func(a, b rejection) int { return cmp.Compare(a.order, b.order) })
}

func (n *notes) writeTo(report *Report) {
	report.Read, report.Dropped, report.Warnings = n.read, n.dropped, append(report.Warnings, n.warnings...)
	for _, rejected := range n.rejected {
		report.Rejected = append(report.Rejected, rejected.Rejection)
	}
}
