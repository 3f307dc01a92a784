package activity

import (
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// acceptance is by an actor, who is given by their number.
type acceptance struct {
	actor int32
	at    time.Time
}

// identity is somebody, as a file and the store know them; nobody is the zero identity.
type identity struct {
	actor  string
	member string // an employee number or an e-mail address that may be trusted
	person graph.Key
}

// is reports whether both are known to be the same person.
func (i identity) is(other identity) bool {
	return i.actor != "" && i.actor == other.actor || i.member != "" && i.member == other.member ||
		i.person != "" && i.person == other.person
}

func (t *translator) identity(actor int32) identity {
	id := t.first.actors[actor].id
	if id == "" {
		return identity{}
	}
	member := t.reader.member(id, "")
	return identity{actor: id, member: member.EmployeeNumber + member.Mail, person: t.stored.people[t.Account(id)]}
}

// authorOf returns who wrote a contribution of the file, else of the store.
func (t *translator) authorOf(id string, key graph.Key) identity {
	if created, ok := t.first.find(id); ok {
		return t.identity(created.author)
	}
	return identity{person: t.stored.authors[key]}
}

// The reasons why an acceptance is dropped.
const (
	droppedOwnAcceptance   = "acceptance by the author of the answer"
	droppedOtherAcceptance = "acceptance by somebody who did not ask"
)

// mayAccept returns why an actor may not accept an answer, or "".
func (t *translator) mayAccept(answer string, actor int32) (why string) {
	key, who := t.Contribution(answer), t.identity(actor)
	question := t.first.contributions[answer].parent
	asker := t.authorOf(question, t.Contribution(question))
	if question == "" {
		asker = identity{person: t.stored.authors[t.stored.answers[key].To()]}
	}
	switch {
	case who.is(t.authorOf(answer, key)):
		return droppedOwnAcceptance
	case !t.reader.ModeratorsAccept && !who.is(asker):
		return droppedOtherAcceptance
	}
	return ""
}

// concludeAcceptances decides since when the answers of the file are accepted.
func (t *translator) concludeAcceptances() {
	for id, all := range t.first.acceptances {
		for _, each := range all {
			first, accepted := t.accepted[id]
			if t.mayAccept(id, each.actor) == "" && !t.isUnaccepted(id, each.actor, each.at) && (!accepted || each.at.Before(first)) {
				t.accepted[id] = each.at
			}
		}
	}
}

func (t *translator) isUnaccepted(answer string, actor int32, at time.Time) bool {
	return t.first.history.isUndone(relation{typeAccept, t.first.actors[actor].id, answer}, at)
}

// acceptance returns whether an answer is accepted, given what is stored. A stored acceptance stays until it is
// undone by somebody who may accept: a file that only creates the answer anew does not take it back.
func (t *translator) acceptance(id string, stored graph.Answers) graph.Answers {
	if stored.Accepted && !t.isTakenBack(id, stored.AcceptedAt) {
		return stored
	}
	at, accepted := t.accepted[id]
	return graph.Answers{Accepted: accepted, AcceptedAt: at}
}

func (t *translator) isTakenBack(answer string, at time.Time) bool {
	actors := t.first.unaccepted[answer]
	for _, each := range t.first.acceptances[answer] {
		actors = append(actors[:len(actors):len(actors)], each.actor)
	}
	for _, actor := range actors {
		if t.isUnaccepted(answer, actor, at) && t.mayAccept(answer, actor) == "" {
			return true
		}
	}
	return false
}

// accept emits an edge only for an answer of an earlier file; the edge of an answer in this file
// holds its acceptance from the start.
func (t *translator) accept(line int, a activity) error {
	if t.first.deleted[a.Object.ID] {
		return t.drop(line, a, droppedDeleted)
	}
	if created, ok := t.first.find(a.Object.ID); ok {
		if created.kind != objectAnswer {
			return rejected("accepts %q, which is no answer but a %s on line %d", a.Object.ID, created.kind, created.line)
		}
		if err := t.checkQuestion(created.parent); err != nil {
			return err
		}
		if hidden, err := t.leaveOut(line, a); hidden {
			return err
		}
	} else if _, stored := t.stored.answers[t.Contribution(a.Object.ID)]; !stored {
		return rejected("accepts %q, which is described as an answer neither in this file nor before", a.Object.ID)
	}
	if why := t.mayAccept(a.Object.ID, t.first.numbers[a.Actor.ID]); why != "" {
		return t.drop(line, a, why)
	}
	return t.acceptStored(line, a.Object.ID)
}

// acceptStored emits the acceptance of an answer of an earlier file, where it changes.
func (t *translator) acceptStored(line int, id string) error {
	edge, stored := t.stored.answers[t.Contribution(id)]
	before := graph.As[graph.Answers](edge)
	now := t.acceptance(id, before)
	if _, created := t.first.find(id); !stored || created || now == before {
		return nil
	}
	edge.Value = now
	return t.sink.Emit(ingest.Statement{Where: t.where(line), Columns: t.columns, Facts: []graph.Fact{{Key: edge.Key, Value: now}}})
}
