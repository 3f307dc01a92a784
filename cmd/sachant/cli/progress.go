package cli

import (
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/sachant/sachant/ingest"
)

// Progress shows how far an import is: a bar with the time left on a terminal, a plain line every few seconds
// elsewhere.
type Progress struct {
	*Options
	bar   *progressbar.ProgressBar
	last  time.Duration
	share float64 // of the source that was read; it never falls
}

// plainEvery is how often a plain line is written.
const plainEvery = 5 * time.Second

// barLength is what the bar counts up to.
const barLength = 1000

// NewProgress returns the progress of a command, shown on standard error.
func NewProgress(o *Options) *Progress {
	show := &Progress{Options: o}
	if file, ok := o.Stderr.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		show.bar = progressbar.NewOptions64(barLength,
			progressbar.OptionSetWriter(o.Stderr),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetElapsedTime(false),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		)
	}
	return show
}

// At shows how far the work is.
func (p *Progress) At(now ingest.Progress) {
	if now.Total > 0 {
		// A source is not done before the report is there.
		p.share = max(p.share, min(0.99, float64(now.Done)/float64(now.Total)))
	}
	p.show(p.line(now), now.Elapsed)
}

// Questions shows how many questions are done, of a number that is known.
func (p *Progress) Questions(done, total int, elapsed time.Duration) {
	p.share = max(p.share, float64(done)/float64(total))
	p.show(fmt.Sprintf("%d of %d questions", done, total), elapsed)
}

func (p *Progress) show(line string, elapsed time.Duration) {
	if p.bar != nil {
		p.bar.Describe(p.Text(line))
		_ = p.bar.Set64(int64(p.share * barLength))
		return
	}
	if elapsed-p.last >= plainEvery {
		p.last = elapsed
		p.Note("%s\n", p.Text(line))
	}
}

// End removes the line that shows it.
func (p *Progress) End() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// line says how far an import is in what its user knows: entries, rows or posts. The time left is told only
// once it can be known.
func (p *Progress) line(now ingest.Progress) string {
	const soonest, least = 10 * time.Second, 0.1
	switch percent := int(p.share * 100); {
	case now.Elapsed >= soonest && p.share >= least:
		left := time.Duration(float64(now.Elapsed) * (1 - p.share) / p.share)
		return fmt.Sprintf("%d %%, %d entries read, %s left", percent, now.Read, left.Round(time.Second))
	case now.Read == 0 && percent > 0:
		return fmt.Sprintf("%d %% read", percent)
	case percent > 0:
		return fmt.Sprintf("%d %%, %d entries read", percent, now.Read)
	}
	return fmt.Sprintf("%d entries read", now.Read)
}
