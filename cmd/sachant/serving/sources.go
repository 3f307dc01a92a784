package serving

import (
	"context"
	"slices"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/config"
	"github.com/sachant/sachant/cmd/sachant/control"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/sources"
	"github.com/sachant/sachant/ingest/schedule"
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
