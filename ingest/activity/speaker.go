package activity

import (
	"fmt"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// translator says what each line of a file means, on the second reading.
type translator struct {
	keys
	reader    JSONLines
	sink      ingest.Sink
	firstPass *firstPass
	stored    storedContext
	secret    map[graph.Key]bool
	tags      tagger
	members   map[string]bool
	deferred  *deferredRelations
}

// rejection is why a line is not taken.
type rejection string

func (r rejection) Error() string { return string(r) }

func rejected(format string, args ...any) error { return rejection(fmt.Sprintf(format, args...)) }

// emitGroups comes before all else, so that nothing said in a secret group is ever stored, even
// for the time between two commits, before it is known to be said there.
func (s translator) emitGroups() error {
	for _, id := range s.firstPass.groupsInOrder() {
		each := s.firstPass.groups[id]
		if _, stored := s.stored.nodes[s.community(id)]; stored && !each.created {
			continue
		}
		fact := graph.Fact{Key: s.community(id), Value: each.value}
		if err := s.sink.Emit(ingest.Statement{Where: s.where(each.line), Facts: []graph.Fact{fact}}); err != nil {
			return err
		}
	}
	return nil
}

func (s translator) where(line int) ingest.Where {
	return ingest.Where{File: s.reader.Path, Line: line}
}

func (s translator) line(number int, a activity, wrong error) error {
	if wrong == nil {
		wrong = s.translate(number, a)
		if _, refused := wrong.(rejection); wrong != nil && !refused {
			return wrong
		}
	}
	if wrong != nil {
		s.sink.Reject(s.where(number), wrong.Error())
		return nil
	}
	kind := a.Type
	if kind == typeCreate {
		kind = a.Object.Type
	}
	s.sink.Read(strings.ToLower(kind), 1)
	return nil
}

// translate hands over what an activity means. A rejection is about its line, other errors are the sink's.
func (s translator) translate(line int, a activity) error {
	switch a.Type {
	case typeCreate:
		return s.create(line, a)
	case typeLike:
		return s.like(line, a)
	case typeFollow:
		return s.follow(line, a)
	case typeJoin:
		return s.relate(line, a)
	case typeUndo:
		return s.undo(line, a)
	case typeDelete:
		return s.delete(line, a)
	}
	return s.accept(line, a)
}

// emit says facts, and before them who the actor is.
func (s translator) emit(line int, a activity, facts ...graph.Fact) error {
	if err := s.introduce(line, a.Actor.idOrEmpty()); err != nil {
		return err
	}
	return s.sink.Emit(ingest.Statement{Where: s.where(line), Lenient: true, Facts: facts})
}

func (s translator) introduce(line int, id string) error {
	if id == "" || s.members[id] {
		return nil
	}
	s.members[id] = true
	return s.sink.Emit(s.accountStatement(s.where(line), s.reader.member(id, s.firstPass.names[id].text)))
}

func (s translator) like(line int, a activity) error {
	if s.firstPass.deleted[a.Object.ID] {
		return s.drop(line, a, droppedDeleted)
	}
	if !s.exists(a.Object.ID) {
		return rejected("likes %q, which is described neither in this file nor before", a.Object.ID)
	}
	return s.relate(line, a)
}

// exists reports whether something is a contribution, here or before; an answer to nothing is
// none, since its own line is rejected.
func (s translator) exists(contribution string) bool {
	if here, ok := s.firstPass.contributions.find(contribution); ok && here.sort == objectAnswer {
		return s.checkQuestion(here.question) == nil
	} else if ok {
		return true
	}
	_, before := s.stored.nodes[s.contribution(contribution)]
	return before
}

func (s translator) follow(line int, a activity) error {
	if _, isGroup := s.firstPass.groups[a.Object.ID]; isGroup {
		return rejected("people are followed, not groups such as %q: say Join", a.Object.ID)
	}
	if err := s.introduce(line, a.Object.ID); err != nil {
		return err
	}
	return s.relate(line, a)
}

// accept says an edge only for an answer of an earlier file; that of an answer in this file
// tells of its acceptance when the answer is said.
func (s translator) accept(line int, a activity) error {
	if s.firstPass.deleted[a.Object.ID] {
		return s.drop(line, a, droppedDeleted)
	}
	if here, ok := s.firstPass.contributions.find(a.Object.ID); ok {
		if here.sort != objectAnswer {
			return rejected("accepts %q, which is no answer but a %s on line %d", a.Object.ID, here.sort, here.line)
		}
		return s.checkQuestion(here.question)
	}
	if _, known := s.stored.answers[s.contribution(a.Object.ID)]; !known {
		return rejected("accepts %q, which is described as an answer neither in this file nor before", a.Object.ID)
	}
	return s.acceptEarlier(line, a.Object.ID)
}

// acceptEarlier says whether an answer of an earlier file is accepted now, where that changes.
func (s translator) acceptEarlier(line int, id string) error {
	edge, known := s.stored.answers[s.contribution(id)]
	before := graph.As[graph.Answers](edge)
	now := s.acceptance(id, before)
	if _, here := s.firstPass.contributions.find(id); !known || here || now == before {
		return nil
	}
	edge.Value = now
	return s.sink.Emit(ingest.Statement{Where: s.where(line), Facts: []graph.Fact{{Key: edge.Key, Value: now}}})
}
