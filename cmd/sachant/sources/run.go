package sources

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/control"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/schedule"
)

// do does a task, with the lease of the source.
func (r *Runner) do(ctx context.Context, source schedule.Source, state schedule.State, work task) error {
	if work.request != nil {
		state.Asked = nil
		if work.request.Do == schedule.AskDiscard {
			return r.discard(ctx, source, state)
		}
	}
	done, err := r.Turn(ctx)
	if err != nil {
		return err
	}
	defer done()
	r.setReading(source.Name)
	defer r.setReading("")
	confirmed := ""
	if work.request != nil && work.request.Do == schedule.AskConfirm {
		confirmed = work.request.Held
	}
	switch {
	case source.Folder == "":
		return r.readNamed(ctx, source, state, work.by, confirmed)
	case confirmed != "" && state.Held != nil && state.Held.File != "":
		if work.files = entriesNamed(source, state.Held.File); len(work.files) == 0 {
			state.Held = nil // the file is gone, and nothing waits any more
			return r.keep(ctx, source.Name, state)
		}
	case work.request != nil:
		return r.keep(ctx, source.Name, state.ForgetFailed()) // the next pass reads them again; the others are read as they come
	}
	return r.readFiles(ctx, source, state, work, confirmed)
}

// discard gives up the run that waits. The file that it was of is not read again.
func (r *Runner) discard(ctx context.Context, source schedule.Source, state schedule.State) error {
	if held := state.Held; held != nil && held.File != "" {
		state = state.Remember(held.Read)
	}
	state.Held = nil
	return r.keep(ctx, source.Name, state)
}

// readNamed reads what the options of a source name.
func (r *Runner) readNamed(ctx context.Context, source schedule.Source, state schedule.State, by, confirmed string) error {
	run, held, err := r.read(ctx, source, by, schedule.Entry{}, confirmed)
	if run.Outcome != schedule.Interrupted {
		state.LastRun = run.Began
	}
	if err == nil { // a run that failed says nothing of what waits
		r.noteHeld(ctx, source, &state, held)
	}
	return errors.Join(err, r.keep(ctx, source.Name, state.Ended(run)))
}

// noteHeld notes the run that waits, or that none does any more, and tells of one that is new.
func (r *Runner) noteHeld(ctx context.Context, source schedule.Source, state *schedule.State, held *schedule.Held) {
	before := state.Held
	state.Held = held
	if held == nil {
		return
	}
	if before != nil && before.ID == held.ID {
		state.Held = before
		return
	}
	r.Log.Warn().Str("source", source.Name).Msg("a run would remove too many, and waits for an administrator")
	if r.Announce != nil {
		r.Announce(ctx, source, *held)
	}
}

// readFiles reads files of a folder, one after the other, until one has to wait.
func (r *Runner) readFiles(ctx context.Context, source schedule.Source, state schedule.State, work task, confirmed string) error {
	for _, file := range work.files {
		hash, err := hashOf(source, file.Name)
		if err != nil { // the other files do not wait for it
			now := r.Options.Now()
			run := schedule.Run{Began: now, Ended: now, By: work.by, File: file.Name, Outcome: schedule.Failed}
			run.Report = schedule.Summarize(ingest.Report{}, fmt.Errorf("read the file %s: %w", file.Name, err))
			state = state.Remember(schedule.File{Entry: file}).Ended(run)
			if err := r.keep(ctx, source.Name, state); err != nil {
				return err
			}
			continue
		}
		if state.Knows(hash) {
			if state = state.Remember(schedule.File{Entry: file, Hash: hash}); r.keep(ctx, source.Name, state) != nil {
				return errLeaseLost
			}
			continue
		}
		run, held, err := r.read(ctx, source, work.by, file, confirmed)
		if held != nil {
			held.Read = schedule.File{Entry: file, Hash: hash}
		}
		if err == nil {
			r.noteHeld(ctx, source, &state, held)
		}
		switch {
		case run.Outcome == schedule.Interrupted || isTransient(err):
			r.paused[source.Name] = r.Options.Now().Add(pause)
		case held == nil:
			state = state.Remember(schedule.File{Entry: file, Hash: hash})
			if run.Outcome != schedule.Done && run.Outcome != schedule.Partly {
				state.Files[len(state.Files)-1].Hash = "" // which failed
			}
		}
		if err := r.keep(ctx, source.Name, state.Ended(run)); err != nil {
			return err
		}
		if state = state.Ended(run); held != nil || isTransient(err) || ctx.Err() != nil {
			return nil
		}
	}
	return nil
}

// entriesNamed returns the file of a folder that has a name, as it is now.
func entriesNamed(source schedule.Source, name string) []schedule.Entry {
	return slices.DeleteFunc(look(source), func(entry schedule.Entry) bool { return entry.Name != name })
}

// isTransient reports whether an error is not the source's, so that the same is tried again.
func isTransient(err error) bool {
	return errors.Is(err, graph.ErrUnavailable) || errors.Is(err, graph.ErrUncertain) || errors.Is(err, graph.ErrConflict) || errors.Is(err, errLeaseLost) || errors.Is(err, errChanged)
}

// read looks at what a run would do, and does it unless it removes too much: then held is what waits. What is confirmed is done
// where it is still the same.
func (r *Runner) read(ctx context.Context, source schedule.Source, by string, file schedule.Entry, confirmed string) (run schedule.Run, held *schedule.Held, err error) {
	run = schedule.Run{Began: r.Options.Now(), By: by, File: file.Name}
	ctx, cancel := context.WithTimeoutCause(ctx, source.Timeout, errTimeout)
	defer cancel()
	found := r.attempt(ctx, source, file, attempt{dryRun: true})
	if found.err == nil && found.removals.Exceeds(source, found.report.Limited) {
		limited := found.report.Limited
		if limited { // what the import's own limits held back is in no plan yet
			found = r.attempt(ctx, source, file, attempt{dryRun: true, confirm: true})
		}
		if held = found.removals.Hold(run.Began, file.Name, limited); found.err == nil && held.ID == confirmed {
			held = nil
			found = r.attempt(ctx, source, file, attempt{confirm: true, seen: found.removals.Keys()})
		}
	} else if found.err == nil {
		found = r.attempt(ctx, source, file, attempt{seen: found.removals.Keys()})
	}
	if found.err != nil {
		held = nil
	}
	run.Ended, run.Report, run.Outcome = r.Options.Now(), schedule.Summarize(found.report, found.err), outcomeOf(ctx, found)
	if held != nil {
		run.Outcome = schedule.Waits
	}
	return run, held, found.err
}

var errTimeout = errors.New("the run took longer than the timeout of the source")

// errChanged is that a source removes other facts than it did when it was looked at, a moment before.
var errChanged = errors.New("the source changed while it was read; it is read again")

// attempt is one import of a source: a look at its plan, or the import of what a look has seen.
type attempt struct {
	dryRun, confirm bool
	seen            map[graph.Key]bool // the removals of the look
}

// allow returns what ends an import that would remove what was not seen.
func (a attempt) allow(line ingest.PlanLine) error {
	if line.Change == ingest.Removed && !a.seen[line.Key()] {
		return errChanged
	}
	return nil
}

// result is what an attempt found or did.
type result struct {
	report   ingest.Report
	removals schedule.Removals
	err      error
}

func outcomeOf(ctx context.Context, found result) string {
	switch cause := context.Cause(ctx); {
	case found.err != nil && errors.Is(cause, errTimeout):
		return schedule.TimedOut
	case found.err != nil && cause != nil:
		return schedule.Interrupted
	case found.err != nil || found.report.Exit() == 1:
		return schedule.Failed
	case found.report.Exit() != 0:
		return schedule.Partly
	}
	return schedule.Done
}

// attempt imports a source. An import that goes on after the context has ended, such as one that waits for a disk that is gone, is
// left alone: it commits nothing any more.
func (r *Runner) attempt(ctx context.Context, source schedule.Source, file schedule.Entry, how attempt) result {
	done := make(chan result, 1)
	go func() { done <- r.importNow(ctx, source, file, how) }()
	select {
	case found := <-done:
		return found
	case <-ctx.Done():
	}
	select {
	case found := <-done:
		return found
	case <-time.After(patience):
		return result{err: fmt.Errorf("the run did not end when it was told to: %w", context.Cause(ctx))}
	}
}

func (r *Runner) importNow(ctx context.Context, source schedule.Source, file schedule.Entry, how attempt) (out result) {
	defer func() {
		if cause := recover(); cause != nil {
			out.err = fmt.Errorf("the source could not be read, which is a fault of Sachant: %v", cause)
		}
	}()
	host := r.Host
	host.Progress, host.Departures, host.ShowPlan = func(ingest.Progress) {}, max(0, source.MaxRemovals), out.removals.Add
	if how.seen != nil {
		host.Allow = how.allow
	}
	ended := false
	host.Ended = func(report ingest.Report, err error) { out.report, out.err, ended = report, err, true }
	own, err := r.Options.For(cli.Environment{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Getenv: r.Options.Getenv, Now: r.Options.Now}, "en", true)
	if err == nil {
		err = host.Run(ctx, own, requestOf(source, file, how))
	}
	if !ended { // it failed before anything was read
		out.err = err
	}
	return out
}

// requestOf returns the command of import that reads a source, or a file of its folder.
func requestOf(source schedule.Source, file schedule.Entry, how attempt) control.Request {
	request := control.Request{Command: []string{"import", source.Kind}, Flags: maps.Clone(source.Options)}
	request.Flags["source"] = []string{source.Name}
	if how.dryRun {
		request.Flags["dry-run"] = []string{"true"}
	}
	if how.confirm && (source.Kind == "directory" || source.Kind == "people") {
		request.Flags["confirm-removals"] = []string{"true"}
	}
	if file.Name == "" {
		return request
	}
	path := filepath.Join(source.Folder, file.Name)
	if flag := fileFlags()[source.Kind]; flag != "" {
		request.Flags[flag] = []string{path}
	} else {
		request.Arguments = []string{path}
	}
	return request
}
