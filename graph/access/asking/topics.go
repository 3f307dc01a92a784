package asking

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/disclosure"
)

// Topic is a skill about which people ask, and which nobody is known to master.
type Topic struct {
	Skill graph.Key
	// Questions are those of the last year without an accepted answer, Askers how many people asked them.
	Questions, Askers int
}

// masters is the level from which somebody who publishes it masters a skill.
const masters graph.Level = 3

// SeesTopics reports whether the viewer is told what is asked without an expert: human resources, and who manages people.
func SeesTopics(ctx context.Context, v *access.View) (bool, error) {
	labels, err := v.Labels(ctx)
	manages := slices.ContainsFunc(labels, func(label access.Label) bool { return strings.HasPrefix(string(label), string(access.ManagerOf(""))) })
	return err == nil && (v.Viewer().Is(access.HRRole) || manages), err
}

// TopicsWithoutExpert returns the skills about which five people or more asked in the last year, without an accepted answer, and
// that nobody lets colleagues see that they master; those with most questions first. It counts what every colleague may see, so
// that two answers tell no more than one. Viewers who are not told get nothing.
func TopicsWithoutExpert(ctx context.Context, v *access.View, today graph.Date) ([]Topic, error) {
	if sees, err := SeesTopics(ctx, v); err != nil || !sees {
		return nil, err
	}
	seen := v.AsColleague()
	askers, err := unsettled(ctx, seen, today)
	if err != nil {
		return nil, err
	}
	questions := make([]graph.Key, 0, len(askers))
	for question := range askers {
		questions = append(questions, question)
	}
	slices.Sort(questions)
	about, err := seen.Edges(ctx, questions, graph.Out, graph.KindAbout)
	if err != nil {
		return nil, err
	}
	asked, people := map[graph.Key]int{}, map[graph.Key]map[graph.Key]bool{}
	for _, edge := range about {
		question, skill := edge.Key.Ends()
		if people[skill] == nil {
			people[skill] = map[graph.Key]bool{}
		}
		asked[skill]++
		people[skill][askers[question]] = true
	}
	var topics []Topic
	for skill, who := range people {
		if delete(who, ""); len(who) >= disclosure.Threshold {
			topics = append(topics, Topic{skill, asked[skill], len(who)})
		}
	}
	if topics, err = withoutMasters(ctx, seen, topics); err != nil {
		return nil, err
	}
	slices.SortFunc(topics, func(a, b Topic) int {
		return cmp.Or(cmp.Compare(b.Questions, a.Questions), cmp.Compare(a.Skill, b.Skill))
	})
	return topics, nil
}

// unsettled returns the questions of the last year without an accepted answer, each with its asker, "" where that is not told.
func unsettled(ctx context.Context, v *access.View, today graph.Date) (map[graph.Key]graph.Key, error) {
	askers := map[graph.Key]graph.Key{}
	_, err := v.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		value := graph.As[graph.Contribution](fact)
		if on := graph.DayOf(value.PublishedAt); value.Type == graph.TypeQuestion && on > today.Day()-365 && on <= today.Day() {
			askers[fact.Key] = ""
		}
		return nil
	}, graph.KindContribution)
	if err != nil {
		return nil, err
	}
	questions := make([]graph.Key, 0, len(askers))
	for question := range askers {
		questions = append(questions, question)
	}
	slices.Sort(questions)
	edges, err := v.Edges(ctx, questions, graph.Into, graph.KindAnswers, graph.KindAuthored)
	for _, edge := range edges {
		if edge.Key.Kind() == graph.KindAuthored {
			if _, is := askers[edge.To()]; is {
				askers[edge.To()] = edge.From()
			}
		}
	}
	for _, edge := range edges {
		if graph.As[graph.Answers](edge).Accepted {
			delete(askers, edge.To())
		}
	}
	return askers, err
}

// withoutMasters keeps the topics that nobody lets colleagues see that they master.
func withoutMasters(ctx context.Context, v *access.View, topics []Topic) ([]Topic, error) {
	skills := make([]graph.Key, len(topics))
	for i, topic := range topics {
		skills[i] = topic.Skill
	}
	declared, err := v.Edges(ctx, skills, graph.Into, graph.KindDeclares)
	mastered := map[graph.Key]bool{}
	for _, edge := range declared {
		if held := graph.As[graph.Declares](edge).Held; held != nil && *held >= masters {
			mastered[edge.To()] = true
		}
	}
	return slices.DeleteFunc(topics, func(topic Topic) bool { return mastered[topic.Skill] }), err
}
