package ingest

import "github.com/sachant/sachant/graph"

// Report says what an import read and did, counted by kind. As JSON it is
//
//	{"read":{},"added":{},"changed":{},"removed":{},"dropped":{},"rejected":[{"where","cause"}],"warnings":[]}
//
// Read and part of Dropped use the source's own words ("question", "comment"); the others are
// kinds of facts. Somebody who left counts once, as a removed person.
type Report struct {
	Read    map[string]int `json:"read"`
	Added   map[string]int `json:"added"`
	Changed map[string]int `json:"changed"`
	Removed map[string]int `json:"removed"`
	Dropped map[string]int `json:"dropped"`
	// Rejected holds what was not understood or could not be placed, in the source's order.
	Rejected []Rejection `json:"rejected"`
	Warnings []string    `json:"warnings"`
	// HeldBack: nobody was taken to have left, though the source tells who works here;
	// a warning says why.
	HeldBack bool `json:"-"`

	taken   int   // statements that were accepted, changed or not
	stopped bool  // the import ended before the source did, by no fault of the source
	commits int64 // that it made
	last    int64 // the revision of the last of them
}

// Unchanged is the report of an import that is known to change nothing.
func Unchanged(read, dropped map[string]int) Report {
	report := newReport()
	report.Read, report.Dropped, report.taken = read, dropped, 1
	return report
}

// Head is the head of the log after an import that found it at a revision before; alone reports whether
// nobody else committed meanwhile.
func (r Report) Head(before int64) (head int64, alone bool) {
	return before + r.commits, r.commits == 0 || r.last == before+r.commits
}

// Rejection is one entry, row or line that was left out, and why.
type Rejection struct {
	Where string `json:"where"`
	Cause string `json:"cause"`
}

// Exit is the process's exit status for an import: 0 where everything was applied, 3 where it
// was applied but for something rejected or held back, 1 where nothing was applied.
func (r Report) Exit() int {
	switch {
	case r.taken == 0:
		return 1
	case len(r.Rejected) > 0 || r.HeldBack || r.stopped:
		return 3
	}
	return 0
}

func (r *Report) committed(receipt graph.Receipt) {
	if receipt.Put+receipt.Deleted > 0 {
		r.commits, r.last = r.commits+1, receipt.Revision
	}
}

func newReport() Report {
	return Report{
		Read: map[string]int{}, Added: map[string]int{}, Changed: map[string]int{},
		Removed: map[string]int{}, Dropped: map[string]int{},
		Rejected: []Rejection{}, Warnings: []string{},
	}
}
