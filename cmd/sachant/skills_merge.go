package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/vocabulary"
)

func newSkillsMerge(o *options) *cobra.Command {
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
			return failed(o.changeSkills(command.Context(), dryRun, func(reader graph.Reader) (graph.Tx, error) {
				return vocabulary.PlanMerge(command.Context(), reader, graph.Key(args[0]), graph.Key(args[1]))
			}))
		},
	}
	command.Flags().BoolVar(&dryRun, "dry-run", false, "show the plan and change nothing")
	return command
}

func newSkillsSplit(o *options) *cobra.Command {
	dryRun := false
	command := &cobra.Command{
		Use:   "split SKILL",
		Short: "Undo the merge of a skill",
		Long: `Gives back the skill that was merged into another, with all that was joined to it, and the other
as it was. What was stated since stays with the other.`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return failed(o.changeSkills(command.Context(), dryRun, func(reader graph.Reader) (graph.Tx, error) {
				return vocabulary.PlanSplit(command.Context(), reader, graph.Key(args[0]))
			}))
		},
	}
	command.Flags().BoolVar(&dryRun, "dry-run", false, "show the plan and change nothing")
	return command
}

// changeSkills makes a change in one transaction, or only shows it.
func (o *options) changeSkills(ctx context.Context, dryRun bool, plan func(graph.Reader) (graph.Tx, error)) error {
	inst, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer inst.Close()
	tx, err := plan(inst.store)
	if err != nil {
		return err
	}
	receipt := graph.Receipt{}
	if !dryRun {
		if receipt, err = inst.store.Commit(ctx, tx); err != nil {
			return err
		}
	}
	if o.json {
		return o.print(map[string]any{"put": receipt.Put, "deleted": receipt.Deleted, "notTaken": notTaken(tx)})
	}
	o.sayChange(tx)
	return nil
}

// sayChange prints the facts that a change takes away and puts.
func (o *options) sayChange(tx graph.Tx) {
	for _, key := range tx.Delete {
		o.say("- %s\n", key)
	}
	for _, fact := range tx.Put {
		o.say("+ %s\n", fact.Key)
	}
	for _, edge := range notTaken(tx) {
		o.note("not taken: %s, which what is said of the skill that is left contradicts\n", edge)
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
