package asking

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// sortLatest sorts the latest first.
func sortLatest[T any](all []T, at func(T) time.Time) {
	slices.SortStableFunc(all, func(a, b T) int { return at(b).Compare(at(a)) })
}

// OwnQuestions returns the questions that the viewer asked, named or not, the latest first.
func OwnQuestions(ctx context.Context, v *access.View) ([]graph.Fact, error) {
	person := v.Viewer().Person
	if person == "" {
		return nil, nil
	}
	authored, err := v.Edges(ctx, []graph.Key{person}, graph.Out, graph.KindAuthored)
	if err != nil {
		return nil, err
	}
	unnamed, err := v.Edges(ctx, []graph.Key{person}, graph.Into, graph.KindAskedBy)
	if err != nil {
		return nil, err
	}
	var keys []graph.Key
	for _, edge := range authored {
		keys = append(keys, edge.To())
	}
	for _, edge := range unnamed {
		keys = append(keys, edge.From())
	}
	return questions(ctx, v, keys)
}

// questions returns those of the contributions that are questions and not deleted, the latest first.
func questions(ctx context.Context, v *access.View, keys []graph.Key) ([]graph.Fact, error) {
	facts, err := v.Facts(ctx, graph.Brief, graph.Distinct(keys)...)
	facts = slices.DeleteFunc(facts, func(fact graph.Fact) bool { return graph.As[graph.Contribution](fact).Type != graph.TypeQuestion })
	sortLatest(facts, func(fact graph.Fact) time.Time { return graph.As[graph.Contribution](fact).PublishedAt })
	return facts, err
}

// QuestionsFor returns the questions that the viewer was asked and has not replied to, the latest first.
func QuestionsFor(ctx context.Context, v *access.View) ([]graph.Fact, error) {
	if v.Viewer().Person == "" {
		return nil, nil
	}
	edges, err := v.Edges(ctx, []graph.Key{v.Viewer().Person}, graph.Into, graph.KindAsked)
	if err != nil {
		return nil, err
	}
	var keys []graph.Key
	for _, edge := range edges {
		if graph.As[graph.Asked](edge).IsOpen() {
			keys = append(keys, edge.From())
		}
	}
	return questions(ctx, v, keys)
}

// Unanswered returns the questions of a community that have no answer that the viewer sees, the oldest first; of all that the
// viewer sees where the community is empty.
func Unanswered(ctx context.Context, v *access.View, community graph.Key) ([]graph.Fact, error) {
	keys, err := contributionsIn(ctx, v, community)
	if err != nil {
		return nil, err
	}
	questions, err := questions(ctx, v, keys)
	if err != nil {
		return nil, err
	}
	nodes := make([]graph.Key, len(questions))
	for i, fact := range questions {
		nodes[i] = fact.Key
	}
	answers, err := v.Edges(ctx, nodes, graph.Into, graph.KindAnswers)
	if err != nil {
		return nil, err
	}
	from := make([]graph.Key, len(answers))
	for i, edge := range answers {
		from[i] = edge.From()
	}
	texts, err := v.Facts(ctx, graph.Brief, graph.Distinct(from)...)
	byKey, answered := graph.ByKey(texts), map[graph.Key]bool{}
	for _, edge := range answers {
		if graph.As[graph.Contribution](byKey[edge.From()]).Type == graph.TypeAnswer {
			answered[edge.To()] = true
		}
	}
	questions = slices.DeleteFunc(questions, func(fact graph.Fact) bool { return answered[fact.Key] })
	slices.Reverse(questions)
	return questions, err
}

// contributionsIn returns the contributions of a community, or all.
func contributionsIn(ctx context.Context, v *access.View, community graph.Key) (keys []graph.Key, err error) {
	if community == "" {
		_, err = v.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
			keys = append(keys, fact.Key)
			return nil
		}, graph.KindContribution)
		return keys, err
	}
	edges, err := v.Edges(ctx, []graph.Key{community}, graph.Into, graph.KindIn)
	for _, edge := range edges {
		keys = append(keys, edge.From())
	}
	return keys, err
}

// CommunitiesToAsk returns the communities in which the viewer may ask, by name.
func CommunitiesToAsk(ctx context.Context, v *access.View) (found []graph.Fact, err error) {
	labels, err := v.Labels(ctx)
	if err != nil {
		return nil, err
	}
	_, err = v.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if !graph.As[graph.Community](fact).IsClosed() || slices.Contains(labels, access.MemberOf(fact.Key)) {
			found = append(found, fact)
		}
		return nil
	}, graph.KindCommunity)
	slices.SortStableFunc(found, func(a, b graph.Fact) int {
		return strings.Compare(graph.FoldPath(graph.As[graph.Community](a).Name), graph.FoldPath(graph.As[graph.Community](b).Name))
	})
	return found, err
}
