package activity

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// firstPass is what the first reading of a file collects, so that on the second one every line can be translated
// at once, whatever follows: ids only, no texts.
type firstPass struct {
	contributions map[string]contribution
	groups        map[string]group
	accepted      map[string]time.Time // answers, since when; known after conclude
	acceptances   map[string][]time.Time
	names         map[string]name   // of actors
	spellings     map[string]string // of tags, by slug
	slugs         map[string]string // of tags, by spelling
	deleted       map[string]bool   // contributions
	history       *history
}

// contribution is how and where a contribution is created; the zero line is that of one that the file only
// refers to.
type contribution struct {
	line      int
	digest    digest
	at        int64  // ms since 1970
	kind      string // objectQuestion and so on
	question  string // of an answer
	group     string // its own audience
	mentioned bool   // something refers to it
}

// group is a community as the file describes it.
type group struct {
	line    int // where it is created, or first mentioned
	created bool
	at      time.Time
	digest  digest
	value   graph.Community
}

func newFirstPass() *firstPass {
	return &firstPass{
		contributions: map[string]contribution{}, groups: map[string]group{}, accepted: map[string]time.Time{},
		acceptances: map[string][]time.Time{}, names: map[string]name{}, spellings: map[string]string{},
		slugs: map[string]string{}, deleted: map[string]bool{}, history: newHistory(),
	}
}

// name is the name of an actor, and when it was given.
type name struct {
	text string
	at   time.Time
}

// noteName keeps the latest name of an actor, whatever the order of lines.
func (p *firstPass) noteName(who *object, at time.Time) {
	text, before := oneLine(who.Name), p.names[who.ID]
	if text != "" && (before.text == "" || cmp.Or(at.Compare(before.at), cmp.Compare(before.text, text)) > 0) {
		p.names[who.ID] = name{text, at}
	}
}

// add collects what a line says; an invalid one is rejected on the second reading.
func (p *firstPass) add(line int, a activity, invalid error) error {
	if invalid != nil {
		return nil
	}
	if a.Actor.idOrEmpty() != "" {
		p.noteName(a.Actor, a.at)
	}
	switch a.Type {
	case typeCreate:
		p.create(line, a)
	case typeJoin:
		p.mentionGroup(line, a.Object)
		p.history.add(a)
	case typeFollow:
		p.noteName(a.Object, a.at)
		p.history.add(a)
	case typeLike:
		p.mention(a.Object.ID)
		p.history.add(a)
	case typeAccept:
		p.mention(a.Object.ID)
		p.acceptances[a.Object.ID] = append(p.acceptances[a.Object.ID], a.at)
		p.history.add(a)
	case typeUndo:
		p.undo(a)
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

func (p *firstPass) undo(a activity) {
	p.history.undo(a)
	if what, named := a.undone(); named && what.kind == typeAccept {
		p.mention(what.object)
	}
}

func (p *firstPass) create(line int, a activity) {
	object := a.Object
	if object.Type == objectGroup {
		p.createGroup(line, a)
		return
	}
	p.mentionGroup(line, object.Audience)
	p.noteSpellings(object.Tag)
	made := contribution{line: line, digest: a.digest, at: a.at.UnixMilli(), kind: object.Type, group: object.Audience.idOrEmpty()}
	if object.Type == objectAnswer {
		made.question = object.InReplyTo.ID
		p.mention(made.question)
	}
	other, created := p.find(object.ID)
	if !created || made.precedes(other) {
		made.mentioned = p.contributions[object.ID].mentioned
		p.contributions[object.ID] = made
	}
}

// precedes reports whether of two descriptions of a contribution this one counts: the one that was published
// first, then the one with an audience, then one that does not depend on the order of lines.
func (c contribution) precedes(other contribution) bool {
	return cmp.Or(cmp.Compare(c.at, other.at), cmp.Compare(other.group, c.group), cmp.Compare(c.question, other.question),
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

func (p *firstPass) createGroup(line int, a activity) {
	other := p.groups[a.Object.ID]
	if other.created && cmp.Or(other.at.Compare(a.at), bytes.Compare(other.digest[:], a.digest[:])) <= 0 {
		return
	}
	p.groups[a.Object.ID] = group{line: line, created: true, at: a.at, digest: a.digest, value: graph.Community{
		Name:    cmp.Or(oneLine(a.Object.Name), a.Object.ID),
		Summary: plainText(a.Object.Summary),
		Secret:  a.Object.Secret,
	}}
}

// mentionGroup notes a group that may be described by nothing else. It is secret where one mention says so.
func (p *firstPass) mentionGroup(line int, mention *object) {
	if mention.idOrEmpty() == "" || p.groups[mention.ID].created {
		return
	}
	mentioned, ok := p.groups[mention.ID]
	if !ok {
		mentioned = group{line: line, value: graph.Community{Name: mention.ID}}
	}
	if text := oneLine(mention.Name); text != "" && (mentioned.value.Name == mention.ID || text < mentioned.value.Name) {
		mentioned.value.Name = text
	}
	mentioned.value.Secret = mentioned.value.Secret || mention.Secret
	p.groups[mention.ID] = mentioned
}

// isFirst reports whether a Create is the one of its id that counts; if not, whether it is the same, and the
// line of the one that counts.
func (p *firstPass) isFirst(line int, a activity) (first, same bool, other int) {
	if a.Object.Type == objectGroup {
		created := p.groups[a.Object.ID]
		return created.line == line, created.digest == a.digest, created.line
	}
	created := p.contributions[a.Object.ID]
	return created.line == line, created.digest == a.digest, created.line
}

// groupsInOrder returns the ids of the groups in the order of the file.
func (p *firstPass) groupsInOrder() []string {
	ids := make([]string, 0, len(p.groups))
	for id := range p.groups {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(p.groups[a].line, p.groups[b].line), cmp.Compare(a, b))
	})
	return ids
}

// conclude decides, once everything was read, which activities are undone and which answers are accepted.
func (p *firstPass) conclude() {
	p.history.conclude()
	for id, times := range p.acceptances {
		for _, at := range times {
			first, accepted := p.accepted[id]
			if !p.history.isUndone(acceptanceOf(id), at) && (!accepted || at.Before(first)) {
				p.accepted[id] = at
			}
		}
	}
	p.acceptances = nil
}
