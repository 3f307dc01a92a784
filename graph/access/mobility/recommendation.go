package mobility

import (
	"cmp"
	"context"
	"fmt"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// maxRecommended bounds how many colleagues somebody recommends for one opening.
const maxRecommended = 10

// Recommend asks a colleague whether they want to be recommended for an open opening. Nobody but the colleague sees it until
// they agree, and the viewer learns nothing of them: who was recommended before, or takes an interest already, is not asked again.
func Recommend(ctx context.Context, v *access.View, opening, colleague graph.Key, today graph.Date) error {
	if colleague == v.Viewer().Person {
		return fmt.Errorf("%w: nobody recommends themselves: say that the opening interests you", graph.ErrInvalid)
	}
	if err := isOpenTo(ctx, v, opening, colleague, today); err != nil {
		return err
	}
	edge := graph.Edge(opening, "", colleague, "", graph.Recommends{By: string(v.Viewer().Person), On: today})
	before, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{opening}, graph.Out, graph.KindRecommends)
	if err != nil {
		return err
	}
	mine, asked := 0, false
	for _, one := range before {
		asked = asked || one.Key == edge.Key
		if graph.As[graph.Recommends](one).By == string(v.Viewer().Person) {
			mine++
		}
	}
	interest := graph.EdgeKey(colleague, graph.KindInterestedIn, "", opening)
	interested, err := unfiltered.Reader(v).Facts(ctx, graph.Brief, interest)
	switch {
	case err != nil:
		return err
	case asked || len(interested) > 0:
		return nil
	case mine >= maxRecommended:
		return fmt.Errorf("%w: you recommend enough colleagues for this opening", graph.ErrInvalid)
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{edge}, If: []graph.Condition{{Key: edge.Key}}})
}

// isOpenTo refuses an opening that is not open, or nodes that the viewer does not see.
func isOpenTo(ctx context.Context, v *access.View, opening, person graph.Key, today graph.Date) error {
	if opening.Kind() != graph.KindOpening || person.Kind() != graph.KindPerson {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, opening)
	}
	if err := v.RequireVisible(ctx, []graph.Key{opening, person}); err != nil {
		return err
	}
	facts, err := v.Facts(ctx, graph.Brief, opening)
	if err != nil || len(facts) == 0 || !graph.As[graph.Opening](facts[0]).IsOpen(today) {
		return cmp.Or(err, fmt.Errorf("%w: the opening is closed", graph.ErrInvalid))
	}
	return nil
}

// AnswerRecommendation says whether the viewer, who was recommended for an opening, agrees. If they do, they show interest in
// it, and those who see matches read who recommends them. If not, nobody learns of it.
func AnswerRecommendation(ctx context.Context, v *access.View, opening graph.Key, agrees bool, today graph.Date) error {
	key := graph.EdgeKey(opening, graph.KindRecommends, "", v.Viewer().Person)
	if key.Check() != nil {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, opening)
	}
	facts, err := v.Facts(ctx, graph.Whole, key)
	if err != nil || len(facts) == 0 {
		return cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, opening))
	}
	value := graph.As[graph.Recommends](facts[0])
	value.Answer = graph.AnswerNotNow
	tx := graph.Tx{If: []graph.Condition{{Key: key, Revision: facts[0].Revision}}}
	if agrees {
		if err := isOpenTo(ctx, v, opening, v.Viewer().Person, today); err != nil {
			return err
		}
		value.Answer = graph.AnswerYes
		tx.Put = append(tx.Put, graph.Edge(v.Viewer().Person, "", opening, "", graph.InterestedIn{On: today, RecommendedBy: value.By}))
	}
	tx.Put = append(tx.Put, graph.Fact{Key: key, Value: value})
	return unfiltered.CommitOwn(ctx, v, tx)
}
