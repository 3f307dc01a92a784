package message

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// answer is kept until everything was read: its question may come later.
type answer struct {
	where                ingest.Where
	id, question, author string
	accepted             bool
}

// chunk is how many answers are looked up together.
const chunk = 1000

// stateAnswers states the edges from answers to their questions.
func (w *Writer) stateAnswers(ctx context.Context) error {
	for some := range slices.Chunk(w.answers, chunk) {
		stored, err := w.storedBefore(ctx, some)
		if err != nil {
			return err
		}
		for _, each := range some {
			if err := w.stateAnswer(each, stored); err != nil {
				return err
			}
		}
	}
	return nil
}

// storedBefore returns what the store knows of questions that the source does not hold, and of what was said to answer them.
func (w *Writer) storedBefore(ctx context.Context, some []answer) (map[graph.Key]graph.Fact, error) {
	var keys []graph.Key
	for _, each := range some {
		if _, here := w.written[each.question]; !here {
			keys = append(keys, w.Contribution(each.question), w.edge(each))
		}
	}
	if w.options.Store == nil || len(keys) == 0 {
		return nil, ctx.Err()
	}
	facts, err := w.options.Store.Facts(ctx, graph.Brief, keys...)
	if err != nil {
		return nil, fmt.Errorf("read what is known of %d facts: %w", len(keys), err)
	}
	return graph.ByKey(facts), nil
}

func (w *Writer) edge(of answer) graph.Key {
	return graph.EdgeKey(w.Contribution(of.id), graph.KindAnswers, "", w.Contribution(of.question))
}

// stateAnswer states one edge. Nobody accepts their own answer, and where the question is not in the source, who asked is not
// known: what is stored then stays.
func (w *Writer) stateAnswer(each answer, stored map[graph.Key]graph.Fact) error {
	asked, here := w.written[each.question]
	question, before := stored[w.Contribution(each.question)]
	switch {
	case here && asked.kind != graph.TypeQuestion:
		w.sink.Reject(each.where, fmt.Sprintf("answers %q, which is no question but a %s", each.question, asked.kind))
		return nil
	case !here && (!before || graph.As[graph.Contribution](question).Type != graph.TypeQuestion):
		w.sink.Reject(each.where, fmt.Sprintf("answers %q, which is described as a question neither in this file nor before", each.question))
		return nil
	}
	edge := w.edge(each)
	if _, known := stored[edge]; known {
		return nil
	}
	isOwn := each.author != "" && each.author == asked.account
	value := graph.Answers{Accepted: each.accepted && here && !isOwn}
	return w.sink.Emit(ingest.Statement{Where: each.where, Lenient: true, Facts: []graph.Fact{{Key: edge, Value: value}}})
}
