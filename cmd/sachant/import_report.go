package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/sachant/sachant/ingest"
)

// shownRejections is how many rejected entries are listed for people; --json has them all.
const shownRejections = 50

// report prints what an import did.
func (i *importOptions) report(report ingest.Report) error {
	if i.json {
		return i.print(report)
	}
	for n, rejection := range report.Rejected {
		if n == shownRejections {
			i.note("... and %d more; --json lists them all\n", len(report.Rejected)-n)
			break
		}
		i.note("rejected: %s: %s\n", rejection.Where, rejection.Cause)
	}
	for _, warning := range report.Warnings {
		i.note("warning: %s\n", warning)
	}
	verbs := []string{"added", "changed", "removed"}
	if i.dryRun {
		verbs = []string{"would be added", "would be changed", "would be removed"}
	}
	i.say("read     %s\n", counts(report.Read))
	for n, by := range []map[string]int{report.Added, report.Changed, report.Removed} {
		i.say("%-8s %s\n", verbs[n], counts(by))
	}
	i.say("dropped  %s\nrejected %d\n", counts(report.Dropped), len(report.Rejected))
	return nil
}

// counts is "353 person, 12 unit", or "nothing".
func counts(by map[string]int) string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(by)) {
		if by[kind] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", by[kind], kind))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// progress shows how far an import is: a bar with rate and time left on a terminal, a plain
// line every few seconds elsewhere.
type progress struct {
	out  io.Writer
	bar  *progressbar.ProgressBar
	last time.Duration
}

// plainEvery is how often a plain line is written.
const plainEvery = 5 * time.Second

func newProgress(o *options) *progress {
	show := &progress{out: o.Stderr}
	if file, ok := o.Stderr.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		show.bar = progressbar.NewOptions64(-1,
			progressbar.OptionSetWriter(o.Stderr),
			progressbar.OptionShowBytes(false),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		)
	}
	return show
}

func (p *progress) at(now ingest.Progress) {
	if p.bar != nil {
		if now.Total > 0 && p.bar.GetMax64() != now.Total {
			p.bar.ChangeMax64(now.Total)
		}
		p.bar.Describe(fmt.Sprintf("%d facts, %s", now.Facts, rate(now)))
		_ = p.bar.Set64(now.Done)
		return
	}
	if now.Elapsed-p.last >= plainEvery {
		p.last = now.Elapsed
		fmt.Fprintln(p.out, plainProgress(now))
	}
}

func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

func rate(now ingest.Progress) string {
	if now.Elapsed <= 0 {
		return "starting"
	}
	return fmt.Sprintf("%.0f/s", float64(now.Facts)/now.Elapsed.Seconds())
}

func plainProgress(now ingest.Progress) string {
	line := fmt.Sprintf("%d facts, %s", now.Facts, rate(now))
	if now.Total > 0 && now.Done > now.Total/100 {
		left := time.Duration(float64(now.Elapsed) * float64(now.Total-now.Done) / float64(now.Done))
		line = fmt.Sprintf("%d %% read, %s, %s left", 100*now.Done/now.Total, line, left.Round(time.Second))
	}
	return line
}
