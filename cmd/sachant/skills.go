package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/vocabulary"
)

func newSkills(o *cli.Options) *cobra.Command {
	command := &cobra.Command{
		Use:   "skills",
		Short: "Keep the vocabulary of skills: link, review, merge and split",
		Args:  cli.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_ = command.Help()
			return errors.New("skills wants one of link, review, merge or split")
		},
	}
	command.AddCommand(newSkillsLink(o), newSkillsReview(o), newSkillsMerge(o), newSkillsSplit(o))
	return command
}

func newSkillsLink(o *cli.Options) *cobra.Command {
	dryRun := false
	command := &cobra.Command{
		Use:   "link",
		Short: "Link the skills of the company to the concepts that they are",
		Long: `Matches the labels of skills with those of concepts: but for case, accents and plurals, in another
order of words, with abbreviations written out, or misspelt. What is certain is linked, what is
doubtful is for skills review. No label is replaced. Imports do the same at their end.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return cli.Failed(linkSkills(command.Context(), o, dryRun))
		},
	}
	command.Flags().BoolVar(&dryRun, "dry-run", false, "show the plan and change nothing")
	return command
}

// linked is what linking found; a contract with scripts.
type linked struct {
	Linked    int `json:"linked"`
	Questions int `json:"questions"` // for skills review
	Own       int `json:"own"`       // skills that are no concept of any scheme
}

func linkSkills(ctx context.Context, o *cli.Options, dryRun bool) error {
	inst, err := installation.Open(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	plan, err := inst.PlanLinks(ctx, o, inst.Store)
	if err != nil {
		return err
	}
	if !dryRun {
		if err := inst.CommitLinks(ctx, plan); err != nil {
			return err
		}
	}
	if o.JSON {
		return o.Print(linked{len(plan.Links), len(plan.Questions), plan.Own})
	}
	if dryRun {
		for _, link := range plan.Links {
			o.Say("+ %s\n", link.Key)
		}
	}
	o.Say("%d linked, %d to review, %d of no scheme\n", len(plan.Links), len(plan.Questions), plan.Own)
	return nil
}

func newSkillsReview(o *cli.Options) *cobra.Command {
	same, own, replace := "", "", false
	command := &cobra.Command{
		Use:   "review",
		Short: "List the skills that may be a concept, and decide",
		Long: `Lists the skills of which matching cannot tell whether they are a concept, each with its
candidates: labels that several concepts have, and those that are only alike. A skill that only
somebody's unpublished statement made is not listed.`,
		Example: `  sachant skills review
  sachant skills review --same skill/soudure=concept/rome-100007
  sachant skills review --same skill/soudure=concept/rome-100008 --replace
  sachant skills review --own skill/soudure`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return cli.Failed(review(command.Context(), o, same, own, replace))
		},
	}
	command.Flags().StringVar(&same, "same", "", "`SKILL=CONCEPT`: the skill is this concept")
	command.Flags().BoolVar(&replace, "replace", false, "with --same: put the concept in the place of another one of its vocabulary, if the skill is that already")
	command.Flags().StringVar(&own, "own", "", "the `skill` is none of its candidates")
	return command
}

// reviewed is a skill to decide about; a contract with scripts.
type reviewed struct {
	Skill      graph.Key           `json:"skill"`
	Label      string              `json:"label"`
	Candidates []reviewedCandidate `json:"candidates"`
}

type reviewedCandidate struct {
	Concept graph.Key `json:"concept"`
	Label   string    `json:"label"`
	Score   float64   `json:"score"`
	By      string    `json:"by"`
}

func review(ctx context.Context, o *cli.Options, same, own string, replace bool) error {
	inst, err := installation.Open(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	view := access.NewGate(inst.Store, inst.Store).View(access.Colleague())
	plan, err := inst.PlanLinks(ctx, o, view)
	if err != nil {
		return err
	}
	if same+own != "" {
		return decide(ctx, o, inst, view, plan, same, own, replace)
	}
	questions, err := reviewedOf(ctx, o, view, plan)
	if err != nil {
		return err
	}
	if o.JSON {
		return o.Print(questions)
	}
	for _, one := range questions {
		o.Say("%s %q\n", one.Skill, one.Label)
		for _, candidate := range one.Candidates {
			o.Say("    %.2f  %s %q\n", candidate.Score, candidate.Concept, candidate.Label)
		}
	}
	o.Say("%d to review\n", len(questions))
	return nil
}

func reviewedOf(ctx context.Context, o *cli.Options, reader graph.Reader, plan vocabulary.Plan) ([]reviewed, error) {
	questions := []reviewed{}
	for _, question := range plan.Questions {
		one := reviewed{Skill: question.Skill.Key, Label: graph.As[graph.Skill](question.Skill).PrefLabel}
		var keys []graph.Key
		for _, candidate := range question.Candidates {
			keys = append(keys, candidate.Concept)
		}
		facts, err := reader.Facts(ctx, graph.Brief, keys...)
		if err != nil {
			return nil, err
		}
		concepts := graph.ByKey(facts)
		for _, candidate := range question.Candidates {
			label := graph.InLanguage(graph.As[graph.Concept](concepts[candidate.Concept]).PrefLabel, o.Language)
			one.Candidates = append(one.Candidates, reviewedCandidate{candidate.Concept, label, candidate.Score, candidate.By})
		}
		questions = append(questions, one)
	}
	return questions, nil
}

// decide notes a decision, that a skill is a concept or none of its candidates, and prints what it changes.
func decide(ctx context.Context, o *cli.Options, inst *installation.Installation, reader graph.Reader, plan vocabulary.Plan, same, own string, replace bool) error {
	tx := graph.Tx{Actor: vocabulary.Origin}
	skill, concept, given := strings.Cut(same, "=")
	var err error
	switch {
	case given:
		tx, err = vocabulary.PlanSame(ctx, reader, graph.Key(skill), graph.Key(concept), replace)
	case own != "":
		tx.Put = noneOf(plan, graph.Key(own))
	default:
		err = errors.New("--same wants SKILL=CONCEPT")
	}
	if err != nil {
		return err
	}
	if len(tx.Put) == 0 {
		return fmt.Errorf("there is nothing to decide about %q", own)
	}
	if _, err = inst.Store.Commit(ctx, tx); err == nil {
		sayChange(o, tx)
	}
	return err
}

// noneOf says that a skill differs from all of its candidates.
func noneOf(plan vocabulary.Plan, skill graph.Key) (put []graph.Fact) {
	for _, question := range plan.Questions {
		for _, candidate := range question.Candidates {
			if question.Skill.Key == skill {
				put = append(put, graph.Edge(skill, "", candidate.Concept, vocabulary.Origin, graph.DiffersFrom{}))
			}
		}
	}
	return put
}
