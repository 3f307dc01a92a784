package eval

import (
	"fmt"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// Attack is a way in which a few people may try to come first without knowing anything.
type Attack struct {
	Name   string
	script func(*script)
}

// Attacks returns those that are replayed. A further one is a row here.
func Attacks() []Attack {
	const ring = 20
	return []Attack{
		{"20 answerers like and follow each other", func(s *script) { s.interactions(func(i, k int) bool { return i != k }) }},
		{"20 answerers like and follow each other in pairs", func(s *script) { s.interactions(func(i, k int) bool { return i != k && i/2 == k/2 }) }},
		{"20 answerers like and follow in one-way rings of three", func(s *script) {
			s.interactions(func(i, k int) bool { return i/3 == k/3 && k%3 == (i+1)%3 })
		}},
		{"20 answerers like and follow the next nine in a ring", func(s *script) {
			s.interactions(func(i, k int) bool { ahead := (k - i + ring) % ring; return ahead >= 1 && ahead <= 9 })
		}},
		{"20 puppets like and follow one answerer", func(s *script) { s.puppets(ring) }},
		{"20 new accounts accept the next one's answer to one question", func(s *script) { s.acceptances(ring, 1) }},
		{"20 new accounts accept the next one's answers to five questions", func(s *script) { s.acceptances(ring, 5) }},
		{"a newcomer asks ten questions, answers and accepts himself", func(s *script) { s.soliloquy(s.newcomer, true) }},
		{"a newcomer asks ten questions and answers himself", func(s *script) { s.soliloquy(s.newcomer, false) }},
		{"a newcomer answers ten questions of a puppet, who accepts", func(s *script) { s.soliloquy(s.puppet, true) }},
		{"a newcomer answers the latest 200 questions with their titles, three times", func(s *script) { s.flood(200, 3) }},
		{"a newcomer has the words of ten queries as a title", func(s *script) {
			s.join("newcomer", strings.Join(s.queries[:min(10, len(s.queries))], " "))
		}},
	}
}

// script is what the members of a ring do.
type script struct {
	log     *Log
	namer   graph.Namer
	queries []string
	// answerers are ordinary people of the community who answered a few questions.
	answerers []Member
	at        time.Time

	statements []ingest.Statement
	ring       []graph.Key // people who gain, or references to them
	posts      int
}

// emit states facts. The keys of people may be references.
func (s *script) emit(facts ...graph.Fact) {
	s.statements = append(s.statements, ingest.Statement{Where: ingest.Where{File: "attack"}, Facts: facts})
}

// account makes an account, and returns a reference to its person.
func (s *script) account(name, title string) graph.Key {
	account := graph.NodeKey(graph.KindAccount, s.namer.ID("account", attackSource, name))
	person := ingest.Reference(graph.KindPerson, "account", account.ID())
	s.emit(graph.Fact{Key: account, Value: graph.Account{Source: attackSource, Attribute: "id", DisplayName: name}},
		graph.Fact{Key: person, Value: graph.Person{DisplayName: name, Title: title}}, graph.Edge(account, "", person, "", graph.Is{}))
	return person
}

// join makes an account of somebody who gains.
func (s *script) join(name, title string) graph.Key {
	person := s.account(name, title)
	s.ring = append(s.ring, person)
	return person
}

func (s *script) newcomer() graph.Key { return s.ring[0] }

func (s *script) puppet() graph.Key { return s.account("puppet", "") }

func (s *script) say(who graph.Key, value graph.Contribution) graph.Key {
	s.posts++
	value.PublishedAt = s.at
	key := graph.NodeKey(graph.KindContribution, s.namer.ID("contribution", attackSource, fmt.Sprint(s.posts)))
	s.emit(graph.Fact{Key: key, Value: value}, graph.Edge(who, "", key, "", graph.Authored{}))
	return key
}

func (s *script) ask(who graph.Key, title string) graph.Key {
	return s.say(who, graph.Contribution{Type: graph.TypeQuestion, Title: title, Content: title})
}

func (s *script) answer(who, question graph.Key, text string, accepted bool) {
	key := s.say(who, graph.Contribution{Type: graph.TypeAnswer, Content: text})
	answers := graph.Answers{Accepted: accepted}
	if accepted {
		answers.AcceptedAt = s.at
	}
	s.emit(graph.Edge(key, "", question, "", answers))
}

// interact makes an account follow an answerer and like all their answers.
func (s *script) interact(who graph.Key, answerer Member) {
	s.emit(graph.Edge(who, "", s.log.People[answerer], "", graph.Follows{At: s.at}))
	for i := range s.log.Posts {
		if post := &s.log.Posts[i]; post.Author == answerer && !post.IsQuestion() {
			s.emit(graph.Edge(who, "", post.Key, "", graph.Likes{At: s.at}))
		}
	}
}

// interactions makes the i-th answerer like and follow the k-th one where does(i, k) is true.
func (s *script) interactions(does func(i, k int) bool) {
	for i, who := range s.answerers {
		s.ring = append(s.ring, s.log.People[who])
		for k, other := range s.answerers {
			if does(i, k) {
				s.interact(s.log.People[who], other)
			}
		}
	}
}

// puppets makes new accounts like and follow one answerer.
func (s *script) puppets(count int) {
	s.ring = []graph.Key{s.log.People[s.answerers[0]]}
	for i := range count {
		s.interact(s.account(fmt.Sprint("puppet ", i), ""), s.answerers[0])
	}
}

// acceptances lets each new account ask some queries, and accept the next one's answers.
func (s *script) acceptances(count, questions int) {
	for i := range count {
		s.join(fmt.Sprint("newcomer ", i), "")
	}
	for i := range count * questions {
		title := s.queries[i*len(s.queries)/(count*questions)]
		s.answer(s.ring[(i+1)%count], s.ask(s.ring[i%count], title), title, true)
	}
}

// soliloquy lets a newcomer answer ten queries that somebody asks for the purpose.
func (s *script) soliloquy(asker func() graph.Key, accepted bool) {
	newcomer := s.join("newcomer", "")
	asking := asker()
	for i := range 10 {
		title := s.queries[i*len(s.queries)/10]
		s.answer(newcomer, s.ask(asking, title), title, accepted)
	}
}

// flood lets a newcomer answer the latest questions with their own titles, several times over.
func (s *script) flood(questions, times int) {
	newcomer := s.join("newcomer", "")
	for i := len(s.log.Posts) - 1; i >= 0 && questions > 0; i-- {
		post := &s.log.Posts[i]
		if !post.IsQuestion() {
			continue
		}
		questions--
		for range times {
			s.answer(newcomer, post.Key, post.Title, false)
		}
	}
}
