// Package monitoring configures how a server is watched: metrics, traces, and a listener of its own for who watches. None of it is
// on unless it is asked for; a search then reads the clock once more for each of its stages.
package monitoring

import (
	"fmt"
	"net"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/tracing"
)

// Options are the flags that say how a server is watched.
type Options struct {
	listen, endpoint string
}

// Flags adds the flags to those of a command. The collector of traces is also named by the variable of OpenTelemetry's own.
func (m *Options) Flags(flags *pflag.FlagSet, getenv func(string) string) {
	flags.StringVar(&m.listen, "metrics-listen", "", "the `address` where /metrics, /healthz and /readyz are served to who watches, such as 127.0.0.1:9464; nobody signs in there, so let only the monitoring reach it; no metrics where not given")
	flags.StringVar(&m.endpoint, "otlp-endpoint", getenv("OTEL_EXPORTER_OTLP_ENDPOINT"), "the `address` of an OpenTelemetry collector to which traces are sent over OTLP/HTTP, such as http://127.0.0.1:4318; none are sent where not given")
}

// Check returns what is wrong with the values.
func (m *Options) Check() error {
	if m.listen != "" {
		if _, _, err := net.SplitHostPort(m.listen); err != nil {
			return fmt.Errorf("--metrics-listen: %w", err)
		}
	}
	return tracing.Check(m.endpoint)
}
