// Package metrics counts what a server does, for Prometheus. Its labels are names that the program or the configuration knows: a
// pattern of an address, a stage, an operation, a source. No label holds what a request brings or who it concerns, so the number
// of series does not grow with the people, the skills or the requests.
//
// All methods of a nil [Metrics] do nothing, so that what counts needs not know whether somebody reads it.
package metrics

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics is a registry of its own, and what is counted in it. Its methods may be called by several goroutines.
type Metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	durations *prometheus.HistogramVec
	stages    *prometheus.HistogramVec
	store     *prometheus.HistogramVec
	failures  *prometheus.CounterVec
	runs      *prometheus.CounterVec
	lastRun   *prometheus.GaugeVec
	succeeded *prometheus.GaugeVec
	held      *prometheus.GaugeVec
	mails     *prometheus.CounterVec
	posts     *prometheus.CounterVec
	messages  *prometheus.CounterVec
}

// Build says which Sachant runs.
type Build struct{ Version, Commit, Go string }

// New returns metrics of a build.
func New(build Build) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	m.requests = m.counter("sachant_http_requests_total", "Requests answered, by the pattern of their address.", "route", "method", "status")
	m.durations = m.histogram("sachant_http_request_duration_seconds", "How long answers took.", durations(), "route")
	m.stages = m.histogram("sachant_search_stage_duration_seconds", "How long the stages of searches took.", quick(), "stage")
	m.store = m.histogram("sachant_store_operation_duration_seconds", "How long operations of the store took.", quick(), "operation")
	m.failures = m.counter("sachant_store_operation_failures_total", "Operations of the store that failed.", "operation")
	m.runs = m.counter("sachant_source_runs_total", "Runs of sources and imports, by how they ended.", "source", "outcome")
	m.lastRun = m.gauge("sachant_source_last_run_timestamp_seconds", "When a source was last read.", "source")
	m.succeeded = m.gauge("sachant_source_last_success_timestamp_seconds", "When a source was last read and applied.", "source")
	m.held = m.gauge("sachant_source_held", "1 where the last run of a source waits for somebody to confirm it.", "source")
	m.mails = m.counter("sachant_mails_total", "Mails handed to the SMTP server, by outcome.", "outcome")
	m.posts = m.counter("sachant_webhook_posts_total", "Posts to webhooks, by outcome.", "outcome")
	m.messages = m.counter("sachant_log_messages_total", "Lines of the log, by level.", "level")
	info := m.gauge("sachant_build_info", "Which Sachant this is; always 1.", "version", "commit", "goversion")
	info.WithLabelValues(build.Version, build.Commit, build.Go).Set(1)
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, outcome := range []Outcome{Done, Failed} { // so that a rate is known from the first one on
		m.mails.WithLabelValues(string(outcome))
		m.posts.WithLabelValues(string(outcome))
	}
	return m
}

// durations are the upper bounds of classes of answers, in seconds.
func durations() []float64 { return []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30} }

// quick are the upper bounds of classes of what takes a part of an answer.
func quick() []float64 {
	return []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .1, .5, 2.5, 10}
}

func (m *Metrics) counter(name, help string, labels ...string) *prometheus.CounterVec {
	made := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	m.registry.MustRegister(made)
	return made
}

func (m *Metrics) gauge(name, help string, labels ...string) *prometheus.GaugeVec {
	made := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
	m.registry.MustRegister(made)
	return made
}

func (m *Metrics) histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	made := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
	m.registry.MustRegister(made)
	return made
}

// Gatherer returns what is counted, for tests and other exporters.
func (m *Metrics) Gatherer() prometheus.Gatherer { return m.registry }

// Handler serves the metrics in the formats that Prometheus reads. At most four readers are answered at once.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second, EnableOpenMetrics: true})
}
