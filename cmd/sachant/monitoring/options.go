// Package monitoring configures how a server is watched: metrics and traces, the level and the form of the log, and a listener of its
// own for what watches it. None of it is on unless it is asked for, and then it costs the clock's reading of a stage.
package monitoring

import (
	"cmp"
	"errors"
	"fmt"
	"net"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/tracing"
	"github.com/sachant/sachant/cmd/sachant/cli"
)

// Options are the flags that say how a server is watched.
type Options struct {
	listen, endpoint, level, form string
}

// The forms of the log.
const (
	formJSON    = "json"
	formConsole = "console"
)

// Flags adds the flags to those of a command. The collector of traces is also named by the variable of OpenTelemetry's own.
func (m *Options) Flags(flags *pflag.FlagSet, getenv func(string) string) {
	flags.StringVar(&m.listen, "metrics-listen", "", "the `address` where /metrics, /healthz and /readyz are served to who watches, such as 127.0.0.1:9464; nobody signs in there, so let only the monitoring reach it; no metrics where not given")
	flags.StringVar(&m.endpoint, "otlp-endpoint", getenv("OTEL_EXPORTER_OTLP_ENDPOINT"), "the `address` of an OpenTelemetry collector to which traces are sent over OTLP/HTTP, such as http://127.0.0.1:4318; none are sent where not given")
	flags.StringVar(&m.level, "log-level", "info", "what is logged: `debug, info, warn or error`, and what is graver")
	flags.StringVar(&m.form, "log-format", formJSON, "how a line of the log looks: `json or console`")
}

// Check returns what is wrong with the values.
func (m *Options) Check() error {
	if _, err := m.zerologLevel(); err != nil {
		return err
	}
	if m.form != formJSON && m.form != formConsole {
		return errors.New("--log-format is json or console")
	}
	if m.listen != "" {
		if _, _, err := net.SplitHostPort(m.listen); err != nil {
			return fmt.Errorf("--metrics-listen: %w", err)
		}
	}
	return tracing.Check(m.endpoint)
}

func (m *Options) zerologLevel() (zerolog.Level, error) {
	switch cmp.Or(m.level, "info") {
	case "debug":
		return zerolog.DebugLevel, nil
	case "info":
		return zerolog.InfoLevel, nil
	case "warn":
		return zerolog.WarnLevel, nil
	case "error":
		return zerolog.ErrorLevel, nil
	}
	return zerolog.NoLevel, errors.New("--log-level is debug, info, warn or error")
}

// Logger returns the log of a server, on its standard error.
func (m *Options) Logger(o *cli.Options) (zerolog.Logger, error) {
	level, err := m.zerologLevel()
	if err != nil {
		return zerolog.Nop(), err
	}
	log := o.Logger()
	if m.form == formConsole {
		log = log.Output(zerolog.ConsoleWriter{Out: o.Stderr, NoColor: true, TimeFormat: "2006-01-02 15:04:05"})
	}
	return log.Level(level), nil
}
