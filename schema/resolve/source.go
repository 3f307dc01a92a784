package resolve

import (
	"context"
	"errors"
	"time"
)

// Sources are read by the server on a schedule. They hold no more of what was read than numbers and places.
type Sources interface {
	// All returns how they stand, in the order of the configuration.
	All(ctx context.Context) ([]Source, error)
	// Read, Confirm and Discard note what is asked for; it is done within seconds. Their error wraps graph.ErrNotFound where
	// there is no such source or no such run waits, and ErrSourceBusy while the source is read.
	Read(ctx context.Context, name string) error
	Confirm(ctx context.Context, name, digest string) error
	Discard(ctx context.Context, name, digest string) error
}

// ErrSourceBusy means that a source is being read, and can be asked nothing.
var ErrSourceBusy = errors.New("the source is being read")

// Source is how a source stands.
type Source struct {
	Name, Kind string
	// Schedule is empty where files are read as they come.
	Schedule string
	State    string
	NextRun  time.Time
	Runs     []SourceRun
	// Held is the run that waits, nil where none does.
	Held *HeldRun
}

// How a source stands.
const (
	SourceReading = "reading"
	SourceAsked   = "asked"
	SourceWaits   = "waits"
	SourceIdle    = "idle"
)

// SourceRun is a run of a source.
type SourceRun struct {
	Began, Ended                  time.Time
	By, File, Outcome             string
	Read, Added, Changed, Removed map[string]int
	Rejected                      int
	Causes                        []SourceCause
	Warnings                      []string
	Error                         string
}

// SourceCause is why entries were rejected.
type SourceCause struct {
	Text, First string
	Count       int
}

// HeldRun is a run that waits; Digest is of what it would remove.
type HeldRun struct {
	Digest, File string
	At           time.Time
	Removed      map[string]int
}
