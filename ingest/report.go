package ingest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sachant/sachant/graph"
)

// Report says what an import read and did, counted by kind. As JSON it is
//
//	{"source":"","read":{},"added":{},"changed":{},"removed":{},"dropped":{},"heldBack":{},"rejected":[{"where","cause"}],"warnings":[]}
//
// Read and part of Dropped use the source's own words ("question", "comment"); the others are
// kinds of facts. A person who left counts once, as a removed person.
type Report struct {
	// Source names the source; what is imported under another name is another source.
	Source  string         `json:"source"`
	Read    map[string]int `json:"read"`
	Added   map[string]int `json:"added"`
	Changed map[string]int `json:"changed"`
	Removed map[string]int `json:"removed"`
	Dropped map[string]int `json:"dropped"`
	// Held counts what was left for a later import, since what it depends on could not be read.
	Held map[string]int `json:"heldBack"`
	// Rejected holds what was not understood or could not be resolved, in the source's order.
	Rejected []Rejection `json:"rejected"`
	Warnings []string    `json:"warnings"`
	// HeldBack: nobody was marked as absent, though the source lists who works here; a warning says why.
	HeldBack bool `json:"-"`
	// Limited: what was held back is more than an import does by itself, and is done where removals are confirmed.
	Limited bool `json:"-"`

	accepted     int  // statements that were accepted, changed or not
	isDifference bool // the source told what changed since an earlier run, which may be nothing
	stopped      bool // the import ended before the source did, by no fault of the source
}

// Rejection is one entry, row or line that was left out, and why.
type Rejection struct {
	Where string `json:"where"`
	Cause string `json:"cause"`
	// Place is Where, for programs.
	Place Where `json:"-"`
}

// Exit returns the exit status of an import: 0 where everything was applied, 3 where something was
// rejected or held back, 1 where nothing was applied.
func (r Report) Exit() int {
	switch {
	case r.accepted == 0 && (!r.isDifference || r.HeldBack || len(r.Rejected) > 0):
		return 1
	case len(r.Rejected) > 0 || len(r.Held) > 0 || r.HeldBack || r.stopped:
		return 3
	}
	return 0
}

// Touched reports whether facts of some kinds were added, changed or removed.
func (r Report) Touched(kinds ...graph.Kind) bool {
	return slices.ContainsFunc(kinds, func(kind graph.Kind) bool {
		return r.Added[string(kind)]+r.Changed[string(kind)]+r.Removed[string(kind)] > 0
	})
}

// changes returns how many changes were made so far.
func (r Report) changes() (all int) {
	for _, counts := range []map[string]int{r.Added, r.Changed, r.Removed} {
		for _, n := range counts {
			all += n
		}
	}
	return all
}

func newReport(source string) Report {
	return Report{
		Source: source, Read: map[string]int{}, Added: map[string]int{}, Changed: map[string]int{},
		Removed: map[string]int{}, Dropped: map[string]int{}, Held: map[string]int{},
		Rejected: []Rejection{}, Warnings: []string{},
	}
}

// Progress says how far an import is.
type Progress struct {
	// Done and Total are in the reader's own unit, bytes or entries; Total is 0 where unknown.
	Done, Total int64
	// Read counts the entries, rows or posts that were read, by the source's own words.
	Read int64
	// Facts is how many were compared with the store so far.
	Facts   int64
	Elapsed time.Duration
}

// progressReporter reports how far an import is. The reader and the run each know a part of it, and may call it
// at the same time.
type progressReporter struct {
	now func() time.Time
	to  func(Progress)

	mutex               sync.Mutex
	started, lastReport time.Time
	progress            Progress
}

func newProgressReporter(im Import) *progressReporter {
	p := &progressReporter{now: im.Now, to: im.Progress}
	if p.now != nil {
		p.started = p.now()
	}
	return p
}

// read notes how far the reader is, and reports it a few times a second.
func (p *progressReporter) read(entries, done, total int64) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.progress.Read, p.progress.Done, p.progress.Total = entries, done, total
	if p.now == nil {
		return
	}
	if now := p.now(); now.Sub(p.lastReport) >= 250*time.Millisecond {
		p.report(now)
	}
}

// compared reports that more facts were compared with the store.
func (p *progressReporter) compared(facts int) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.progress.Facts += int64(facts)
	now := time.Time{}
	if p.now != nil {
		now = p.now()
	}
	p.report(now)
}

func (p *progressReporter) report(now time.Time) {
	if p.to == nil {
		return
	}
	p.lastReport = now
	if !now.IsZero() {
		p.progress.Elapsed = now.Sub(p.started)
	}
	p.to(p.progress)
}

// Unknown are the people and values that rejected entries name and nobody knows, each once.
type Unknown struct {
	People []Counted `json:"people"`
	Values []Counted `json:"values"`
}

// Counted is something that several entries name.
type Counted struct {
	Value string `json:"value"`
	// Column is where values stand.
	Column string `json:"column,omitempty"`
	Count  int    `json:"count"`
	// First is where the first one stands.
	First string `json:"first,omitempty"`
}

// Unknown sums up the rejected entries that name somebody or something unknown.
func (r Report) Unknown() Unknown {
	people, values := counter{}, counter{}
	for _, rejected := range r.Rejected {
		if number, ok := strings.CutPrefix(rejected.Cause, nobodyHasNumber); ok {
			people.add(Counted{Value: number}, rejected.Where)
		} else if address, ok := strings.CutPrefix(rejected.Cause, nobodyHasAddress); ok {
			people.add(Counted{Value: address}, rejected.Where)
		} else if quoted, err := strconv.QuotedPrefix(rejected.Cause); err == nil && rejected.Place.Column != "" {
			value, _ := strconv.Unquote(quoted)
			values.add(Counted{Value: value, Column: rejected.Place.Column}, rejected.Where)
		}
	}
	return Unknown{People: people.sorted(), Values: values.sorted()}
}

// WithoutReference returns the cause of a rejection without the number or the address of a person that it ends with.
func WithoutReference(cause string) string {
	for _, prefix := range []string{nobodyHasNumber, nobodyHasAddress} {
		if strings.HasPrefix(cause, prefix) {
			return prefix + "…"
		}
	}
	return cause
}

// counter counts by value and column.
type counter map[[2]string]*Counted

func (c counter) add(one Counted, where string) {
	key := [2]string{one.Value, one.Column}
	if c[key] == nil {
		one.First = where
		c[key] = &one
	}
	c[key].Count++
}

// sorted returns what was counted, most first.
func (c counter) sorted() []Counted {
	all := make([]Counted, 0, len(c))
	for _, each := range c {
		all = append(all, *each)
	}
	slices.SortFunc(all, func(a, b Counted) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Column, b.Column))
	})
	return all
}
