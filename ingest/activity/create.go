package activity

import (
	"slices"

	"github.com/sachant/sachant/graph"
)

func (s translator) create(line int, a activity) error {
	if first, same, other := s.firstPass.isFirst(line, a); !first && same {
		s.sink.Drop("repetition", 1)
		return nil
	} else if !first {
		return rejected("%q is created otherwise on line %d: an id names one thing", a.Object.ID, other)
	}
	switch {
	case a.Object.Type == objectGroup:
		return nil // said at first
	case s.firstPass.deleted[a.Object.ID]:
		return s.drop(line, a, droppedDeleted)
	}
	answers, err := s.answers(a)
	if err != nil {
		return err
	}
	key, homes := s.contribution(a.Object.ID), s.communities(a.Object)
	facts := []graph.Fact{{Key: key, Value: a.made}}
	for _, home := range homes {
		facts = append(facts, graph.Edge(key, "", home, "", graph.In{}))
	}
	if author := a.Actor.idOrEmpty(); author != "" {
		facts = append(facts, graph.Edge(s.person(author), "", key, "", graph.Authored{}))
	}
	about, err := s.tags.about(s.where(line), key, a.Object.Tag, !s.anySecret(homes))
	if err != nil {
		return err
	}
	return s.emit(line, a, append(append(facts, answers...), about...)...)
}

// answers is the edge from an answer to its question; none where the question was deleted, for
// then the answer stands alone.
func (s translator) answers(a activity) ([]graph.Fact, error) {
	if a.Object.Type != objectAnswer {
		return nil, nil
	}
	id, question := a.Object.ID, a.Object.InReplyTo.ID
	if err := s.checkQuestion(question); err != nil || s.firstPass.deleted[question] {
		return nil, err
	}
	edge := graph.Edge(s.contribution(id), "", s.contribution(question), "", graph.Answers{})
	before := s.stored.answers[edge.From()]
	if before.Key != edge.Key {
		before = graph.Fact{}
	}
	edge.Value = s.acceptance(id, graph.As[graph.Answers](before))
	return []graph.Fact{edge}, nil
}

// acceptance is how it stands with an answer, given what is stored. An acceptance that is stored
// stays until it is undone: a file that tells of the answer alone does not take it back.
func (s translator) acceptance(id string, stored graph.Answers) graph.Answers {
	if stored.Accepted && !s.firstPass.history.isUndone(acceptanceOf(id), stored.AcceptedAt) {
		return stored
	}
	at, accepted := s.firstPass.accepted[id]
	return graph.Answers{Accepted: accepted, AcceptedAt: at}
}

func (s translator) checkQuestion(question string) error {
	if here, ok := s.firstPass.contributions.find(question); ok {
		if here.sort != objectQuestion {
			return rejected("answers %q, which is no question but a %s on line %d", question, here.sort, here.line)
		}
		return nil
	}
	if s.firstPass.deleted[question] {
		return nil
	}
	before, ok := s.stored.nodes[s.contribution(question)]
	if !ok || graph.As[graph.Contribution](before).Type != graph.TypeQuestion {
		return rejected("answers %q, which is described as a question neither in this file nor before", question)
	}
	return nil
}

// communities are the communities that something is said in: its audience, else those of the
// question that it answers, else where it was said to be before.
func (s translator) communities(object *object) []graph.Key {
	switch {
	case object.Audience != nil:
		return []graph.Key{s.community(object.Audience.ID)}
	case object.Type == objectAnswer:
		if homes := s.communitiesOf(object.InReplyTo.ID); len(homes) > 0 {
			return homes
		}
	}
	return s.communitiesOf(object.ID)
}

func (s translator) communitiesOf(contribution string) []graph.Key {
	if here, _ := s.firstPass.contributions.find(contribution); here.group != "" {
		return []graph.Key{s.community(here.group)}
	}
	return s.stored.communities[s.contribution(contribution)]
}

func (s translator) anySecret(homes []graph.Key) bool {
	return slices.ContainsFunc(homes, func(home graph.Key) bool { return s.secret[home] })
}

// secretGroups are those that will be secret once the file is imported: a file that creates a
// group decides, else what is stored does.
func secretGroups(k keys, found *firstPass, before storedContext) map[graph.Key]bool {
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
