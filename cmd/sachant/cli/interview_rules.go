package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/due"
)

// DueRules are the flags of the periods of interviews.
type DueRules struct {
	period      int
	legacyUntil string
}

// Flags adds the flags of the periods.
func (d *DueRules) Flags(flags *pflag.FlagSet) {
	flags.IntVar(&d.period, "interview-period", 48, "the `months` between two career interviews, where an agreement shortens the 48 of the law")
	flags.StringVar(&d.legacyUntil, "interview-legacy-until", "", "the last `day` on which an agreement keeps the former rules (every two years, a sum every six), 2026-10-01 at the latest")
}

// Rules returns the periods that the flags say, or which of them is wrong.
func (d *DueRules) Rules() (due.Rules, error) {
	rules := due.Rules{Period: d.period}
	if d.period < 1 || d.period > 48 {
		return rules, errors.New("--interview-period wants 1 to 48 months")
	}
	if d.legacyUntil != "" {
		day, err := graph.ParseDate(d.legacyUntil)
		if err != nil {
			return rules, fmt.Errorf("--interview-legacy-until: %w", err)
		}
		rules.LegacyUntil = day
	}
	return rules, nil
}
