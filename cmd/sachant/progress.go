package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/sachant/sachant/ingest"
)

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
