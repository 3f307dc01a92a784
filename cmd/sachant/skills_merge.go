package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/vocabulary"
)

func newSkillsMerge(o *cli.Options) *cobra.Command {
	dryRun := false
	command := &cobra.Command{
		Use:   "merge SKILL INTO",
		Short: "Make one skill of two",
		Long: `Joins to the second skill whatever is joined to the first, and takes up its labels as
alternatives. Nothing is lost: skills split gives back what was there. Where somebody states both
in the same interview, what is said of the second stands; and so it does where the two are different
concepts of one vocabulary, which is told.`,
		Example: `  sachant skills merge skill/traveller skill/travel --dry-run`,
		Args:    cobra.ExactArgs(2),
		RunE: func(command *cobra.Command, args []string) error {
			return cli.Failed(changeSkills(command.Context(), o, dryRun, func(reader graph.Reader) (graph.Tx, error) {
				return vocabulary.PlanMerge(command.Context(), reader, graph.Key(args[0]), graph.Key(args[1]))
			}))
		},
	}
	command.Flags().BoolVar(&dryRun, "dry-run", false, "show the plan and change nothing")
	return command
}

func newSkillsSplit(o *cli.Options) *cobra.Command {
	dryRun := false
	command := &cobra.Command{
		Use:   "split SKILL",
		Short: "Undo the merge of a skill",
		Long: `Gives back the skill that was merged into another, with all that was joined to it, and the other
as it was. What was stated since stays with the other.`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return cli.Failed(changeSkills(command.Context(), o, dryRun, func(reader graph.Reader) (graph.Tx, error) {
				return vocabulary.PlanSplit(command.Context(), reader, graph.Key(args[0]))
			}))
		},
	}
	command.Flags().BoolVar(&dryRun, "dry-run", false, "show the plan and change nothing")
	return command
}

// changeSkills makes a change in one transaction, or only shows it.
func changeSkills(ctx context.Context, o *cli.Options, dryRun bool, plan func(graph.Reader) (graph.Tx, error)) error {
	inst, err := installation.Open(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	tx, err := plan(inst.Store)
	if err != nil {
		return err
	}
	receipt := graph.Receipt{}
	if !dryRun {
		if receipt, err = inst.Store.Commit(ctx, tx); err != nil {
			return err
		}
	}
	if o.JSON {
		return o.Print(map[string]any{"put": receipt.Put, "deleted": receipt.Deleted, "notTaken": notTaken(tx)})
	}
	sayChange(o, tx)
	return nil
}

// sayChange prints the facts that a change takes away and puts.
func sayChange(o *cli.Options, tx graph.Tx) {
	for _, key := range tx.Delete {
		o.Say("- %s\n", key)
	}
	for _, fact := range tx.Put {
		o.Say("+ %s\n", fact.Key)
	}
	for _, edge := range notTaken(tx) {
		o.Note("not taken: %s, which what is said of the skill that is left contradicts\n", edge)
	}
}

// notTaken returns what a merge does not take of the skill that goes.
func notTaken(tx graph.Tx) []string {
	edges := []string{}
	for _, fact := range tx.Put {
		edges = append(edges, graph.As[graph.Merge](fact).NotTaken...)
	}
	return edges
}
