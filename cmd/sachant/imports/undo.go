package imports

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/api/plan"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/ingest/journal"
	"github.com/sachant/sachant/search/role"
)

func newImportUndo(i *importOptions) *cobra.Command {
	return &cobra.Command{
		Use:   "undo [IMPORT]",
		Short: "Take back an import of interviews or people",
		Long: `Gives back what was there before an import, the latest where none is named: what it added is
removed, what it changed or removed is restored. What somebody changed since, and what that needs,
is left and named. An import can be undone for 30 days, on the machine where it was made; sachant
import list shows them. Where the latest changed nothing, name the one that is meant. With --dry-run
nothing is changed.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return i.undo(command.Context(), append(args, "")[0])
		},
	}
}

func newImportList(i *importOptions) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the imports that can be undone",
		Long:  "Lists the imports that can be undone, and those that were, the latest first.",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return i.listImports() },
	}
}

func (i *importOptions) undo(ctx context.Context, id string) error {
	if err := installation.IsThere(i.Options); err != nil {
		return cli.Failed(err)
	}
	inst, err := i.openTarget(ctx)
	if err != nil {
		return cli.Failed(err)
	}
	defer inst.Close()
	done, err := i.Journals().Undo(ctx, inst.Store, id, i.Now(), i.dryRun)
	if err != nil {
		return cli.Failed(err)
	}
	if !i.dryRun {
		if err := i.settleUndone(ctx, inst); err != nil {
			return cli.Failed(err)
		}
	}
	named, err := plan.NameLeft(ctx, inst.Store, done.Left)
	if err != nil {
		return cli.Failed(err)
	}
	return i.sayUndone(plan.Undone{Undone: done, Left: named})
}

// settleUndone brings what is made from the facts up to date.
func (i *importOptions) settleUndone(ctx context.Context, inst *installation.Installation) error {
	if err := role.Give(ctx, inst.Store); err != nil {
		return err
	}
	if i.host != nil {
		return i.host.CatchUp(ctx)
	}
	index := installation.BeginIndexing(ctx, inst, i.Options)
	index.Committed()
	if err := index.End(); err != nil {
		return err
	}
	return inst.RenewSnapshot(ctx, i.Options)
}

func (i *importOptions) sayUndone(done plan.Undone) error {
	if i.JSON {
		if err := i.Print(done); err != nil {
			return err
		}
	} else {
		verb := "undone"
		if i.dryRun {
			verb = "would be undone"
		}
		i.Say("%s %s of %s: %d facts restored, %d removed\n", i.Text(verb), done.ID, done.Source, done.Restored, done.Removed)
		for _, each := range done.Left {
			i.Note("left: %s: %s\n", each.Name, i.Text(each.Why))
		}
	}
	if len(done.Left) > 0 {
		return cli.Failure{Status: 3, Err: nil}
	}
	return nil
}

func (i *importOptions) listImports() error {
	all, err := i.Journals().List()
	if err != nil {
		return cli.Failed(err)
	}
	if i.JSON {
		return i.Print(append([]journal.Import{}, all...))
	}
	for _, each := range all {
		state := ""
		if each.UndoneAt != nil {
			state = i.Catalog.Sprintf(", undone %s", each.UndoneAt.Format(time.DateTime))
		}
		i.Say("%s  %s, %s: %d changes%s\n", each.ID, each.Source, each.At.Format(time.DateTime), each.Changes, state)
	}
	if len(all) == 0 {
		i.Say("there is no import that can be undone\n")
	}
	return nil
}
