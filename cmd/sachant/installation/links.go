package installation

import (
	"context"
	"errors"
	"fmt"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/thesaurus"
	"github.com/sachant/sachant/search/vocabulary"
)

// PlanLinks plans the links of the skills that a reader shows.
func (i *Installation) PlanLinks(ctx context.Context, o *cli.Options, reader graph.Reader) (vocabulary.Plan, error) {
	index, err := i.ReadVocabulary(ctx, o)
	if err != nil || index.Len() == 0 {
		return vocabulary.Plan{}, err
	}
	meaning, err := i.meaning(ctx, o)
	if err != nil {
		return vocabulary.Plan{}, err
	}
	plan, err := vocabulary.NewMatcher(index, thesaurus.Trades()).Plan(ctx, reader, meaning)
	if errors.Is(err, model.ErrServer) {
		o.Note("%s; skills were matched without it\n", o.Text(err.Error()))
		err = nil
	}
	return plan, err
}

// meaning compares labels by the language model, nil where none is configured. It is not told of a skill that only
// somebody's private statement names.
func (i *Installation) meaning(ctx context.Context, o *cli.Options) (*vocabulary.Meaning, error) {
	client, err := OpenModel(ctx, o, i, nil)
	if err != nil || !client.Embeds() {
		return nil, err
	}
	known := map[graph.Key]bool{}
	_, err = access.NewGate(i.Store, i.Store).View(access.Colleague()).Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		known[fact.Key] = true
		return nil
	}, graph.KindSkill)
	return &vocabulary.Meaning{From: client, May: func(skill graph.Fact) bool { return known[skill.Key] }}, err
}

// CommitLinks writes the links of a plan.
func (i *Installation) CommitLinks(ctx context.Context, plan vocabulary.Plan) error {
	if len(plan.Links) == 0 {
		return nil
	}
	_, err := i.Store.Commit(ctx, graph.Tx{Actor: vocabulary.Origin, Put: plan.Links})
	return err
}

// LinkImported links what an import brought.
func (i *Installation) LinkImported(ctx context.Context, o *cli.Options) error {
	plan, err := i.PlanLinks(ctx, o, i.Store)
	if err == nil {
		err = i.CommitLinks(ctx, plan)
	}
	if err != nil {
		return fmt.Errorf("cannot link the skills to the vocabulary: %w", err)
	}
	return nil
}
