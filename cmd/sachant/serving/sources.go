package serving

import (
	"context"
	"errors"
	"slices"

	"github.com/rs/zerolog"

	mailsources "github.com/sachant/sachant/api/mail/sources"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/config"
	"github.com/sachant/sachant/cmd/sachant/control"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/sources"
	"github.com/sachant/sachant/ingest/schedule"
	"github.com/sachant/sachant/schema/resolve"
)

// isThere returns an error where the data directory holds no store; sources fill a new one.
func (s *Options) isThere() error {
	if len(s.planned) > 0 {
		return nil
	}
	return cli.Failed(installation.IsThere(s.Options))
}

// openSources prepares the sources of the configuration; nothing is read yet.
func (s *Server) openSources(ctx context.Context, o *Options, log zerolog.Logger) error {
	for _, warning := range o.warnings {
		log.Warn().Err(warning).Msg("a source cannot be read yet")
	}
	if len(o.planned) == 0 {
		return nil
	}
	leases, done, err := s.installation.OpenLeases(ctx, o.Options)
	if err != nil {
		return err
	}
	s.closeLeases, s.sources = done, s.SourceRunner(o.Options, o.planned, leases, log)
	return nil
}

// SourceRunner returns what reads sources in this server.
func (s *Server) SourceRunner(o *cli.Options, all []schedule.Source, leases sources.Leases, log zerolog.Logger) *sources.Runner {
	return sources.New(sources.Config{Sources: all, Leases: leases, Host: *s.host(control.Reply{}), Options: o, Turn: s.wait, Seen: s.sourceWatch.see, Log: log})
}

// announceHeld has administrators told by mail of runs that wait, where mails are sent and their addresses known.
func (s *Server) announceHeld(m mailOptions, o *cli.Options, log zerolog.Logger) {
	if s.sources == nil || m.server.Host == "" || len(m.administrators) == 0 {
		return
	}
	mails := mailsources.Config{Send: s.monitor.Sender(m.server).Send, To: m.administrators, Language: o.Language, Domain: domainOf(m.server.From), Now: o.Now}
	s.sources.Announce = func(ctx context.Context, source schedule.Source, held schedule.Held) {
		told := mailsources.Held{Source: source.Name, File: held.File, Run: held.ID, Removed: sources.Counts(o, held.Removed)}
		if err := mails.Announce(ctx, told); err != nil {
			log.Error().Err(err).Str("source", source.Name).Msg("administrators were not told by mail of a run that waits")
		}
	}
}

// runSources reads the sources until the server is closed.
func (s *Server) runSources() {
	if s.sources != nil {
		s.background(s.sources.Run)
	}
}

// shownSources returns the sources of the configuration, without the passwords in addresses.
func (s *Options) shownSources() []config.Source {
	all := slices.Clone(s.Configuration().Sources())
	for n, source := range all {
		all[n].Options = map[string]config.Value{}
		for name, value := range source.Options {
			shown := config.Value{}
			for _, text := range value.Texts {
				shown.Texts = append(shown.Texts, cli.WithoutPassword(text))
			}
			all[n].Options[name] = shown
		}
	}
	return all
}

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
