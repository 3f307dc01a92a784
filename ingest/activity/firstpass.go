package activity

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/activity/plaintext"
	"github.com/sachant/sachant/ingest/activity/source"
)

// firstPass is what the first reading of a file collects, so that on the second one every line can be translated
// at once, whatever follows: ids only, no texts.
type firstPass struct {
	contributions map[string]contribution
	addressed     map[string]recipients   // of contributions, where they are not just one group
	updates       map[string]contribution // the latest of each: what it would be where nothing else creates it
	narrower      map[string][]recipients // of updates, and of creations that do not count: nothing takes a contribution to more
	groups        map[string]*group
	acceptances   map[string][]acceptance // by answer
	unaccepted    map[string][]int32      // actors who took an acceptance back, by answer
	actors        []actor
	numbers       map[string]int32  // of actors: their index
	spellings     map[string]string // of tags, by slug
	slugs         map[string]string // of tags, by spelling
	deleted       map[string]bool   // contributions
	latest        time.Time         // the time of the last activity
	undoneByID    []unnamedUndo
	doubts        doubts
	sample        source.Sample
	history       *history
}

// contribution is how and where a contribution is created; the zero line is that of one that the file only
// refers to.
type contribution struct {
	line      int
	digest    digest
	at        int64  // ms since 1970
	kind      string // objectQuestion and so on
	parent    string // what it answers or replies to
	group     string // that it is addressed to, where it is to nobody else
	author    int32  // the number of an actor; 0 where there is none
	addressed bool   // it has other recipients
	mentioned bool   // something refers to it
}

// unnamedUndo is an Undo that gives an activity by its id alone.
type unnamedUndo struct {
	line      int
	actor, id string
}

func newFirstPass() *firstPass {
	return &firstPass{
		contributions: map[string]contribution{}, addressed: map[string]recipients{}, updates: map[string]contribution{}, narrower: map[string][]recipients{}, groups: map[string]*group{},
		acceptances: map[string][]acceptance{}, unaccepted: map[string][]int32{},
		actors: make([]actor, 1), numbers: map[string]int32{}, spellings: map[string]string{},
		slugs: map[string]string{}, deleted: map[string]bool{}, doubts: newDoubts(), history: newHistory(),
	}
}

// actor is somebody who does something, with their name and when it was given.
type actor struct {
	id, name string
	at       time.Time
	acts     bool // not only followed
}

// actor returns the number of an actor, and keeps their latest name, whatever the order of lines.
func (p *firstPass) actor(who *object, at time.Time) int32 {
	if who.idOrEmpty() == "" {
		return 0
	}
	number, ok := p.numbers[who.ID]
	if !ok {
		number = int32(len(p.actors))
		p.numbers[who.ID] = number
		p.actors = append(p.actors, actor{id: who.ID})
	}
	if who.Name != "" {
		before, text := &p.actors[number], plaintext.OneLine(who.Name)
		if text != "" && (before.name == "" || cmp.Or(at.Compare(before.at), cmp.Compare(before.name, text)) > 0) {
			before.name, before.at = text, at
		}
	}
	return number
}

func (p *firstPass) nameOf(actor string) string { return p.actors[p.numbers[actor]].name }

// isActor reports whether somebody of that id does something; or is followed, and no line refers to them as a group.
func (p *firstPass) isActor(id string) bool {
	number := p.numbers[id]
	return number > 0 && (p.actors[number].acts || p.groups[id] == nil)
}

// add collects what a line says. An invalid one is rejected on the second reading; what it may have said counts.
func (p *firstPass) add(line int, a activity, invalid error) error {
	if wrong := (invalidLine{}); errors.As(invalid, &wrong) {
		p.doubts.add(line, wrong.words)
	}
	if invalid != nil {
		return nil
	}
	actor := p.actor(a.Actor, a.at)
	p.actors[actor].acts = true
	if a.at.After(p.latest) {
		p.latest = a.at
	}
	switch a.Type {
	case typeCreate:
		p.create(line, a, actor)
	case typeUpdate:
		if a.Object.Type == objectGroup {
			p.create(line, a, actor)
		} else {
			p.update(line, a, actor)
		}
	case typeJoin:
		p.mentionGroup(line, a.at, recipientOf(a.Object, false))
		p.history.add(a)
	case typeFollow:
		p.actor(a.Object, a.at)
		p.history.add(a)
	case typeLike:
		p.mention(a.Object.ID)
		p.history.add(a)
	case typeAccept:
		p.mention(a.Object.ID)
		p.acceptances[a.Object.ID] = append(p.acceptances[a.Object.ID], acceptance{actor, a.at})
		p.history.add(a)
	case typeUndo, typeLeave:
		p.undo(line, a, actor)
	case typeDelete:
		p.deleted[a.Object.ID] = true
	}
	return nil
}

// mention notes that something refers to a contribution.
func (p *firstPass) mention(id string) {
	c := p.contributions[id]
	c.mentioned = true
	p.contributions[id] = c
}

// find returns how the file creates a contribution; ok is false where it does not.
func (p *firstPass) find(id string) (found contribution, ok bool) {
	found = p.contributions[id]
	return found, found.line > 0
}

func (p *firstPass) undo(line int, a activity, actor int32) {
	p.history.undo(a)
	what, named := a.undone()
	if !named {
		p.undoneByID = append(p.undoneByID, unnamedUndo{line, a.Actor.ID, a.Object.ID})
	} else if what.kind == typeAccept {
		p.mention(what.object)
		p.unaccepted[what.object] = append(p.unaccepted[what.object], actor)
	}
}

// conclude decides, once everything was read, which activities are undone. An Undo of what is not in the file may be
// a slip for anything that its actor did.
func (p *firstPass) conclude() {
	p.history.conclude()
	for _, each := range p.undoneByID {
		if !p.history.contains(each.actor, each.id) {
			p.doubts.things[each.actor] = doubt{each.line, true}
		}
	}
}

func (p *firstPass) create(line int, a activity, author int32) {
	object := a.Object
	if object.Type == objectGroup {
		p.describeGroup(line, a)
		return
	}
	p.noteSpellings(object.Tag)
	made := contribution{line: line, digest: a.digest, at: a.at.UnixMilli(), kind: object.Type, parent: object.InReplyTo.idOrEmpty(), author: author}
	to := a.recipients()
	all := to
	for _, each := range to {
		p.mentionGroup(line, a.at, each)
	}
	if len(to) == 1 && to[0].id != "" && !to[0].direct && !to[0].doubtful && !to[0].isPerson() {
		made.group, to = to[0].id, nil
	}
	made.addressed = len(to) > 0
	if made.parent != "" {
		p.mention(made.parent)
	}
	p.sample.Add(object.ID, a.at)
	other, created := p.find(object.ID)
	if created && made.digest != other.digest {
		p.narrow(object.ID, all)
		p.narrow(object.ID, p.recipientsOf(object.ID))
	}
	if created && !made.precedes(other) {
		return
	}
	made.mentioned = p.contributions[object.ID].mentioned
	p.contributions[object.ID] = made
	if delete(p.addressed, object.ID); made.addressed {
		p.addressed[object.ID] = to
	}
}

// recipientsOf returns those of the creation of a contribution that counts.
func (p *firstPass) recipientsOf(id string) recipients {
	if group := p.contributions[id].group; group != "" {
		return recipients{{id: group}}
	}
	return p.addressed[id]
}

// recipients are those of an activity and of its object, with all else that decides who may see it.
func (a activity) recipients() recipients {
	object, parents := a.Object, a.Object.InReplyTo
	if len(a.Recipients) == 0 && object.Secret == secrecyUnsaid && (parents == nil || parents.Others == nil) &&
		!slices.ContainsFunc(object.Recipients, func(each recipient) bool { return each.doubtful }) {
		return object.Recipients
	}
	all := slices.Concat(a.Recipients, object.Recipients)
	all = slices.DeleteFunc(all, func(each recipient) bool { // what names the line itself says nothing
		return each.doubtful && (each.id == object.ID || strings.EqualFold(each.id, a.Actor.idOrEmpty()))
	})
	if object.Secret.isSecret() {
		all = append(all, recipient{kind: kindRestricted})
	}
	if parents != nil {
		for _, each := range parents.Others {
			all = append(all, recipient{id: each.ID, doubtful: true, parent: true})
		}
	}
	return all
}

// precedes reports whether of two descriptions of a contribution this one counts: the one that was published
// first, then the one with an audience, then one that does not depend on the order of lines.
func (c contribution) precedes(other contribution) bool {
	if c.at == other.at && c.addressed != other.addressed {
		return c.addressed
	}
	return cmp.Or(cmp.Compare(c.at, other.at), cmp.Compare(other.group, c.group), cmp.Compare(c.parent, other.parent),
		bytes.Compare(c.digest[:], other.digest[:])) < 0
}

// noteSpellings keeps one spelling of each tag, whatever the order of lines.
func (p *firstPass) noteSpellings(tags tags) {
	for _, tag := range tags {
		slug, ok := p.slugs[tag]
		if !ok {
			slug = graph.Slug(tag)
			p.slugs[tag] = slug
		}
		if chosen, there := p.spellings[slug]; !there || tag < chosen {
			p.spellings[slug] = tag
		}
	}
}

// isFirst reports whether a Create is the one of its id that counts; if not, whether it is the same, and the
// line of the one that counts.
func (p *firstPass) isFirst(line int, a activity) (first, same bool, other int) {
	if a.Object.Type == objectGroup {
		created := p.groups[a.Object.ID]
		return created.from == line || a.Type == typeUpdate || created.update, created.digest == a.digest, created.from
	}
	created := p.contributions[a.Object.ID]
	return created.line == line, created.digest == a.digest, created.line
}
