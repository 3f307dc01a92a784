package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// State is how a server stands while its metrics are read.
type State struct {
	// Head is the revision of the last commit in the store; Replica and Index are the revisions that people are shown.
	Head, Replica, Index int64
	// Followed is when the head of the log was last reached.
	Followed time.Time
	// Sessions is how many people are signed in; negative where that is not known here.
	Sessions int
	// StoreErr is why the store did not answer.
	StoreErr error
}

// statePatience is how long a reader of the metrics waits for the store.
const statePatience = 2 * time.Second

// Watch adds how a server stands to the metrics. It is asked each time that they are read, and has two seconds to answer.
func (m *Metrics) Watch(state func(context.Context) State, now func() time.Time) {
	if m != nil {
		m.registry.MustRegister(&stateCollector{state: state, now: now, gauges: stateGauges()})
	}
}

// stateCollector makes gauges of a [State].
type stateCollector struct {
	state  func(context.Context) State
	now    func() time.Time
	gauges []stateGauge
}

// stateGauge is a gauge and its value; ok reports whether it is known.
type stateGauge struct {
	description *prometheus.Desc
	value       func(s State, now time.Time) (value float64, ok bool)
}

func stateGauges() []stateGauge {
	gauge := func(name, help string, value func(State, time.Time) (float64, bool)) stateGauge {
		return stateGauge{prometheus.NewDesc(name, help, nil, nil), value}
	}
	behind := func(head, revision int64) float64 { return float64(max(0, head-revision)) }
	return []stateGauge{
		gauge("sachant_store_up", "1 where the store answers.", func(s State, _ time.Time) (float64, bool) {
			if s.StoreErr != nil {
				return 0, true
			}
			return 1, true
		}),
		gauge("sachant_store_revision", "The revision of the last commit in the store.", func(s State, _ time.Time) (float64, bool) {
			return float64(s.Head), s.StoreErr == nil
		}),
		gauge("sachant_replica_lag_commits", "Commits that the copy in memory does not show yet.", func(s State, _ time.Time) (float64, bool) {
			return behind(s.Head, s.Replica), s.StoreErr == nil
		}),
		gauge("sachant_index_lag_commits", "Commits that searches do not find yet.", func(s State, _ time.Time) (float64, bool) {
			return behind(max(s.Head, s.Replica), s.Index), true
		}),
		gauge("sachant_replica_lag_seconds", "How long ago the head of the log was last reached.", func(s State, now time.Time) (float64, bool) {
			return max(0, now.Sub(s.Followed).Seconds()), !s.Followed.IsZero()
		}),
		gauge("sachant_sessions", "People who are signed in.", func(s State, _ time.Time) (float64, bool) {
			return float64(s.Sessions), s.Sessions >= 0
		}),
	}
}

// Describe is for [prometheus.Collector].
func (c *stateCollector) Describe(descriptions chan<- *prometheus.Desc) {
	for _, gauge := range c.gauges {
		descriptions <- gauge.description
	}
}

// Collect is for [prometheus.Collector].
func (c *stateCollector) Collect(collected chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), statePatience)
	defer cancel()
	state := c.state(ctx)
	for _, gauge := range c.gauges {
		if value, ok := gauge.value(state, c.now()); ok {
			collected <- prometheus.MustNewConstMetric(gauge.description, prometheus.GaugeValue, value)
		}
	}
}
