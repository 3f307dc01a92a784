package sources

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/ingest/schedule"
)

// NewCommand returns the command sources.
func NewCommand(o *cli.Options) *cobra.Command {
	command := &cobra.Command{
		Use:   "sources",
		Short: "Show the sources that serve reads, their last runs and what waits",
		Long: `Shows the sources of the configuration, which serve reads on a schedule: how their last runs ended, when
the next one is due, and what waits since it would remove too many. confirm lets that be done, as it was
shown and nothing else; discard gives it up; run reads a source now. The server does it within seconds.`,
		Example: `  sachant sources --config /etc/sachant/sachant.yaml
  sachant sources confirm directory 5f0c1d2e3a4b5c6d
  sachant sources run directory`,
		Args: cli.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return cli.Failed(withRunner(command.Context(), o, func(r *Runner) error { return r.show(command.Context()) }))
		},
	}
	command.AddCommand(
		newAsk(o, schedule.AskConfirm, "confirm SOURCE RUN", "Confirm a run that waits, by the name under which it is shown", cobra.ExactArgs(2)),
		newAsk(o, schedule.AskDiscard, "discard SOURCE RUN", "Discard a run that waits", cobra.ExactArgs(2)),
		newAsk(o, schedule.AskRun, "run SOURCE", "Read a source now", cobra.ExactArgs(1)),
	)
	return command
}

func newAsk(o *cli.Options, do, use, short string, args cobra.PositionalArgs) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: args,
		RunE: func(command *cobra.Command, args []string) error {
			request := schedule.Request{Do: do, Held: append(args, "")[1]}
			return cli.Failed(withRunner(command.Context(), o, func(r *Runner) error {
				if err := r.Ask(command.Context(), args[0], request); err != nil {
					return err
				}
				o.Say("the server does it within seconds; sachant sources shows how it ended\n")
				return nil
			}))
		},
	}
}

// withRunner calls do with a runner of the configuration's sources, which reads none.
func withRunner(ctx context.Context, o *cli.Options, do func(*Runner) error) (err error) {
	all, _, err := Read(o)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return errors.New("the configuration names no source: give --config, and see docs/sources.md")
	}
	leases, done, err := openLeases(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	return do(New(Config{Sources: all, Leases: leases, Options: o}))
}

// openLeases opens the leases beside a running server: the file of the data directory, or those in Neo4j.
func openLeases(ctx context.Context, o *cli.Options) (Leases, func() error, error) {
	if err := installation.IsThere(o); err != nil {
		return nil, nil, err
	}
	if o.Store == "" {
		return (&installation.Installation{}).OpenLeases(ctx, o)
	}
	inst, err := installation.Open(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	leases, done, err := inst.OpenLeases(ctx, o)
	if err != nil {
		return nil, nil, errors.Join(err, inst.Close())
	}
	return leases, func() error { return errors.Join(done(), inst.Close()) }, nil
}

// Status is what is shown of a source.
type Status struct {
	Name  string         `json:"name"`
	Kind  string         `json:"kind"`
	Next  time.Time      `json:"next,omitzero"`
	Runs  []schedule.Run `json:"runs"`
	Held  *schedule.Held `json:"held,omitempty"`
	Asked string         `json:"asked,omitempty"`
}

// Statuses returns what is known of the sources, in their order.
func (r *Runner) Statuses(ctx context.Context) ([]Status, error) {
	all := []Status{}
	for _, source := range r.Sources {
		state, err := r.State(ctx, source.Name)
		if err != nil {
			return nil, err
		}
		one := Status{Name: source.Name, Kind: source.Kind, Runs: append([]schedule.Run{}, state.Runs...), Held: state.Held}
		if source.When.Text != "" {
			one.Next = state.Next(source.When, r.Options.Now())
		}
		if state.Asked != nil {
			one.Asked = state.Asked.Do
		}
		all = append(all, one)
	}
	return all, nil
}

func (r *Runner) show(ctx context.Context) error {
	all, err := r.Statuses(ctx)
	if err != nil {
		return err
	}
	if r.Options.JSON {
		return r.Options.Print(all)
	}
	for _, one := range all {
		r.showOne(one)
	}
	return nil
}

// shownRuns is how many runs of a source are shown to people; --json has all that are kept.
const shownRuns = 5

func (r *Runner) showOne(one Status) {
	o := r.Options
	o.Say("%s (%s)\n", one.Name, one.Kind)
	if !one.Next.IsZero() {
		o.Say("  next run: %s\n", one.Next.Format(time.DateTime))
	}
	if held := one.Held; held != nil {
		o.Say("  waits since %s: run %s would remove %s\n", held.At.Format(time.DateTime), held.ID, Counts(o, held.Removed))
	}
	for _, run := range one.Runs[:min(len(one.Runs), shownRuns)] {
		o.Say("  %s  %s %s\n", run.Began.Format(time.DateTime), o.Text(outcomeText(run.Outcome)), run.File)
		report := run.Report
		o.Say("    added %s; changed %s; removed %s; rejected %d\n", Counts(o, report.Added), Counts(o, report.Changed), Counts(o, report.Removed), report.Rejected)
		for _, cause := range report.Causes {
			o.Say("    rejected: %s: %s (%d)\n", o.Text(cause.First), o.Text(cause.Text), cause.Count)
		}
		for _, warning := range report.Warnings {
			o.Say("    warning: %s\n", o.Text(warning))
		}
		if report.Error != "" {
			o.Say("    it ended early: %s\n", o.Text(report.Error))
		}
	}
}

// outcomeText says for people how a run ended.
func outcomeText(outcome string) string {
	switch outcome {
	case schedule.Done:
		return "done"
	case schedule.Partly:
		return "done, with something rejected or held back"
	case schedule.Waits:
		return "waits to be confirmed"
	case schedule.Interrupted:
		return "interrupted"
	case schedule.TimedOut:
		return "took too long"
	}
	return "failed"
}

// Counts returns numbers by kind in words, as "3 people, 1 unit", or "nothing".
func Counts(o *cli.Options, by map[string]int) string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(by)) {
		if by[kind] > 0 {
			parts = append(parts, o.Catalog.Counted(by[kind], kind))
		}
	}
	if len(parts) == 0 {
		return o.Text("nothing")
	}
	return strings.Join(parts, ", ")
}
