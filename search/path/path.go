// Package path finds how two people are connected: the shortest way from one to the other over reporting lines, follows,
// questions that both wrote about, communities and units that both are in. It goes only over what the view shows, so
// nobody learns of a connection that they may not see.
package path

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Step leads from one person to the next.
type Step struct {
	From, To graph.Key
	// Kind is how they are connected: reports_to, follows, answers, member_of or in_unit.
	Kind graph.Kind
	// Backward: of reports_to and follows, it is To who does.
	Backward bool
	// Via is the question, the community or the unit that both have in common, else empty.
	Via graph.Key
}

// MaxSteps is how long a way may be.
const MaxSteps = 4

// maxPeople bounds how many people are looked at.
const maxPeople = 50_000

// Shortest returns the steps from one person to another; nil where there is no way, or none of [MaxSteps] at most. Of several ways
// of one length, the one over closer connections is taken, in the order in which [Step.Kind] names them.
func Shortest(ctx context.Context, view *access.View, from, to graph.Key) ([]Step, error) {
	ends, err := view.NodeIDs(ctx, from, to)
	if err != nil || ends[0] == 0 || ends[1] == 0 || ends[0] == ends[1] {
		return nil, err
	}
	s := &search{view: view, reached: map[graph.NodeID]arrival{ends[0]: {}}, passed: map[graph.NodeID]bool{}, wanted: ends[1], frontier: []graph.NodeID{ends[0]}}
	for range MaxSteps {
		if err := s.widen(ctx); err != nil {
			return nil, fmt.Errorf("find how two people are connected: %w", err)
		}
		if _, found := s.reached[s.wanted]; found {
			return s.steps(), nil
		}
		if len(s.frontier) == 0 || len(s.reached) > maxPeople {
			return nil, nil
		}
	}
	return nil, nil
}

// search is the people who were reached from the first one, and how.
type search struct {
	view     *access.View
	reached  map[graph.NodeID]arrival
	passed   map[graph.NodeID]bool // questions, communities and units
	wanted   graph.NodeID
	frontier []graph.NodeID // who was reached in the last step
	next     []graph.NodeID
}

type arrival struct {
	from, via graph.NodeID
	kind      graph.Kind
	backward  bool
}

// widen goes a step further from everybody who was reached in the last one, over each kind of connection in turn, until the wanted
// person is reached.
func (s *search) widen(ctx context.Context) error {
	s.next = nil
	for _, connect := range []func(context.Context) error{
		s.over(graph.KindReportsTo, graph.Out), s.over(graph.KindReportsTo, graph.Into), s.over(graph.KindFollows, graph.Out), s.over(graph.KindFollows, graph.Into),
		s.overQuestions, s.through(graph.KindMemberOf), s.through(graph.KindInUnit),
	} {
		if err := connect(ctx); err != nil {
			return err
		}
		if _, found := s.reached[s.wanted]; found {
			return nil
		}
	}
	s.frontier = s.next
	return nil
}

func (s *search) reach(person graph.NodeID, by arrival) {
	if _, was := s.reached[person]; !was {
		s.reached[person], s.next = by, append(s.next, person)
	}
}

// over goes along edges between people.
func (s *search) over(kind graph.Kind, direction graph.Direction) func(context.Context) error {
	return func(ctx context.Context) error {
		edges, err := s.view.AppendEdges(ctx, nil, s.frontier, direction, kind)
		for _, edge := range edges {
			if direction == graph.Out {
				s.reach(edge.To, arrival{from: edge.From, kind: kind})
			} else {
				s.reach(edge.From, arrival{from: edge.To, kind: kind, backward: true})
			}
		}
		return err
	}
}

// through goes to the others who are in what people are in.
func (s *search) through(kind graph.Kind) func(context.Context) error {
	return func(ctx context.Context) error {
		edges, err := s.view.AppendEdges(ctx, nil, s.frontier, graph.Out, kind)
		if err != nil {
			return err
		}
		return s.others(ctx, edges, kind, kind)
	}
}

// others reaches who else edges of a kind lead from to the nodes that some edges lead people to, each node once.
func (s *search) others(ctx context.Context, edges []graph.EdgeRef, kind, stepKind graph.Kind) error {
	first := map[graph.NodeID]graph.NodeID{}
	var nodes []graph.NodeID
	for _, edge := range edges {
		if !s.passed[edge.To] {
			s.passed[edge.To] = true
			first[edge.To], nodes = edge.From, append(nodes, edge.To)
		}
	}
	others, err := s.view.AppendEdges(ctx, nil, nodes, graph.Into, kind)
	for _, edge := range others {
		s.reach(edge.From, arrival{from: first[edge.To], via: edge.To, kind: stepKind})
	}
	return err
}

// overQuestions goes to who asked or answered a question that people asked or answered.
func (s *search) overQuestions(ctx context.Context) error {
	authored, err := s.view.AppendEdges(ctx, nil, s.frontier, graph.Out, graph.KindAuthored)
	if err != nil {
		return err
	}
	author := map[graph.NodeID]graph.NodeID{}
	texts := make([]graph.NodeID, 0, len(authored))
	for _, edge := range authored {
		if _, known := author[edge.To]; !known {
			author[edge.To], texts = edge.From, append(texts, edge.To)
		}
	}
	answers, err := s.view.AppendEdges(ctx, nil, texts, graph.Out, graph.KindAnswers)
	if err != nil {
		return err
	}
	first := map[graph.NodeID]graph.NodeID{} // who was reached, by question
	var questions []graph.NodeID
	take := func(question, person graph.NodeID) {
		if !s.passed[question] {
			s.passed[question] = true
			first[question], questions = person, append(questions, question)
		}
	}
	for _, edge := range answers {
		take(edge.To, author[edge.From])
	}
	for _, text := range texts {
		take(text, author[text])
	}
	return s.writers(ctx, first, questions)
}

// writers reaches the authors of questions and of their answers.
func (s *search) writers(ctx context.Context, first map[graph.NodeID]graph.NodeID, questions []graph.NodeID) error {
	answers, err := s.view.AppendEdges(ctx, nil, questions, graph.Into, graph.KindAnswers)
	if err != nil {
		return err
	}
	question := map[graph.NodeID]graph.NodeID{}
	texts := slices.Clone(questions)
	for _, one := range questions {
		question[one] = one
	}
	for _, edge := range answers {
		if _, known := question[edge.From]; !known {
			question[edge.From], texts = edge.To, append(texts, edge.From)
		}
	}
	authored, err := s.view.AppendEdges(ctx, nil, texts, graph.Into, graph.KindAuthored)
	for _, edge := range authored {
		of := question[edge.To]
		s.reach(edge.From, arrival{from: first[of], via: of, kind: graph.KindAnswers})
	}
	return err
}

// steps returns the way to the wanted person.
func (s *search) steps() (steps []Step) {
	for at := s.wanted; s.reached[at].from != 0; at = s.reached[at].from {
		by := s.reached[at]
		step := Step{From: s.view.Key(by.from), To: s.view.Key(at), Kind: by.kind, Backward: by.backward}
		if by.via != 0 {
			step.Via = s.view.Key(by.via)
		}
		steps = append(steps, step)
	}
	slices.Reverse(steps)
	return steps
}
