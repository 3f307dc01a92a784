package schema

import (
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/emerging"
)

// emergingExperts are people who become experts, a page of the topics.
type emergingExperts struct {
	TotalCount int
	Topics     []emergingTopic
}

type emergingTopic struct {
	Skill  graph.Key
	People []emergingExpert
}

type emergingExpert struct {
	Person   graph.Key
	Accepted int
	Level    *graph.Level
	Before   *graph.Level
	Evidence []graph.Key
}

func emergingArea() area {
	return area{
		structs: map[string]any{"EmergingExperts": emergingExperts{}, "EmergingTopic": emergingTopic{}, "EmergingExpert": emergingExpert{}},
		resolvers: map[string]resolver{
			"Query.emergingExperts": listEmerging,
			"EmergingTopic.skill": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(p.Source.(emergingTopic).Skill)
			},
			"EmergingExpert.person": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.shownPerson(p.Source.(emergingExpert).Person)
			},
			"EmergingExpert.evidence": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.nodes(p.Source.(emergingExpert).Evidence)
			},
		},
	}
}

func listEmerging(r *requestState, p graphql.ResolveParams) (any, error) {
	if !r.view.SeesSkillMap() {
		return nil, nil
	}
	nodes, err := r.view.HRPeople(r.ctx)
	if err != nil {
		return nil, err
	}
	people := make([]graph.Key, len(nodes))
	for i, node := range nodes {
		people[i] = r.view.Key(node)
	}
	if unit, _ := p.Args["unit"].(string); unit != "" {
		within, err := r.withinUnit(unit)
		if err != nil {
			return nil, err
		}
		people = slices.DeleteFunc(people, func(person graph.Key) bool { return !within[person] })
	}
	topics, err := emerging.Read(r.ctx, r.view.AsColleague(), people, r.today().Day())
	answer := emergingExperts{TotalCount: len(topics), Topics: []emergingTopic{}}
	for _, topic := range cut(topics, p.Args) {
		shown := emergingTopic{Skill: topic.Skill}
		for _, one := range topic.Experts[:min(len(topic.Experts), 100)] {
			shown.People = append(shown.People, emergingExpert{one.Person, one.Accepted, one.Level, one.Before, one.Evidence})
		}
		answer.Topics = append(answer.Topics, shown)
	}
	return answer, err
}
