package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/thesaurus"
	"github.com/sachant/sachant/search/vocabulary"
)

func newSkills(o *options) *cobra.Command {
	command := &cobra.Command{
		Use:   "skills",
		Short: "Keep the vocabulary of skills: link, review, merge and split",
		Args:  noArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_ = command.Help()
			return errors.New("skills wants one of link, review, merge or split")
		},
	}
	command.AddCommand(newSkillsLink(o), newSkillsReview(o), newSkillsMerge(o), newSkillsSplit(o))
	return command
}

func newSkillsLink(o *options) *cobra.Command {
	dryRun := false
	command := &cobra.Command{
		Use:   "link",
		Short: "Link the skills of the company to the concepts that they are",
		Long: `Matches the labels of skills with those of concepts: but for case, accents and plurals, in another
order of words, with abbreviations written out, or misspelt. What is certain is linked, what is
doubtful is for skills review. No label is replaced. Imports do the same at their end.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return failed(o.linkSkills(command.Context(), dryRun)) },
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

func (o *options) linkSkills(ctx context.Context, dryRun bool) error {
	inst, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer inst.Close()
	plan, err := inst.planLinks(ctx, o, inst.store)
	if err != nil {
		return err
	}
	if !dryRun {
		if err := inst.commitLinks(ctx, plan); err != nil {
			return err
		}
	}
	if o.json {
		return o.print(linked{len(plan.Links), len(plan.Questions), plan.Own})
	}
	if dryRun {
		for _, link := range plan.Links {
			o.say("+ %s\n", link.Key)
		}
	}
	o.say("%d linked, %d to review, %d of no scheme\n", len(plan.Links), len(plan.Questions), plan.Own)
	return nil
}

// planLinks plans the links of the skills that a reader shows.
func (i *installation) planLinks(ctx context.Context, o *options, reader graph.Reader) (vocabulary.Plan, error) {
	index, err := i.readVocabulary(ctx, o)
	if err != nil || index.Len() == 0 {
		return vocabulary.Plan{}, err
	}
	meaning, err := i.meaning(ctx, o)
	if err != nil {
		return vocabulary.Plan{}, err
	}
	plan, err := vocabulary.NewMatcher(index, thesaurus.Trades()).Plan(ctx, reader, meaning)
	if errors.Is(err, model.ErrServer) {
		o.note("%s; skills were matched without it\n", o.text(err.Error()))
		err = nil
	}
	return plan, err
}

// meaning compares labels by the language model, nil where none is configured. It is not told of a skill that only
// somebody's private statement names.
func (i *installation) meaning(ctx context.Context, o *options) (*vocabulary.Meaning, error) {
	client, err := o.openModel(ctx, i, nil)
	if err != nil || !client.Embeds() {
		return nil, err
	}
	known := map[graph.Key]bool{}
	_, err = access.NewGate(i.store, i.store).View(access.Colleague()).Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		known[fact.Key] = true
		return nil
	}, graph.KindSkill)
	return &vocabulary.Meaning{From: client, May: func(skill graph.Fact) bool { return known[skill.Key] }}, err
}

func (i *installation) commitLinks(ctx context.Context, plan vocabulary.Plan) error {
	if len(plan.Links) == 0 {
		return nil
	}
	_, err := i.store.Commit(ctx, graph.Tx{Actor: vocabulary.Origin, Put: plan.Links})
	return err
}

// linkImported links what an import brought.
func (i *installation) linkImported(ctx context.Context, o *options) error {
	plan, err := i.planLinks(ctx, o, i.store)
	if err == nil {
		err = i.commitLinks(ctx, plan)
	}
	if err != nil {
		return fmt.Errorf("cannot link the skills to the vocabulary: %w", err)
	}
	return nil
}

func newSkillsReview(o *options) *cobra.Command {
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
			return failed(o.review(command.Context(), same, own, replace))
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

func (o *options) review(ctx context.Context, same, own string, replace bool) error {
	inst, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer inst.Close()
	view := access.NewGate(inst.store, inst.store).View(access.Colleague())
	plan, err := inst.planLinks(ctx, o, view)
	if err != nil {
		return err
	}
	if same+own != "" {
		return o.decide(ctx, inst, view, plan, same, own, replace)
	}
	questions, err := o.reviewedOf(ctx, view, plan)
	if err != nil {
		return err
	}
	if o.json {
		return o.print(questions)
	}
	for _, one := range questions {
		o.say("%s %q\n", one.Skill, one.Label)
		for _, candidate := range one.Candidates {
			o.say("    %.2f  %s %q\n", candidate.Score, candidate.Concept, candidate.Label)
		}
	}
	o.say("%d to review\n", len(questions))
	return nil
}

func (o *options) reviewedOf(ctx context.Context, reader graph.Reader, plan vocabulary.Plan) ([]reviewed, error) {
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
			label := graph.InLanguage(graph.As[graph.Concept](concepts[candidate.Concept]).PrefLabel, o.language)
			one.Candidates = append(one.Candidates, reviewedCandidate{candidate.Concept, label, candidate.Score, candidate.By})
		}
		questions = append(questions, one)
	}
	return questions, nil
}

// decide notes a decision, that a skill is a concept or none of its candidates, and prints what it changes.
func (o *options) decide(ctx context.Context, inst *installation, reader graph.Reader, plan vocabulary.Plan, same, own string, replace bool) error {
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
	if _, err = inst.store.Commit(ctx, tx); err == nil {
		o.sayChange(tx)
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
