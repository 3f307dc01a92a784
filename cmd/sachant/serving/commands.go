package serving

import (
	"context"
	"strings"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/metrics"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/control"
	"github.com/sachant/sachant/cmd/sachant/imports"
	"github.com/sachant/sachant/ingest"
)

// takeCommands does the work of commands beside the server, such as imports, until the server is closed. They take turns with
// each other and with the sources.
func (s *Server) takeCommands(o *cli.Options, log zerolog.Logger) {
	listener, err := control.Listen(o.Data)
	if err != nil {
		log.Warn().Err(err).Msg("commands that write need the server stopped")
		return
	}
	s.background(func(ctx context.Context) {
		listener.Serve(ctx, func(ctx context.Context, request control.Request, reply control.Reply) (int, bool) {
			if request.Store != o.Store {
				return 0, false
			}
			return s.command(ctx, o, request, reply), true
		}, func(cause any, stack []byte) {
			// The value of the panic may name people.
			log.Error().Type("cause", cause).Bytes("stack", stack).Msg("a command ended by a fault of Sachant")
		})
	})
}

// command does the work of a request once it is its turn.
func (s *Server) command(ctx context.Context, o *cli.Options, request control.Request, reply control.Reply) int {
	getenv := func(name string) string { return request.Environment[name] } // that of the server is another one's
	env := cli.Environment{Stdin: strings.NewReader(""), Stdout: reply.Stdout, Stderr: reply.Stderr, Getenv: getenv, Now: o.Now}
	own, err := o.For(env, request.Language, request.JSON)
	if err != nil {
		return o.Status(err)
	}
	var done func()
	select {
	case s.turn <- struct{}{}:
		done = func() { <-s.turn }
	default:
		own.Note("the server imports something else; this begins when that has ended\n")
		if done, err = s.wait(ctx); err != nil {
			return own.Status(cli.Failure{Status: 3, Err: err})
		}
	}
	defer done()
	host, held := s.host(reply), false
	host.Ended = func(report ingest.Report, err error) { held = report.HeldBack && err == nil }
	status := host.Execute(ctx, own, request)
	if outcome, ran := outcomeOf(ctx, status, held); ran {
		s.monitor.Counts().SourceRan(strings.Join(request.Command, " "), outcome, o.Now())
	}
	return status
}

// outcomeOf returns how a command ended, by its exit status and by whether it held back what would leave; ran is false where there is no such command, so that its name may be
// any text.
func outcomeOf(ctx context.Context, status int, held bool) (outcome metrics.Outcome, ran bool) {
	const wrongUse = 2
	switch {
	case status == wrongUse:
		return "", false
	case ctx.Err() != nil:
		return metrics.Cancelled, true
	case held:
		return metrics.Held, true
	case status == 1:
		return metrics.Failed, true
	}
	return metrics.Done, true
}

// wait waits for the turn of work that others must not do at the same time; done ends it.
func (s *Server) wait(ctx context.Context) (done func(), err error) {
	select {
	case s.turn <- struct{}{}:
		return func() { <-s.turn }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// host returns the server as commands of import use it.
func (s *Server) host(reply control.Reply) *imports.Host {
	return &imports.Host{Installation: s.installation, CatchUp: s.CatchUp, LinkSkills: s.linkSkills, Progress: reply.Progress}
}
