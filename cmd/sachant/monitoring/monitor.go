package monitoring

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/health"
	"github.com/sachant/sachant/api/metrics"
	"github.com/sachant/sachant/api/tracing"
)

// Monitor is what watches a server. All methods of a nil Monitor do nothing.
type Monitor struct {
	metrics *metrics.Metrics // nil where nobody reads them
	tracing *tracing.Tracing // nil where nobody collects traces
	now     func() time.Time
	reasons atomic.Pointer[func(context.Context) []health.Reason]
	ended   chan error // receives the end of the listener; nil where there is none
}

// Subject is a server that is watched.
type Subject interface {
	// Reasons says why it is not ready.
	Reasons(ctx context.Context) []health.Reason
	// State says how it stands.
	State(ctx context.Context) metrics.State
}

// Listen serves a handler at an address until the context ends, and calls ready once it does.
type Listen func(ctx context.Context, address string, handler http.Handler, ready func(address string)) error

// Start begins to watch. From then on the listener says that the server is loading, until [Monitor.Watch] is called.
func (m *Options) Start(ctx context.Context, build metrics.Build, now func() time.Time, log zerolog.Logger, listen Listen) (*Monitor, error) {
	made := &Monitor{now: now}
	loading := func(context.Context) []health.Reason { return []health.Reason{{Code: health.Loading}} }
	made.reasons.Store(&loading)
	var err error
	if made.tracing, err = tracing.Open(ctx, tracing.Config{Endpoint: m.endpoint, Version: build.Version, Log: log}); err != nil {
		return nil, err
	}
	if m.listen == "" {
		return made, nil
	}
	made.metrics, made.ended = metrics.New(build), make(chan error, 1)
	listening := make(chan string, 1)
	go func() {
		made.ended <- listen(ctx, m.listen, made.Handler(), func(address string) { listening <- address })
	}()
	select {
	case address := <-listening:
		log.Info().Str("address", address).Msg("metrics are served")
		return made, nil
	case err := <-made.ended:
		return nil, errors.Join(err, made.tracing.Close(ctx))
	}
}

// Handler serves /metrics, /healthz and /readyz.
func (m *Monitor) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.metrics.Handler())
	mux.Handle("GET /healthz", health.Alive())
	mux.Handle("GET /readyz", health.Ready(func(ctx context.Context) []health.Reason { return (*m.reasons.Load())(ctx) }))
	return mux
}

// Watch says which server is watched, once it is loaded.
func (m *Monitor) Watch(subject Subject) {
	if m == nil {
		return
	}
	reasons := subject.Reasons
	m.reasons.Store(&reasons)
	m.metrics.Watch(subject.State, m.now)
}

// Close sends the traces that wait, and waits for the listener, which ends with the context of [Options.Start].
func (m *Monitor) Close(ctx context.Context) error {
	if m == nil {
		return nil
	}
	err := m.tracing.Close(ctx)
	if m.ended != nil {
		err = errors.Join(err, <-m.ended)
	}
	return err
}

// Log returns a log whose lines are counted by level.
func (m *Monitor) Log(log zerolog.Logger) zerolog.Logger {
	if m == nil || m.metrics == nil {
		return log
	}
	return log.Hook(zerolog.HookFunc(func(_ *zerolog.Event, level zerolog.Level, _ string) { m.metrics.Message(level.String()) }))
}

// observes reports whether anybody reads what is measured.
func (m *Monitor) observes() bool { return m != nil && (m.metrics != nil || m.tracing != nil) }

// Counts returns the metrics; nil where nobody reads them.
func (m *Monitor) Counts() *metrics.Metrics {
	if m == nil {
		return nil
	}
	return m.metrics
}

// Traces returns what makes spans; nil where nobody collects them.
func (m *Monitor) Traces() *tracing.Tracing {
	if m == nil {
		return nil
	}
	return m.tracing
}
