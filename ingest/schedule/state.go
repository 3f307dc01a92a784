package schedule

import (
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// State is what is kept of a source between its runs.
type State struct {
	// LastRun is when the last run by schedule began.
	LastRun time.Time `json:"lastRun,omitzero"`
	// Files were read; Runs are the last runs, latest first.
	Files []File `json:"files,omitempty"`
	Runs  []Run  `json:"runs,omitempty"`
	// Held is the run that waits for somebody, nil where none does.
	Held *Held `json:"held,omitempty"`
	// Asked is what somebody asked for and is not done yet, nil where there is nothing.
	Asked *Request `json:"asked,omitempty"`
}

// Why a run began.
const (
	BySchedule = "schedule"
	ByFile     = "file"
	ByRequest  = "request"
)

// How a run ended.
const (
	Done        = "done"
	Partly      = "partly" // something was rejected or held back
	Failed      = "failed" // nothing was applied
	Waits       = "waits"  // for somebody to confirm what it would remove
	Interrupted = "interrupted"
	TimedOut    = "timedOut"
)

// Run is a run of a source.
type Run struct {
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended"`
	// By is why it began; File is the name of the file that was read, empty where it was no folder.
	By      string  `json:"by"`
	File    string  `json:"file,omitempty"`
	Outcome string  `json:"outcome"`
	Report  Summary `json:"report"`
}

// What somebody may ask for.
const (
	AskRun     = "run"
	AskConfirm = "confirm"
	AskDiscard = "discard"
)

// Request is what somebody asked for: to run a source, or to confirm or discard the run that waits, by its id.
type Request struct {
	Do   string `json:"do"`
	Held string `json:"held,omitempty"`
}

// Held is a run that waits, since it would remove too many.
type Held struct {
	// ID is a digest of what it would remove: who confirms it confirms that, and nothing else.
	ID   string    `json:"id"`
	At   time.Time `json:"at"`
	File string    `json:"file,omitempty"`
	// Read is that file as it was read.
	Read File `json:"read,omitzero"`
	// Removed counts what would be removed by kind; People are the first ones that would leave or be described differently.
	Removed map[string]int `json:"removed"`
	People  []graph.Key    `json:"people,omitempty"`
}

// mostRuns is how many runs are kept of a source.
const mostRuns = 50

// Ended returns the state after a run.
func (s State) Ended(run Run) State {
	s.Runs = slices.Insert(slices.Clone(s.Runs), 0, run)
	s.Runs = s.Runs[:min(len(s.Runs), mostRuns)]
	return s
}

// Next returns when the source is read next; at once where it never was.
func (s State) Next(when Schedule, now time.Time) time.Time {
	if s.LastRun.IsZero() {
		return now
	}
	return when.Next(s.LastRun)
}
