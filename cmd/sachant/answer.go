package main

import (
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/rank"
)

// foundExpert is one line of find --json; a contract with scripts.
type foundExpert struct {
	Person  foundPerson   `json:"person"`
	Score   float64       `json:"score"`
	Reasons []foundReason `json:"reasons"`
}

type foundPerson struct {
	Key   graph.Key `json:"key"`
	Name  string    `json:"name"`
	Title string    `json:"title"`
	Unit  string    `json:"unit"`
}

type foundReason struct {
	Kind     string          `json:"kind"`
	Points   float64         `json:"points"`
	Text     string          `json:"text"`
	Evidence []foundEvidence `json:"evidence"`
}

type foundEvidence struct {
	Key     graph.Key  `json:"key"`
	Kind    string     `json:"kind"`
	Title   string     `json:"title"`
	Excerpt string     `json:"excerpt"`
	Date    graph.Date `json:"date"`
}

func found(answer search.Answer, language string) []foundExpert {
	experts := make([]foundExpert, 0, len(answer.Experts))
	for _, expert := range answer.Experts {
		person := graph.As[graph.Person](expert.Person)
		experts = append(experts, foundExpert{
			Person:  foundPerson{expert.Person.Key, person.DisplayName, person.Title, expert.Unit},
			Score:   expert.Score,
			Reasons: foundReasons(expert.Reasons, language),
		})
	}
	return experts
}

func foundReasons(reasons []rank.Reason, language string) []foundReason {
	list := make([]foundReason, 0, len(reasons))
	for _, reason := range reasons {
		evidence := make([]foundEvidence, 0, len(reason.Evidence))
		for _, piece := range reason.Evidence {
			evidence = append(evidence, foundEvidence{piece.Key, piece.Kind, piece.Title, piece.Excerpt, piece.Date})
		}
		list = append(list, foundReason{reason.Kind, reason.Points, reason.Text(language), evidence})
	}
	return list
}
