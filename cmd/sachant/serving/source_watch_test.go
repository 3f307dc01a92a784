package serving

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/sachant/sachant/api/metrics"
	"github.com/sachant/sachant/ingest/schedule"
)

// Runs are counted once, and those from before the server began not at all; a run that waits is told until it does no more.
func TestSourcesAreWatched(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 6, 0, 0, 0, time.UTC) }
	counts := metrics.New(metrics.Build{})
	watch := newSourceWatch(counts)
	runs := []schedule.Run{{Ended: day(2), Outcome: schedule.Done}, {Ended: day(1), Outcome: schedule.Failed}}
	watch.see("annuaire", schedule.State{Runs: runs})
	if count, err := testutil.GatherAndCount(counts.Gatherer(), "sachant_source_runs_total"); err != nil || count != 0 {
		t.Errorf("%d series of runs from before, %v", count, err)
	}
	if count, err := testutil.GatherAndCount(counts.Gatherer(), "sachant_source_last_success_timestamp_seconds"); err != nil || count != 1 {
		t.Errorf("%d last successes, %v", count, err)
	}
	runs = append([]schedule.Run{{Ended: day(3), Outcome: schedule.Waits}}, runs...)
	for range 3 {
		watch.see("annuaire", schedule.State{Runs: runs, Held: &schedule.Held{}})
		watch.see("forum", schedule.State{})
	}
	if watch.waiting.Load() != 1 {
		t.Errorf("%d sources wait", watch.waiting.Load())
	}
	if count, err := testutil.GatherAndCount(counts.Gatherer(), "sachant_source_runs_total"); err != nil || count != 1 {
		t.Errorf("%d series of runs, %v", count, err)
	}
	watch.see("annuaire", schedule.State{Runs: runs})
	if watch.waiting.Load() != 0 {
		t.Error("a run that was confirmed waits")
	}
}
