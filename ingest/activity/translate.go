package activity

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// translator turns the lines of a file into statements, on the second reading.
type translator struct {
	keys
	reader   JSONLines
	sink     ingest.Sink
	first    *firstPass
	stored   storedContext
	secret   map[graph.Key]bool // communities
	tags     tagger
	members  map[string]bool // actors whose account was emitted
	deferred *deferredRelations
}

func newTranslator(ctx context.Context, j JSONLines, sink ingest.Sink, first *firstPass) (*translator, error) {
	keys := newKeys(j.Source, j.Namer)
	stored, err := loadStored(ctx, j.Store, keys, first)
	if err != nil {
		return nil, err
	}
	return &translator{
		keys: keys, reader: j, sink: sink, first: first, stored: stored, secret: secretGroups(keys, first, stored),
		tags:    tagger{sink, map[string]bool{}, first.spellings},
		members: map[string]bool{}, deferred: newDeferredRelations(),
	}, nil
}

// secretGroups returns the groups that will be secret once the file is imported: where the file creates a group
// its word counts, else what is stored does.
func secretGroups(k keys, first *firstPass, stored storedContext) map[graph.Key]bool {
	secret := map[graph.Key]bool{}
	for key, fact := range stored.nodes {
		if graph.As[graph.Community](fact).Secret {
			secret[key] = true
		}
	}
	for id, each := range first.groups {
		if key := k.community(id); each.created || !secret[key] {
			secret[key] = each.value.Secret
		}
	}
	return secret
}

// rejection is why a line is not accepted.
type rejection string

func (r rejection) Error() string { return string(r) }

func rejected(format string, args ...any) error { return rejection(fmt.Sprintf(format, args...)) }

// droppedDeleted counts activities about a contribution that the file also deletes.
const droppedDeleted = "deleted"

// emitGroups emits the groups before all else, so that what is said in a secret group is never stored, not even
// between two commits, before the group is known to be secret.
func (t *translator) emitGroups() error {
	for _, id := range t.first.groupsInOrder() {
		each := t.first.groups[id]
		if _, stored := t.stored.nodes[t.community(id)]; stored && !each.created {
			continue
		}
		fact := graph.Fact{Key: t.community(id), Value: each.value}
		if err := t.sink.Emit(ingest.Statement{Where: t.where(each.line), Facts: []graph.Fact{fact}}); err != nil {
			return err
		}
	}
	return nil
}

func (t *translator) where(line int) ingest.Where {
	return ingest.Where{File: t.reader.Path, Line: line}
}

// line translates a line, or rejects it.
func (t *translator) line(number int, a activity, invalid error) error {
	if invalid == nil {
		invalid = t.translate(number, a)
		if _, refused := invalid.(rejection); invalid != nil && !refused {
			return invalid
		}
	}
	if invalid != nil {
		t.sink.Reject(t.where(number), invalid.Error())
		return nil
	}
	kind := a.Type
	if kind == typeCreate {
		kind = a.Object.Type
	}
	t.sink.Read(strings.ToLower(kind), 1)
	return nil
}

// translate emits what an activity says. A rejection is about its line, other errors are the sink's.
func (t *translator) translate(line int, a activity) error {
	switch a.Type {
	case typeCreate:
		return t.create(line, a)
	case typeLike:
		return t.like(line, a)
	case typeFollow:
		return t.follow(line, a)
	case typeJoin:
		return t.relate(line, a)
	case typeUndo:
		return t.undo(line, a)
	case typeDelete:
		return t.delete(line, a)
	}
	return t.accept(line, a)
}

// emit emits facts, and before them the account of the actor.
func (t *translator) emit(line int, a activity, facts ...graph.Fact) error {
	if err := t.introduce(line, a.Actor.idOrEmpty()); err != nil {
		return err
	}
	return t.sink.Emit(ingest.Statement{Where: t.where(line), Lenient: true, Facts: facts})
}

func (t *translator) introduce(line int, id string) error {
	if id == "" || t.members[id] {
		return nil
	}
	t.members[id] = true
	return t.sink.Emit(t.accountStatement(t.where(line), t.reader.member(id, t.first.names[id].text)))
}

// drop leaves an activity out. Its actor is emitted all the same, as if the rest came in a later file.
func (t *translator) drop(line int, a activity, why string) error {
	t.sink.Drop(why, 1)
	return t.introduce(line, a.Actor.idOrEmpty())
}

func (t *translator) create(line int, a activity) error {
	if first, same, other := t.first.isFirst(line, a); !first && same {
		t.sink.Drop("repetition", 1)
		return nil
	} else if !first {
		return rejected("%q is created otherwise on line %d: an id names one thing", a.Object.ID, other)
	}
	switch {
	case a.Object.Type == objectGroup:
		return nil // see emitGroups
	case t.first.deleted[a.Object.ID]:
		return t.drop(line, a, droppedDeleted)
	}
	answers, err := t.answers(a)
	if err != nil {
		return err
	}
	key, communities := t.contribution(a.Object.ID), t.communities(a.Object)
	facts := []graph.Fact{{Key: key, Value: a.made}}
	for _, community := range communities {
		facts = append(facts, graph.Edge(key, "", community, "", graph.In{}))
	}
	if author := a.Actor.idOrEmpty(); author != "" {
		facts = append(facts, graph.Edge(t.person(author), "", key, "", graph.Authored{}))
	}
	isSecret := slices.ContainsFunc(communities, func(community graph.Key) bool { return t.secret[community] })
	about, err := t.tags.about(t.where(line), key, a.Object.Tag, !isSecret)
	if err != nil {
		return err
	}
	return t.emit(line, a, append(append(facts, answers...), about...)...)
}

// answers returns the edge from an answer to its question; none where the question was deleted.
func (t *translator) answers(a activity) ([]graph.Fact, error) {
	if a.Object.Type != objectAnswer {
		return nil, nil
	}
	id, question := a.Object.ID, a.Object.InReplyTo.ID
	if err := t.checkQuestion(question); err != nil || t.first.deleted[question] {
		return nil, err
	}
	edge := graph.Edge(t.contribution(id), "", t.contribution(question), "", graph.Answers{})
	stored := t.stored.answers[edge.From()]
	if stored.Key != edge.Key {
		stored = graph.Fact{}
	}
	edge.Value = t.acceptance(id, graph.As[graph.Answers](stored))
	return []graph.Fact{edge}, nil
}

// acceptance returns whether an answer is accepted, given what is stored. A stored acceptance stays until it is
// undone: a file that only creates the answer anew does not take it back.
func (t *translator) acceptance(id string, stored graph.Answers) graph.Answers {
	if stored.Accepted && !t.first.history.isUndone(acceptanceOf(id), stored.AcceptedAt) {
		return stored
	}
	at, accepted := t.first.accepted[id]
	return graph.Answers{Accepted: accepted, AcceptedAt: at}
}

func (t *translator) checkQuestion(question string) error {
	if created, ok := t.first.find(question); ok {
		if created.kind != objectQuestion {
			return rejected("answers %q, which is no question but a %s on line %d", question, created.kind, created.line)
		}
		return nil
	}
	if t.first.deleted[question] {
		return nil
	}
	stored, ok := t.stored.nodes[t.contribution(question)]
	if !ok || graph.As[graph.Contribution](stored).Type != graph.TypeQuestion {
		return rejected("answers %q, which is described as a question neither in this file nor before", question)
	}
	return nil
}

// communities returns where something is said: its audience, else the communities of the question that
// it answers, else those where it was stored before.
func (t *translator) communities(of *object) []graph.Key {
	switch {
	case of.Audience != nil:
		return []graph.Key{t.community(of.Audience.ID)}
	case of.Type == objectAnswer:
		if found := t.communitiesOf(of.InReplyTo.ID); len(found) > 0 {
			return found
		}
	}
	return t.communitiesOf(of.ID)
}

func (t *translator) communitiesOf(contribution string) []graph.Key {
	if group := t.first.contributions[contribution].group; group != "" {
		return []graph.Key{t.community(group)}
	}
	return t.stored.communities[t.contribution(contribution)]
}

func (t *translator) like(line int, a activity) error {
	if t.first.deleted[a.Object.ID] {
		return t.drop(line, a, droppedDeleted)
	}
	if !t.exists(a.Object.ID) {
		return rejected("likes %q, which is described neither in this file nor before", a.Object.ID)
	}
	return t.relate(line, a)
}

// exists reports whether an id is that of a contribution of this file or of the store; an answer to nothing is
// none, since its own line is rejected.
func (t *translator) exists(id string) bool {
	if created, ok := t.first.find(id); ok {
		return created.kind != objectAnswer || t.checkQuestion(created.question) == nil
	}
	_, stored := t.stored.nodes[t.contribution(id)]
	return stored
}

func (t *translator) follow(line int, a activity) error {
	if _, isGroup := t.first.groups[a.Object.ID]; isGroup {
		return rejected("people are followed, not groups such as %q: say Join", a.Object.ID)
	}
	if err := t.introduce(line, a.Object.ID); err != nil {
		return err
	}
	return t.relate(line, a)
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
		return t.checkQuestion(created.question)
	}
	if _, stored := t.stored.answers[t.contribution(a.Object.ID)]; !stored {
		return rejected("accepts %q, which is described as an answer neither in this file nor before", a.Object.ID)
	}
	return t.acceptStored(line, a.Object.ID)
}

// acceptStored emits the acceptance of an answer of an earlier file, where it changes.
func (t *translator) acceptStored(line int, id string) error {
	edge, stored := t.stored.answers[t.contribution(id)]
	before := graph.As[graph.Answers](edge)
	now := t.acceptance(id, before)
	if _, created := t.first.find(id); !stored || created || now == before {
		return nil
	}
	edge.Value = now
	return t.sink.Emit(ingest.Statement{Where: t.where(line), Facts: []graph.Fact{{Key: edge.Key, Value: now}}})
}

// relate emits a like, follow or membership that holds, or removes one that was undone.
func (t *translator) relate(line int, a activity) error {
	what := a.relation()
	switch history := t.first.history; {
	case history.holds(a):
		return t.emitRelation(line, a)
	case history.isUndone(what, a.at):
		if err := t.introduce(line, a.Actor.ID); err != nil {
			return err
		}
		return t.emitRemoval(line, what)
	}
	return t.drop(line, a, "repetition")
}

// emitRelation emits a membership, and defers a like or follow.
func (t *translator) emitRelation(line int, a activity) error {
	if a.Type == typeJoin {
		member := graph.MemberOf{Role: oneLine(a.Role), At: a.at}
		return t.emit(line, a, graph.Fact{Key: t.relationKey(a.relation()), Value: member})
	}
	t.deferred.add(line, a)
	return t.introduce(line, a.Actor.idOrEmpty())
}

func (t *translator) relationKey(what relation) graph.Key {
	actor := t.person(what.actor)
	switch what.kind {
	case typeFollow:
		return graph.EdgeKey(actor, graph.KindFollows, "", t.person(what.object))
	case typeJoin:
		return graph.EdgeKey(actor, graph.KindMemberOf, "", t.community(what.object))
	}
	return graph.EdgeKey(actor, graph.KindLikes, "", t.contribution(what.object))
}

// emitRemoval removes a stored relation, unless it was made anew after it was undone.
func (t *translator) emitRemoval(line int, what relation) error {
	history := t.first.history
	return t.sink.Emit(ingest.Statement{Where: t.where(line), Removes: []ingest.Removal{{
		Key: t.relationKey(what),
		If:  func(fact graph.Fact) bool { return history.isUndone(what, timeOf(fact)) },
	}}})
}

func timeOf(fact graph.Fact) time.Time {
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

func (t *translator) undo(line int, a activity) error {
	what, named := a.undone()
	switch {
	case !named && !t.first.history.contains(a.Actor.ID, a.Object.ID):
		return rejected("undoes %q, which is no activity of %s in this file: say what it was, as in "+
			`"object":{"type":"Like","object":"q-17"}`, a.Object.ID, a.Actor.ID)
	case !named:
		return nil // the line of the activity itself removes it
	case what.kind == typeAccept:
		return t.acceptStored(line, what.object)
	}
	return t.emitRemoval(line, what)
}

// delete removes a contribution with all its edges. Nothing in the file restores it, as an id names one
// contribution; and deleting it again is no error.
func (t *translator) delete(line int, a activity) error {
	if _, isGroup := t.first.groups[a.Object.ID]; isGroup {
		if _, created := t.first.find(a.Object.ID); !created {
			return rejected("%q is a group, which is not deleted by a line: only what somebody wrote is", a.Object.ID)
		}
	}
	return t.sink.Emit(ingest.Statement{Where: t.where(line), Removes: []ingest.Removal{{Key: t.contribution(a.Object.ID)}}})
}
