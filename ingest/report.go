package ingest

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

	accepted int  // statements that were accepted, changed or not
	stopped  bool // the import ended before the source did, by no fault of the source
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
	case r.accepted == 0:
		return 1
	case len(r.Rejected) > 0 || r.HeldBack || r.stopped:
		return 3
	}
	return 0
}

func newReport() Report {
	return Report{
		Read: map[string]int{}, Added: map[string]int{}, Changed: map[string]int{},
		Removed: map[string]int{}, Dropped: map[string]int{},
		Rejected: []Rejection{}, Warnings: []string{},
	}
}
