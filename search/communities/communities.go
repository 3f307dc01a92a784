// Package communities says who answers in a community, which of its questions nobody answered, and whether it is dormant, as
// far as a viewer sees. People are named for what they answered there, and never ranked beyond it.
package communities

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// DormantDays is after how many days without a word a community is dormant.
const DormantDays = 180

// Expert is somebody whose answers in a community were accepted, and how many.
type Expert struct {
	Person   graph.Key
	Accepted int
}

// Experts returns those with most accepted answers, of people who let themselves be found. A sensitive community has none.
func Experts(ctx context.Context, view *access.View, community graph.Key, most int) ([]Expert, error) {
	nodes, err := view.NodeIDs(ctx, community)
	if err != nil || nodes[0] == 0 {
		return nil, err
	}
	in, err := view.AppendEdges(ctx, nil, nodes, graph.Into, graph.KindIn)
	if err != nil || len(in) == 0 {
		return nil, err
	}
	said := make([]graph.NodeID, len(in))
	for i, edge := range in {
		said[i] = edge.From
	}
	answers, err := view.AppendEdges(ctx, nil, said, graph.Into, graph.KindAnswers)
	if err != nil {
		return nil, err
	}
	for _, edge := range answers {
		said = append(said, edge.From)
	}
	slices.Sort(said)
	summaries, err := view.AppendContributions(ctx, nil, slices.Compact(said))
	if err != nil {
		return nil, err
	}
	return best(ctx, view, acceptedBy(summaries), most)
}

// acceptedBy counts the answers of each author that others accepted.
func acceptedBy(summaries []graph.AuthoredContribution) map[graph.NodeID]int {
	counts := map[graph.NodeID]int{}
	for _, one := range summaries {
		if one.Accepted && one.Asker != 0 && one.Asker != one.Author {
			counts[one.Author]++
		}
	}
	return counts
}

func best(ctx context.Context, view *access.View, counts map[graph.NodeID]int, most int) ([]Expert, error) {
	var people []graph.NodeID
	for person := range counts {
		people = append(people, person)
	}
	people, err := view.KeepRanked(ctx, people)
	if err != nil {
		return nil, err
	}
	experts := make([]Expert, len(people))
	for i, person := range people {
		experts[i] = Expert{view.Key(person), counts[person]}
	}
	slices.SortFunc(experts, func(a, b Expert) int {
		return cmp.Or(cmp.Compare(b.Accepted, a.Accepted), cmp.Compare(a.Person, b.Person))
	})
	return experts[:min(most, len(experts))], nil
}

// Contributions returns what was written in a community, as far as the viewer sees, in brief and the latest first.
func Contributions(ctx context.Context, reader graph.Reader, community graph.Key) ([]graph.Fact, error) {
	edges, err := reader.Edges(ctx, []graph.Key{community}, graph.Into, graph.KindIn)
	if err != nil || len(edges) == 0 {
		return nil, err
	}
	keys := make([]graph.Key, len(edges))
	for i, edge := range edges {
		keys[i] = edge.From()
	}
	facts, err := reader.Facts(ctx, graph.Brief, keys...)
	slices.SortFunc(facts, func(a, b graph.Fact) int {
		return cmp.Or(publishedAt(b).Compare(publishedAt(a)), cmp.Compare(a.Key, b.Key))
	})
	return facts, err
}

func publishedAt(fact graph.Fact) time.Time { return graph.As[graph.Contribution](fact).PublishedAt }

// Questions returns the questions of some contributions, in their order; those without an answer alone where unanswered.
func Questions(ctx context.Context, reader graph.Reader, contributions []graph.Fact, unanswered bool) ([]graph.Fact, error) {
	var questions []graph.Fact
	var keys []graph.Key
	for _, fact := range contributions {
		if graph.As[graph.Contribution](fact).Type == graph.TypeQuestion {
			questions, keys = append(questions, fact), append(keys, fact.Key)
		}
	}
	if !unanswered || len(keys) == 0 {
		return questions, nil
	}
	edges, err := reader.Edges(ctx, keys, graph.Into, graph.KindAnswers)
	answered := map[graph.Key]bool{}
	for _, edge := range edges {
		answered[edge.To()] = true
	}
	return slices.DeleteFunc(questions, func(fact graph.Fact) bool { return answered[fact.Key] }), err
}

// IsDormant reports whether nothing was written for a long time in a community, which came to be known on a day; contributions
// are those of it, the latest first.
func IsDormant(contributions []graph.Fact, known, today graph.Date) bool {
	latest := known
	if len(contributions) > 0 && !publishedAt(contributions[0]).IsZero() {
		latest = graph.DateOf(publishedAt(contributions[0]))
	}
	return latest.Day() <= today.Day()-DormantDays
}
