package activity

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// droppedDeleted counts what concerns a contribution that the file also deletes.
const droppedDeleted = "deleted"

// checkUndo: what is undone is an activity, by its own id or by what it was.
func (a activity) checkUndo() error {
	what := a.Object
	if what.Type == "" && what.ID != "" {
		return nil
	}
	switch what.Type {
	case typeLike, typeFollow, typeJoin, typeAccept:
	case typeCreate:
		return errors.New("what somebody wrote is not undone: say Delete")
	default:
		return fmt.Errorf("%q is not an activity that can be undone: %s", what.Type,
			strings.Join([]string{typeLike, typeFollow, typeJoin, typeAccept}, ", "))
	}
	if what.ID == "" && what.Object.idOrEmpty() == "" {
		return errors.New(`the undone activity has neither "id" nor "object"`)
	}
	if who := what.Actor.idOrEmpty(); who != "" && who != a.Actor.idOrEmpty() {
		return fmt.Errorf("%q undoes what %q did: nobody undoes what somebody else did", a.Actor.idOrEmpty(), who)
	}
	return nil
}

func (a activity) checkDelete() error {
	switch a.Object.Type {
	case "", "Tombstone", objectQuestion, objectAnswer, objectNote, objectArticle:
		return nil
	}
	return fmt.Errorf("%q is not deleted by a line: only what somebody wrote is", a.Object.Type)
}

// undone is what an Undo takes back, where it says so; else it names an activity by its id.
func (a activity) undone() (what relation, named bool) {
	switch inner := a.Object; {
	case inner.Object.idOrEmpty() == "":
		return relation{}, false
	case inner.Type == typeAccept:
		return acceptanceOf(inner.Object.ID), true
	default:
		return relation{inner.Type, a.Actor.ID, inner.Object.ID}, true
	}
}

// conclude decides, once everything was read, what was said last.
func (s *firstPass) conclude() {
	s.history.conclude()
	for id, times := range s.acceptances {
		for _, at := range times {
			first, accepted := s.accepted[id]
			if !s.history.isUndone(acceptanceOf(id), at) && (!accepted || at.Before(first)) {
				s.accepted[id] = at
			}
		}
	}
	s.acceptances = nil
}

// relate says a like, follow or membership that stands, or takes back one that was undone.
func (s translator) relate(line int, a activity) error {
	what := a.relation()
	switch history := s.firstPass.history; {
	case history.stands(a):
		return s.emitRelation(line, a)
	case history.isUndone(what, a.at):
		if err := s.introduce(line, a.Actor.ID); err != nil {
			return err
		}
		return s.emitRemoval(line, what)
	}
	return s.drop(line, a, "repetition")
}

// emitRelation says a membership, and has a like or follow said later.
func (s translator) emitRelation(line int, a activity) error {
	switch a.Type {
	case typeLike:
		s.deferred.like(line, a, s.firstPass.contributions.index[a.Object.ID])
	case typeFollow:
		s.deferred.follow(line, a)
	default:
		member := graph.MemberOf{Role: oneLine(a.Role), At: a.at}
		return s.emit(line, a, graph.Fact{Key: s.relationKey(a.relation()), Value: member})
	}
	return s.introduce(line, a.Actor.idOrEmpty())
}

// drop leaves an activity out; its actor exists all the same, as they would had the rest come in
// a later file.
func (s translator) drop(line int, a activity, why string) error {
	s.sink.Drop(why, 1)
	return s.introduce(line, a.Actor.idOrEmpty())
}

func (s translator) relationKey(what relation) graph.Key {
	actor := s.person(what.actor)
	switch what.kind {
	case typeFollow:
		return graph.EdgeKey(actor, graph.KindFollows, "", s.person(what.object))
	case typeJoin:
		return graph.EdgeKey(actor, graph.KindMemberOf, "", s.community(what.object))
	}
	return graph.EdgeKey(actor, graph.KindLikes, "", s.contribution(what.object))
}

// emitRemoval removes a relation that is stored, unless it was said again after it was undone.
func (s translator) emitRemoval(line int, what relation) error {
	history := s.firstPass.history
	return s.sink.Emit(ingest.Statement{Where: s.where(line), Removes: []ingest.Removal{{
		Key: s.relationKey(what),
		If:  func(fact graph.Fact) bool { return history.isUndone(what, saidAt(fact)) },
	}}})
}

func saidAt(fact graph.Fact) time.Time {
	switch value := fact.Value.(type) {
	case graph.Likes:
		return value.At
	case graph.Follows:
		return value.At
	case graph.MemberOf:
		return value.At
	}
	return time.Time{}
}

func (s translator) undo(line int, a activity) error {
	what, named := a.undone()
	switch {
	case !named && !s.firstPass.history.found[s.firstPass.history.hashID(a.Actor.ID, a.Object.ID)]:
		return rejected("undoes %q, which is no activity of %s in this file: say what it was, as in "+
			`"object":{"type":"Like","object":"q-17"}`, a.Object.ID, a.Actor.ID)
	case !named:
		return nil // the activity itself is taken back where it stands
	case what.kind == typeAccept:
		return s.acceptEarlier(line, what.object)
	}
	return s.emitRemoval(line, what)
}

// delete takes a contribution back with all that hangs on it. Nothing in the file brings it
// back, as an id names one thing; and it is no fault if it is gone already.
func (s translator) delete(line int, a activity) error {
	if _, isGroup := s.firstPass.groups[a.Object.ID]; isGroup {
		if _, here := s.firstPass.contributions.find(a.Object.ID); !here {
			return rejected("%q is a group, which is not deleted by a line: only what somebody wrote is", a.Object.ID)
		}
	}
	return s.sink.Emit(ingest.Statement{Where: s.where(line), Removes: []ingest.Removal{{Key: s.contribution(a.Object.ID)}}})
}
