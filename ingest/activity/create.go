package activity

import (
	"slices"

	"github.com/sachant/sachant/graph"
)

func (s speaker) create(line int, a activity) error {
	if first, same, other := s.survey.first(line, a); !first && same {
		s.sink.Drop("repetition", 1)
		return nil
	} else if !first {
		return rejected("%q is created otherwise on line %d: an id names one thing", a.Object.ID, other)
	}
	switch {
	case a.Object.Type == objectGroup:
		return nil // said at first
	case s.survey.deleted[a.Object.ID]:
		return s.drop(line, a, droppedDeleted)
	}
	answers, err := s.answers(a)
	if err != nil {
		return err
	}
	key, homes := s.contribution(a.Object.ID), s.homes(a.Object)
	facts := []graph.Fact{{Key: key, Value: a.made}}
	for _, home := range homes {
		facts = append(facts, graph.Edge(key, "", home, "", graph.In{}))
	}
	if author := a.Actor.id(); author != "" {
		facts = append(facts, graph.Edge(s.person(author), "", key, "", graph.Authored{}))
	}
	about, err := s.tags.about(s.where(line), key, a.Object.Tag, !s.anySecret(homes))
	if err != nil {
		return err
	}
	return s.tell(line, a, append(append(facts, answers...), about...)...)
}

// answers is the edge from an answer to its question; none where the question was deleted, for
// then the answer stands alone.
func (s speaker) answers(a activity) ([]graph.Fact, error) {
	if a.Object.Type != objectAnswer {
		return nil, nil
	}
	id, question := a.Object.ID, a.Object.InReplyTo.ID
	if err := s.checkQuestion(question); err != nil || s.survey.deleted[question] {
		return nil, err
	}
	edge := graph.Edge(s.contribution(id), "", s.contribution(question), "", graph.Answers{})
	before := s.earlier.answers[edge.From()]
	if before.Key != edge.Key {
		before = graph.Fact{}
	}
	edge.Value = s.acceptance(id, graph.As[graph.Answers](before))
	return []graph.Fact{edge}, nil
}

// acceptance is how it stands with an answer, given what is stored. An acceptance that is stored
// stays until it is undone: a file that tells of the answer alone does not take it back.
func (s speaker) acceptance(id string, stored graph.Answers) graph.Answers {
	if stored.Accepted && !s.survey.history.isUndone(acceptanceOf(id), stored.AcceptedAt) {
		return stored
	}
	at, accepted := s.survey.accepted[id]
	return graph.Answers{Accepted: accepted, AcceptedAt: at}
}

func (s speaker) checkQuestion(question string) error {
	if here, ok := s.survey.contributions.find(question); ok {
		if here.sort != objectQuestion {
			return rejected("answers %q, which is no question but a %s on line %d", question, here.sort, here.line)
		}
		return nil
	}
	if s.survey.deleted[question] {
		return nil
	}
	before, ok := s.earlier.nodes[s.contribution(question)]
	if !ok || graph.As[graph.Contribution](before).Type != graph.TypeQuestion {
		return rejected("answers %q, which is described as a question neither in this file nor before", question)
	}
	return nil
}

// homes are the communities that something is said in: its audience, else those of the
// question that it answers, else where it was said to be before.
func (s speaker) homes(object *thing) []graph.Key {
	switch {
	case object.Audience != nil:
		return []graph.Key{s.community(object.Audience.ID)}
	case object.Type == objectAnswer:
		if homes := s.homesOf(object.InReplyTo.ID); len(homes) > 0 {
			return homes
		}
	}
	return s.homesOf(object.ID)
}

func (s speaker) homesOf(contribution string) []graph.Key {
	if here, _ := s.survey.contributions.find(contribution); here.group != "" {
		return []graph.Key{s.community(here.group)}
	}
	return s.earlier.homes[s.contribution(contribution)]
}

func (s speaker) anySecret(homes []graph.Key) bool {
	return slices.ContainsFunc(homes, func(home graph.Key) bool { return s.secret[home] })
}

// secretGroups are those that will be secret once the file is imported: a file that creates a
// group decides, else what is stored does.
func secretGroups(k keys, found *survey, before earlier) map[graph.Key]bool {
	secret := map[graph.Key]bool{}
	for key, fact := range before.nodes {
		if graph.As[graph.Community](fact).Secret {
			secret[key] = true
		}
	}
	for id, each := range found.groups {
		if key := k.community(id); each.created || !secret[key] {
			secret[key] = each.value.Secret
		}
	}
	return secret
}
