package activity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/plaintext"
	"github.com/sachant/sachant/ingest/activity/source"
)

// translator turns the lines of a file into statements, on the second reading.
type translator struct {
	source.Keys
	reader   JSONLines
	sink     ingest.Sink
	first    *firstPass
	stored   storedContext
	groups   map[graph.Key]graph.Community // as they will be
	accepted map[string]time.Time          // answers, since when
	held     map[string]int                // how many activities are held back, by the id of what could not be read
	plain    bool                          // nothing of the file is held back or private
	tags     source.Tagger
	members  map[string]bool // actors whose account was emitted
	deferred *deferredRelations
	columns  map[string]string // of dates
}

func newTranslator(ctx context.Context, j JSONLines, sink ingest.Sink, first *firstPass) (*translator, error) {
	keys := source.NewKeys(j.Source, j.Namer)
	stored, err := loadStored(ctx, j.Store, keys, first)
	if err != nil {
		return nil, err
	}
	t := &translator{
		Keys: keys, reader: j, sink: sink, first: first, stored: stored,
		accepted: map[string]time.Time{}, held: map[string]int{},
		tags:    source.NewTagger(sink, first.spellings),
		members: map[string]bool{}, deferred: newDeferredRelations(), columns: source.DateColumns("published"),
	}
	if err := t.closeSecretElsewhere(ctx); err != nil {
		return nil, err
	}
	t.groups = t.knownGroups()
	if err := t.stored.readCommunities(ctx, j.Store, t.withoutKnownGroup()); err != nil {
		return nil, err
	}
	t.promoteUpdates()
	t.plain = len(first.addressed)+len(first.updates)+len(first.narrower) == 0 && len(first.doubts.things) == 0
	for id := range first.groups {
		t.plain = t.plain && t.isReadable(id)
	}
	t.concludeAcceptances()
	return t, nil
}

// withoutKnownGroup returns the contributions of the file whose group nothing describes.
func (t *translator) withoutKnownGroup() (keys []graph.Key) {
	for id, c := range t.first.contributions {
		if c.line > 0 && c.group != "" && !t.isGroup(c.group) {
			keys = append(keys, t.Contribution(id))
		}
	}
	return keys
}

// rejection is why a line is not accepted.
type rejection string

func (r rejection) Error() string { return string(r) }

func rejected(format string, args ...any) error { return rejection(fmt.Sprintf(format, args...)) }

// The words by which activities are counted that are about a contribution that the file also deletes, or that is
// addressed to persons.
const (
	droppedDeleted = "deleted"
	droppedPrivate = "private message"
)

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
	if kind := unread(""); errors.As(invalid, &kind) {
		t.sink.Drop(strings.ToLower(string(kind)), 1)
		return nil
	}
	if invalid != nil {
		t.sink.Reject(t.where(number), invalid.Error())
		return nil
	}
	t.sink.Read(a.kind(), 1)
	return nil
}

// kind is the word by which an activity is counted.
func (a activity) kind() string {
	if a.Type == typeCreate {
		return strings.ToLower(a.Object.Type)
	}
	return strings.ToLower(a.Type)
}

// translate emits what an activity says. A rejection is about its line, other errors are the sink's.
func (t *translator) translate(line int, a activity) error {
	switch a.Type {
	case typeCreate:
		return t.create(line, a)
	case typeUpdate:
		if a.Object.Type == objectGroup {
			return t.create(line, a)
		}
		return t.update(line, a)
	case typeLike:
		return t.like(line, a)
	case typeFollow:
		return t.follow(line, a)
	case typeJoin:
		return t.join(line, a)
	case typeUndo, typeLeave:
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
	return t.sink.Emit(ingest.Statement{Where: t.where(line), Columns: t.columns, Lenient: true, Facts: facts})
}

func (t *translator) introduce(line int, id string) error {
	if id == "" || t.members[id] {
		return nil
	}
	t.members[id] = true
	return t.sink.Emit(t.AccountStatement(t.where(line), t.reader.member(id, t.first.nameOf(id))))
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
		return t.checkGroup(a)
	case t.first.deleted[a.Object.ID]:
		return t.drop(line, a, droppedDeleted)
	}
	answers, err := t.answers(a)
	if err != nil {
		return err
	}
	place := t.place(a.Object.ID)
	if hidden, err := t.hide(line, a, place); hidden {
		return err
	}
	authors, err := t.authors(line, a)
	if err != nil {
		return err
	}
	return t.emitContribution(line, a, place.communities, !t.isUpdated(a.Object.ID), append(authors, answers...)...)
}

// checkGroup holds back the description of a group that another line, which could not be read, may describe too.
func (t *translator) checkGroup(a activity) error {
	if t.isReadable(a.Object.ID) {
		return nil // see emitGroups
	}
	return t.hold("group", a.Object.ID)
}

// answers returns the edge from an answer to its question; none where the question was deleted. What replies to
// something needs to know where that is said, unless it says so itself.
func (t *translator) answers(a activity) ([]graph.Fact, error) {
	id, parent := a.Object.ID, a.Object.InReplyTo.idOrEmpty()
	if a.Object.Type != objectAnswer {
		if _, addressed := t.addressed(id, newThread()); parent == "" || addressed || t.isKnown(parent) {
			return nil, nil
		}
		return nil, rejected("replies to %q, which is described neither in this file nor before, and has no audience of its own", parent)
	}
	if err := t.checkQuestion(parent); err != nil || t.first.deleted[parent] {
		return nil, err
	}
	edge := graph.Edge(t.Contribution(id), "", t.Contribution(parent), "", graph.Answers{})
	stored := t.stored.answers[edge.From()]
	if stored.Key != edge.Key {
		stored = graph.Fact{}
	}
	edge.Value = t.acceptance(id, graph.As[graph.Answers](stored))
	return []graph.Fact{edge}, nil
}

// isKnown reports whether the file or the store describes a contribution, or the file deletes it.
func (t *translator) isKnown(contribution string) bool {
	_, created := t.first.find(contribution)
	_, stored := t.stored.nodes[t.Contribution(contribution)]
	return created || stored || t.first.deleted[contribution]
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
	stored, ok := t.stored.nodes[t.Contribution(question)]
	if !ok || graph.As[graph.Contribution](stored).Type != graph.TypeQuestion {
		return rejected("answers %q, which is described as a question neither in this file nor before", question)
	}
	return nil
}

func (t *translator) like(line int, a activity) error {
	if t.first.deleted[a.Object.ID] {
		return t.drop(line, a, droppedDeleted)
	}
	if !t.exists(a.Object.ID) {
		return rejected("likes %q, which is described neither in this file nor before", a.Object.ID)
	}
	if hidden, err := t.leaveOut(line, a); hidden {
		return err
	}
	return t.relate(line, a)
}

// leaveOut leaves out an activity about a contribution of the file that is private or held back, and one that a line
// which could not be read may take back; hidden reports whether it did.
func (t *translator) leaveOut(line int, a activity) (hidden bool, err error) {
	if t.plain {
		return false, nil
	}
	if t.mayBeUndone(a) {
		return true, t.hold(a.kind(), a.Object.ID)
	}
	if _, created := t.first.find(a.Object.ID); !created && t.first.narrower[a.Object.ID] == nil {
		return false, nil
	}
	switch place := t.place(a.Object.ID); {
	case place.held != "":
		return true, t.hold(a.kind(), place.held)
	case place.private:
		return true, t.drop(line, a, droppedPrivate)
	}
	return false, nil
}

// mayBeUndone reports whether a line that could not be read names both the actor and the object of an activity.
func (t *translator) mayBeUndone(a activity) bool {
	_, actor := t.first.doubts.about(a.Actor.ID)
	_, object := t.first.doubts.about(a.Object.ID)
	return actor && object
}

// join emits a membership. One of a secret group is held back where a line that could not be read may end it.
func (t *translator) join(line int, a activity) error {
	_, doubted := t.first.doubts.about(a.Actor.ID)
	switch {
	case !t.isReadable(a.Object.ID):
		return t.hold(a.kind(), a.Object.ID)
	case doubted && t.groups[t.Community(a.Object.ID)].Secret:
		return t.hold(a.kind(), a.Actor.ID)
	}
	return t.relate(line, a)
}

// exists reports whether an id is that of a contribution of this file or of the store; an answer to nothing is
// none, since its own line is rejected.
func (t *translator) exists(id string) bool {
	if created, ok := t.first.find(id); ok {
		return created.kind != objectAnswer || t.checkQuestion(created.parent) == nil
	}
	_, stored := t.stored.nodes[t.Contribution(id)]
	return stored
}

func (t *translator) follow(line int, a activity) error {
	if t.mayBeUndone(a) {
		return t.hold(a.kind(), a.Object.ID)
	}
	if _, isGroup := t.first.groups[a.Object.ID]; isGroup {
		return rejected("people are followed, not groups such as %q: say Join", a.Object.ID)
	}
	if err := t.introduce(line, a.Object.ID); err != nil {
		return err
	}
	return t.relate(line, a)
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
		member := graph.MemberOf{Role: plaintext.OneLine(a.Role), At: a.at}
		return t.emit(line, a, graph.Fact{Key: t.relationKey(a.relation()), Value: member})
	}
	t.deferred.add(line, a)
	return t.introduce(line, a.Actor.idOrEmpty())
}

func (t *translator) relationKey(what relation) graph.Key {
	actor := t.Person(what.actor)
	switch what.kind {
	case typeFollow:
		return graph.EdgeKey(actor, graph.KindFollows, "", t.Person(what.object))
	case typeJoin:
		return graph.EdgeKey(actor, graph.KindMemberOf, "", t.Community(what.object))
	}
	return graph.EdgeKey(actor, graph.KindLikes, "", t.Contribution(what.object))
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
