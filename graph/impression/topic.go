package impression

import (
	"context"

	"github.com/sachant/sachant/graph"
)

// row is what is counted.
type row struct {
	person             graph.Key
	topic, role, month string
}

// count returns the numbers of searches: of one search a person counts once for each topic. People who are not there, or are
// there no longer, are not counted.
func count(ctx context.Context, reader graph.Reader, searches []search) (map[row]int, error) {
	var people, contributions []graph.Key
	for _, one := range searches {
		for _, shown := range one.shown {
			people = append(people, shown.Person)
			if shown.Evidence.Kind() == graph.KindContribution {
				contributions = append(contributions, shown.Evidence)
			}
		}
	}
	there, err := present(ctx, reader, graph.Distinct(people))
	if err != nil {
		return nil, err
	}
	topics, err := topicsOf(ctx, reader, graph.Distinct(contributions))
	if err != nil {
		return nil, err
	}
	counts := map[row]int{}
	for _, one := range searches {
		counted := map[row]bool{}
		for _, shown := range one.shown {
			for _, topic := range topicsOfEvidence(shown, topics) {
				of := row{shown.Person, topic, one.role, one.month}
				if there[shown.Person] && !counted[of] {
					counted[of] = true
					counts[of]++
				}
			}
		}
	}
	return counts, nil
}

func topicsOfEvidence(shown Shown, ofContributions map[graph.Key][]string) []string {
	switch kind := shown.Evidence.Kind(); {
	case kind == graph.KindDeclares:
		_, skill := shown.Evidence.Ends()
		return []string{string(skill)}
	case shown.Evidence == shown.Person:
		return []string{TopicProfile}
	case kind == graph.KindContribution && len(ofContributions[shown.Evidence]) > 0:
		return ofContributions[shown.Evidence]
	case kind == graph.KindContribution:
		return []string{TopicOther}
	}
	return nil
}

// present returns which people are there and have not left.
func present(ctx context.Context, reader graph.Reader, people []graph.Key) (map[graph.Key]bool, error) {
	there := map[graph.Key]bool{}
	if len(people) == 0 {
		return there, nil
	}
	facts, err := reader.Facts(ctx, graph.Brief, people...)
	for _, fact := range facts {
		there[fact.Key] = !graph.As[graph.Person](fact).Absent
	}
	return there, err
}

// topicsOf returns the skills of contributions, and of the questions that they answer.
func topicsOf(ctx context.Context, reader graph.Reader, contributions []graph.Key) (map[graph.Key][]string, error) {
	topics := map[graph.Key][]string{}
	if len(contributions) == 0 {
		return topics, nil
	}
	edges, err := reader.Edges(ctx, contributions, graph.Out, graph.KindAbout, graph.KindAnswers)
	if err != nil {
		return nil, err
	}
	answers := map[graph.Key][]graph.Key{} // by question
	var questions []graph.Key
	for _, edge := range edges {
		if edge.Key.Kind() == graph.KindAbout {
			topics[edge.From()] = append(topics[edge.From()], string(edge.To()))
			continue
		}
		questions = append(questions, edge.To())
		answers[edge.To()] = append(answers[edge.To()], edge.From())
	}
	if len(questions) == 0 {
		return topics, nil
	}
	above, err := reader.Edges(ctx, graph.Distinct(questions), graph.Out, graph.KindAbout)
	for _, edge := range above {
		for _, answer := range answers[edge.From()] {
			topics[answer] = append(topics[answer], string(edge.To()))
		}
	}
	return topics, err
}
