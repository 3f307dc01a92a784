package hr

import (
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
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

func emergingArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"EmergingExperts": emergingExperts{}, "EmergingTopic": emergingTopic{}, "EmergingExpert": emergingExpert{}},
		Resolvers: map[string]resolve.Func{
			"Query.emergingExperts": listEmerging,
			"EmergingTopic.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(emergingTopic).Skill)
			},
			"EmergingExpert.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.ShownPerson(p.Source.(emergingExpert).Person)
			},
			"EmergingExpert.evidence": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Nodes(p.Source.(emergingExpert).Evidence)
			},
		},
	}
}

func listEmerging(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if !r.View.SeesSkillMap() {
		return nil, nil
	}
	nodes, err := r.View.HRPeople(r.Context)
	if err != nil {
		return nil, err
	}
	people := make([]graph.Key, len(nodes))
	for i, node := range nodes {
		people[i] = r.View.Key(node)
	}
	if unit, _ := p.Args["unit"].(string); unit != "" {
		within, err := r.WithinUnit(unit)
		if err != nil {
			return nil, err
		}
		people = slices.DeleteFunc(people, func(person graph.Key) bool { return !within[person] })
	}
	topics, err := emerging.Read(r.Context, r.View.AsColleague(), people, r.Today().Day())
	answer := emergingExperts{TotalCount: len(topics), Topics: []emergingTopic{}}
	for _, topic := range resolve.Cut(topics, p.Args) {
		shown := emergingTopic{Skill: topic.Skill}
		for _, one := range topic.Experts[:min(len(topic.Experts), 100)] {
			shown.People = append(shown.People, emergingExpert{one.Person, one.Accepted, one.Level, one.Before, one.Evidence})
		}
		answer.Topics = append(answer.Topics, shown)
	}
	return answer, err
}
