package main

import (
	"context"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/api/plan"
	"github.com/sachant/sachant/ingest/journal"
	"github.com/sachant/sachant/ingest/table"
	"github.com/sachant/sachant/search/role"
)

// journals is where what imports changed is kept.
func (o *options) journals() journal.Dir { return journal.Dir(filepath.Join(o.data, "imports")) }

// mappings is where it is kept what was said of columns.
func (o *options) mappings() table.MappingDir {
	return table.MappingDir(filepath.Join(o.data, "mappings"))
}

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
	if err := i.isThere(); err != nil {
		return failed(err)
	}
	inst, err := i.openTarget(ctx)
	if err != nil {
		return failed(err)
	}
	defer inst.Close()
	done, err := i.journals().Undo(ctx, inst.store, id, i.Now(), i.dryRun)
	if err != nil {
		return failed(err)
	}
	if !i.dryRun {
		if err := role.Give(ctx, inst.store); err != nil {
			return failed(err)
		}
		index := beginIndexing(ctx, inst, i.options)
		index.committed()
		if err := index.end(); err != nil {
			return failed(err)
		}
		if err := inst.renewSnapshot(ctx, i.options); err != nil {
			return failed(err)
		}
	}
	named, err := plan.NameLeft(ctx, inst.store, done.Left)
	if err != nil {
		return failed(err)
	}
	return i.sayUndone(plan.Undone{Undone: done, Left: named})
}

func (i *importOptions) sayUndone(done plan.Undone) error {
	if i.json {
		if err := i.print(done); err != nil {
			return err
		}
	} else {
		verb := "undone"
		if i.dryRun {
			verb = "would be undone"
		}
		i.say("%s %s of %s: %d facts restored, %d removed\n", i.text(verb), done.ID, done.Source, done.Restored, done.Removed)
		for _, each := range done.Left {
			i.note("left: %s: %s\n", each.Name, i.text(each.Why))
		}
	}
	if len(done.Left) > 0 {
		return failure{3, nil}
	}
	return nil
}

func (i *importOptions) listImports() error {
	all, err := i.journals().List()
	if err != nil {
		return failed(err)
	}
	if i.json {
		return i.print(append([]journal.Import{}, all...))
	}
	for _, each := range all {
		state := ""
		if each.UndoneAt != nil {
			state = i.catalog.Sprintf(", undone %s", each.UndoneAt.Format(time.DateTime))
		}
		i.say("%s  %s, %s: %d changes%s\n", each.ID, each.Source, each.At.Format(time.DateTime), each.Changes, state)
	}
	if len(all) == 0 {
		i.say("there is no import that can be undone\n")
	}
	return nil
}
