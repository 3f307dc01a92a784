package schedule

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Source is a source of the configuration.
type Source struct {
	// Name is the name of the source; an import under the same name is its new state.
	Name string
	// Kind is the command of import that reads it, such as directory; Options are the flags of that command.
	Kind    string
	Options map[string][]string
	// Folder holds files, each of which is read once; empty where Options name what is read.
	Folder string
	// When is when it is read; a folder is looked at all the time besides.
	When Schedule
	// MaxRemovals is how many people and facts a run may remove by itself; below 0 it is what an import removes by itself of
	// people, and [FactsRemoved] of other facts.
	MaxRemovals int
	// Timeout is how long a run may take.
	Timeout time.Duration
}

const (
	// FactsRemoved is how many facts that are no people a run removes by itself where the source does not say.
	FactsRemoved = 100
	// DefaultTimeout is how long a run may take where the source does not say.
	DefaultTimeout = time.Hour
	// shortest is the shortest time between two runs.
	shortest = 10 * time.Second
)

// Schedule says when something is due; the zero value never is, but for the first time.
type Schedule struct {
	Text  string
	times cron.Schedule
}

// Parse reads a schedule as cron has it: minute, hour, day of the month, month and day of the week, CRON_TZ=ZONE before them, or
// @hourly, @daily, @weekly, @monthly, @every DURATION.
func Parse(text string) (Schedule, error) {
	text = strings.TrimSpace(text)
	times, err := cron.ParseStandard(text)
	if err != nil {
		return Schedule{}, fmt.Errorf("%q is no schedule, such as \"@every 15m\", \"0 2 * * *\" or \"CRON_TZ=Europe/Paris 0 2 * * 1-5\": %w", text, err)
	}
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	switch next := times.Next(begin); {
	case next.IsZero():
		return Schedule{}, fmt.Errorf("the schedule %q is never due", text)
	case times.Next(next).Sub(next) < shortest && !times.Next(next).IsZero():
		return Schedule{}, errors.New("a source is read every 10 seconds at most")
	}
	return Schedule{text, times}, nil
}

// Next returns when the run after one that began is due; the zero time where there is none.
func (s Schedule) Next(last time.Time) time.Time {
	if s.times == nil {
		return time.Time{}
	}
	return s.times.Next(last)
}

// IsDue reports whether a run is due: the first one at once, and one for all that were missed.
func (s Schedule) IsDue(last, now time.Time) bool {
	if last.IsZero() {
		return true
	}
	next := s.Next(last)
	return !next.IsZero() && !next.After(now)
}
