package main

import (
	"context"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/journal"
	"github.com/sachant/sachant/search/role"
)

// journals is where what imports changed is kept.
func (o *options) journals() journal.Dir { return journal.Dir(filepath.Join(o.data, "imports")) }

func newImportUndo(i *importOptions) *cobra.Command {
	return &cobra.Command{
		Use:   "undo [IMPORT]",
		Short: "Take back an import of interviews or people",
		Long: `Gives back what was there before an import, the latest where none is named: what it added is
removed, what it changed or removed is restored. What somebody changed since, and what that needs,
is left and named. An import can be undone for 30 days, on the machine where it was made; sachant
import list shows them. With --dry-run nothing is changed.`,
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

// undone is the result of undoing, as JSON.
type undone struct {
	journal.Undone
	Left []leftFact `json:"left"`
}

// leftFact is a fact that undoing left, with its name.
type leftFact struct {
	journal.Left
	Name string `json:"name,omitempty"`
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
	named, err := nameLeft(ctx, inst.store, done.Left)
	if err != nil {
		return failed(err)
	}
	return i.sayUndone(undone{done, named})
}

func (i *importOptions) sayUndone(done undone) error {
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

// nameLeft names facts for people.
func nameLeft(ctx context.Context, stored graph.Reader, left []journal.Left) ([]leftFact, error) {
	planned := &plan{}
	for _, each := range left {
		facts, err := stored.Facts(ctx, graph.Brief, each.Key)
		if err != nil {
			return nil, err
		}
		line := ingest.PlanLine{Change: ingest.Changed, Is: graph.Fact{Key: each.Key}}
		if len(facts) > 0 {
			line.Is = facts[0]
		}
		planned.changes = append(planned.changes, plannedChange{Key: each.Key, Name: line.Name()})
	}
	if err := planned.nameEnds(ctx, stored); err != nil {
		return nil, err
	}
	named := make([]leftFact, len(left))
	for n, change := range planned.changes {
		name := change.Name
		if change.From != "" {
			name = change.From + " · " + change.To
		}
		if name == "" {
			name = string(change.Key)
		}
		named[n] = leftFact{left[n], name}
	}
	return named, nil
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
