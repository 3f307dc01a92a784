package cli

import (
	"cmp"
	"errors"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"
)

// The forms of a log.
const (
	logJSON    = "json"
	logConsole = "console"
)

// LogOptions say what is logged, and how a line looks; the zero value is all but what is for debugging, as JSON.
type LogOptions struct{ level, form string }

// Flags adds the flags to those of a command.
func (l *LogOptions) Flags(flags *pflag.FlagSet) {
	flags.StringVar(&l.level, "log-level", "info", "what is logged: `debug, info, warn or error`, and what is graver")
	flags.StringVar(&l.form, "log-format", logJSON, "how a line of the log looks: `json or console`")
}

// Check returns what is wrong with the values.
func (l *LogOptions) Check() error {
	if _, known := l.zerologLevel(); !known {
		return errors.New("--log-level is debug, info, warn or error")
	}
	if form := cmp.Or(l.form, logJSON); form != logJSON && form != logConsole {
		return errors.New("--log-format is json or console")
	}
	return nil
}

func (l *LogOptions) zerologLevel() (level zerolog.Level, known bool) {
	level, known = map[string]zerolog.Level{
		"": zerolog.InfoLevel, "debug": zerolog.DebugLevel, "info": zerolog.InfoLevel, "warn": zerolog.WarnLevel, "error": zerolog.ErrorLevel,
	}[l.level]
	return level, known
}

// Logger returns the log of the process, on standard error.
func (o *Options) Logger() zerolog.Logger {
	log := zerolog.New(o.Stderr)
	if o.Log.form == logConsole {
		log = zerolog.New(zerolog.ConsoleWriter{Out: o.Stderr, NoColor: true, TimeFormat: "2006-01-02 15:04:05"})
	}
	level, _ := o.Log.zerologLevel()
	return log.Level(level).With().Timestamp().Logger()
}
