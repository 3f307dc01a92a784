package metrics

import (
	"strconv"
	"time"
)

// Outcome is how something ended.
type Outcome string

const (
	// Done: it was made.
	Done Outcome = "done"
	// Failed: nothing, or a part of it, was made.
	Failed Outcome = "failed"
	// Held: it waits for somebody to confirm it.
	Held Outcome = "held"
	// Cancelled: somebody gave it up, or the server ended.
	Cancelled Outcome = "cancelled"
)

// outcomeOf returns that of an error.
func outcomeOf(err error) Outcome {
	if err != nil {
		return Failed
	}
	return Done
}

// Request counts an answer. The route and the method are names that the program knows ([request.RouteOf] returns them).
func (m *Metrics) Request(route, method string, status int, took time.Duration) {
	if m == nil {
		return
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.durations.WithLabelValues(route).Observe(took.Seconds())
}

// Stage counts how long a stage of a search took.
func (m *Metrics) Stage(stage string, took time.Duration) {
	if m != nil {
		m.stages.WithLabelValues(stage).Observe(took.Seconds())
	}
}

// StoreOperation counts how long an operation of the store took, and whether it failed.
func (m *Metrics) StoreOperation(operation string, took time.Duration, err error) {
	if m == nil {
		return
	}
	m.store.WithLabelValues(operation).Observe(took.Seconds())
	if err != nil {
		m.failures.WithLabelValues(operation).Inc()
	}
}

// SourceRan counts a run of a source of the configuration, or of a kind of import; at is when it ended.
func (m *Metrics) SourceRan(source string, outcome Outcome, at time.Time) {
	if m == nil {
		return
	}
	m.runs.WithLabelValues(source, string(outcome)).Inc()
	m.SourceStands(source, outcome, at, outcome == Held)
}

// SourceStands says how the last run of a source ended, and when, and whether a run waits for somebody, without counting it.
func (m *Metrics) SourceStands(source string, outcome Outcome, at time.Time, held bool) {
	if m == nil {
		return
	}
	if !at.IsZero() {
		m.lastRun.WithLabelValues(source).Set(float64(at.Unix()))
	}
	if outcome == Done {
		m.succeeded.WithLabelValues(source).Set(float64(at.Unix()))
	}
	waits := 0.0
	if held {
		waits = 1
	}
	m.held.WithLabelValues(source).Set(waits)
}

// ImportRan counts an import of a kind of table that somebody made on a page.
func (m *Metrics) ImportRan(kind string, err error, at time.Time) {
	m.SourceRan("import "+kind, outcomeOf(err), at)
}

// Mail counts a mail.
func (m *Metrics) Mail(err error) {
	if m != nil {
		m.mails.WithLabelValues(string(outcomeOf(err))).Inc()
	}
}

// Post counts a post to a webhook.
func (m *Metrics) Post(err error) {
	if m != nil {
		m.posts.WithLabelValues(string(outcomeOf(err))).Inc()
	}
}

// Message counts a line of the log.
func (m *Metrics) Message(level string) {
	if m != nil {
		m.messages.WithLabelValues(level).Inc()
	}
}
