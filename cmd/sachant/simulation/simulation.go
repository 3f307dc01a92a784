// Package simulation holds the command that replays a community's questions, to show what a way to route them would do
// to people's load and to the answers before anybody is asked.
package simulation

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/discourse"
	"github.com/sachant/sachant/ingest/activity/stackexchange"
	"github.com/sachant/sachant/search/eval"
	"github.com/sachant/sachant/search/routing"
	"github.com/sachant/sachant/search/simulation"
)

// options are the flags of a simulation.
type options struct {
	*cli.Options
	dump, forum string
	last        float64
	cap, asked  int
}

// NewSimulate returns the command simulate.
func NewSimulate(o *cli.Options) *cobra.Command {
	command := &cobra.Command{
		Use:   "simulate",
		Short: "Show what a setting would do, on what really happened",
		Args:  cli.NoArgs,
		RunE:  func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(newRouting(o))
	return command
}

func newRouting(o *cli.Options) *cobra.Command {
	s := &options{Options: o}
	weights := routing.DefaultWeights()
	command := &cobra.Command{
		Use:   "routing (--stackexchange DIR | --discourse DIR)",
		Short: "Replay a community's questions, and show to whom they would go",
		Long: `Replays the latest questions of a community. Each is sent to the people who were known the day before to know
most about it, as far as a fair share and the cap allow, and it is counted how the work is shared out and
how often somebody who really answered well is among those asked. Beside it stand the ranking alone, which
knows no cap, and the ranking within caps.

Success is the share of the questions that somebody with five answers or more before answered well, in
which one of these was asked; the hours are the median time to the first of these answers. The busiest are
a share of the people who were asked. docs/routing.md has the formulas.

Nothing is changed, and nothing is kept.`,
		Example: `  sachant simulate routing --stackexchange dump
  sachant simulate routing --discourse topics --cap 5 --asked 3 --json`,
		Args: cli.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return s.run(command.Context()) },
	}
	flags := command.Flags()
	flags.StringVar(&s.dump, "stackexchange", "", "the `directory` of a Stack Exchange dump")
	flags.StringVar(&s.forum, "discourse", "", "the `directory` of topics of a Discourse forum, in JSON")
	flags.Float64Var(&s.last, "last", 20, "how many of the questions, the latest, are replayed, in `percent`")
	flags.IntVar(&s.cap, "cap", weights.Cap, "how `many` questions a week go to a person")
	flags.IntVar(&s.asked, "asked", weights.Usual, "how `many` people a question goes to, 3 to 5")
	return command
}

func (s *options) run(ctx context.Context) error {
	if err := s.check(); err != nil {
		return err
	}
	if err := cli.Readable([]string{s.dump + s.forum}); err != nil {
		return cli.Failed(err)
	}
	report, err := s.simulate(ctx)
	if err != nil {
		return cli.Failed(err)
	}
	if s.JSON {
		return s.Print(report)
	}
	s.say(report)
	return nil
}

func (s *options) check() error {
	weights := routing.DefaultWeights()
	switch {
	case cli.Given(s.dump, s.forum) != 1:
		return errors.New("simulate routing wants one of --stackexchange or --discourse")
	case !(s.last > 0 && s.last <= 100):
		return errors.New("--last wants more than 0 and at most 100 percent")
	case s.cap < 1:
		return errors.New("--cap wants 1 or more")
	case s.asked < weights.Fewest || s.asked > weights.Most:
		return fmt.Errorf("--asked wants %d to %d", weights.Fewest, weights.Most)
	}
	return nil
}

// simulate imports into a store in memory, and replays.
func (s *options) simulate(ctx context.Context) (report simulation.Report, err error) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	defer cli.CollectSeldom(s.Getenv)()
	community, err := s.importCommunity(ctx, store)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, community.Close()) }()
	weights := routing.DefaultWeights()
	weights.Cap = s.cap
	show, began := cli.NewProgress(s.Options), s.Now()
	defer show.End()
	return simulation.Run(ctx, community, simulation.Options{
		Percent: s.last, Asked: s.asked, Weights: weights,
		Progress: func(done, total int) { show.Questions(done, total, s.Now().Sub(began)) },
	})
}

func (s *options) importCommunity(ctx context.Context, store graph.Store) (*eval.Community, error) {
	namer := graph.NewNamer(make([]byte, 32)) // the same ids, so the same ties, in every simulation
	source := filepath.Base(filepath.Clean(s.dump + s.forum))
	var reader ingest.Reader = stackexchange.Reader{Dir: s.dump, Source: source, Namer: namer}
	if s.forum != "" {
		reader = discourse.Reader{Dir: s.forum, Source: source, Namer: namer}
	}
	show := cli.NewProgress(s.Options)
	defer show.End()
	community, err := eval.ImportBy(ctx, ingest.Import{Source: source, Store: store, Namer: namer, Now: s.Now, Progress: show.At}, reader)
	if err != nil {
		return nil, err
	}
	if n := len(community.Report.Rejected); n > 0 {
		first := community.Report.Rejected[0]
		s.Note("%d entries were rejected; the first: %s: %s\n", n, first.Where, first.Cause)
	}
	return community, nil
}

// say prints the table.
func (s *options) say(report simulation.Report) {
	s.Say("%d questions of %.0f weeks, each as of the day before; %d of them were answered well by somebody established\n", report.Questions, report.Weeks, report.Answered)
	s.Say("at most %d questions a week to a person, and each question to %d people\n\n", report.Cap, report.Asked)
	fmt.Fprintf(s.Stdout, "%-42s", "")
	for _, word := range []string{"asked", "people", "busiest 1 %", "10 %", "Gini", "in a week", "over cap", "success", "hours"} {
		fmt.Fprintf(s.Stdout, " %12s", s.Text(word))
	}
	fmt.Fprintln(s.Stdout)
	for _, way := range report.Ways {
		fmt.Fprintf(s.Stdout, "%-42s %12d %12d %10.1f %% %10.1f %% %12.2f %12d %12d %10.1f %% %12.1f\n", s.Text(way.Name), way.Requests, way.People,
			100*way.Busiest1, 100*way.Busiest10, way.Gini, way.MostInAWeek, way.OverCap, 100*way.Success, way.Hours)
	}
}
