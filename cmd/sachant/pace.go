package main

import (
	"math"
	"time"

	"github.com/sachant/sachant/ingest"
)

// pace is how fast facts went into a server, everything included, and whose time it took.
type pace struct {
	Facts   int64   `json:"facts"` // compared with what was there
	Seconds float64 `json:"seconds"`
	Rate    float64 `json:"factsPerSecond"`
	// Server is the share of the time during which something waited for the server, 0 to 1.
	Server float64 `json:"serverShare"`
}

// server is a store that tells how long it was waited for.
type server interface{ Waited() time.Duration }

// paceSince begins to measure; the returned function ends it. It tells nothing of a store that
// is a file.
func (o *options) paceSince(store any) func(facts int64) *pace {
	at, isServer := store.(server)
	if !isServer {
		return func(int64) *pace { return nil }
	}
	began, waited := o.Now(), at.Waited()
	return func(facts int64) *pace {
		seconds := max(o.Now().Sub(began).Seconds(), 0.001)
		return &pace{
			Facts: facts, Seconds: rounded(seconds), Rate: math.Round(float64(facts) / seconds),
			Server: rounded(min(1, (at.Waited()-waited).Seconds()/seconds)),
		}
	}
}

func rounded(number float64) float64 { return math.Round(number*1000) / 1000 }

func (o *options) sayPace(took *pace) {
	if took != nil {
		o.say("took     %.1f s, %.0f facts/s, waiting for the server %.0f %% of the time\n", took.Seconds, took.Rate, 100*took.Server)
	}
}

// paced is a report with its pace, and whether nothing was compared since nothing can have changed.
type paced struct {
	ingest.Report
	Skipped bool  `json:"skipped,omitempty"`
	Pace    *pace `json:"pace,omitempty"`
}
