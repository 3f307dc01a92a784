package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/cmd/sachant/cli"
)

// The level says what is logged, the form how it looks; what is neither is refused.
func TestLogHasALevelAndAForm(t *testing.T) {
	for flags, want := range map[string]struct {
		wrong, holds, lacks string
	}{
		"":                     {"", `"level":"info"`, "debug"},
		"--log-level=debug":    {"", `"level":"debug"`, "\x1b"},
		"--log-level=error":    {"", `"level":"error"`, "info"},
		"--log-format=console": {"", "INF a line key=value", "{"},
		"--log-level=loud":     {"--log-level is debug, info, warn or error", "", ""},
		"--log-format=xml":     {"--log-format is json or console", "", ""},
	} {
		var log bytes.Buffer
		o := &cli.Options{Environment: cli.Environment{Stderr: &log}}
		set := pflag.NewFlagSet("serve", pflag.ContinueOnError)
		o.Log.Flags(set)
		if err := set.Parse(strings.Fields(flags)); err != nil {
			t.Fatal(err)
		}
		if err := o.Log.Check(); want.wrong != "" {
			if err == nil || err.Error() != want.wrong {
				t.Errorf("%s: %v", flags, err)
			}
			continue
		} else if err != nil {
			t.Errorf("%s: %v", flags, err)
		}
		logger := o.Logger()
		logger.Debug().Msg("a line")
		logger.Info().Str("key", "value").Msg("a line")
		logger.Error().Msg("a line")
		if text := log.String(); !strings.Contains(text, want.holds) || strings.Contains(text, want.lacks) {
			t.Errorf("%s: the log says %s", flags, text)
		}
	}
}
