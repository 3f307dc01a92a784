package serving

import (
	"context"
	"errors"

	"github.com/sachant/sachant/cmd/sachant/sources"
	"github.com/sachant/sachant/ingest/schedule"
	"github.com/sachant/sachant/schema/resolve"
)

// administered are the sources of a runner, as administrators see them.
type administered struct{ runner *sources.Runner }

// Administered returns the sources of a runner, nil where there is none.
func Administered(runner *sources.Runner) resolve.Sources {
	if runner == nil {
		return nil
	}
	return administered{runner}
}

// All returns how the sources stand.
func (a administered) All(ctx context.Context) ([]resolve.Source, error) {
	statuses, err := a.runner.Statuses(ctx)
	all, reading := []resolve.Source{}, a.runner.Reading()
	for n, status := range statuses {
		one := resolve.Source{Name: status.Name, Kind: status.Kind, Schedule: a.runner.Sources[n].When.Text, State: stateOf(status, reading), NextRun: status.Next}
		for _, run := range status.Runs {
			one.Runs = append(one.Runs, shownRun(run))
		}
		if held := status.Held; held != nil {
			one.Held = &resolve.HeldRun{Digest: held.ID, File: held.File, At: held.At, Removed: held.Removed}
		}
		all = append(all, one)
	}
	return all, err
}

func stateOf(status sources.Status, reading string) string {
	switch {
	case status.Name == reading:
		return resolve.SourceReading
	case status.Asked != "":
		return resolve.SourceAsked
	case status.Held != nil:
		return resolve.SourceWaits
	}
	return resolve.SourceIdle
}

func shownRun(run schedule.Run) resolve.SourceRun {
	report := run.Report
	shown := resolve.SourceRun{
		Began: run.Began, Ended: run.Ended, By: run.By, File: run.File, Outcome: run.Outcome,
		Read: report.Read, Added: report.Added, Changed: report.Changed, Removed: report.Removed, Rejected: report.Rejected,
		Warnings: append([]string{}, report.Warnings...), Error: report.Error, Causes: []resolve.SourceCause{},
	}
	for _, cause := range report.Causes {
		shown.Causes = append(shown.Causes, resolve.SourceCause{Text: cause.Text, First: cause.First, Count: cause.Count})
	}
	return shown
}

func (a administered) Read(ctx context.Context, name string) error {
	return a.ask(ctx, name, schedule.Request{Do: schedule.AskRun})
}

func (a administered) Confirm(ctx context.Context, name, digest string) error {
	return a.ask(ctx, name, schedule.Request{Do: schedule.AskConfirm, Held: digest})
}

func (a administered) Discard(ctx context.Context, name, digest string) error {
	return a.ask(ctx, name, schedule.Request{Do: schedule.AskDiscard, Held: digest})
}

func (a administered) ask(ctx context.Context, name string, request schedule.Request) error {
	err := a.runner.Ask(ctx, name, request)
	if errors.Is(err, sources.ErrBusy) {
		return resolve.ErrSourceBusy
	}
	return err
}
