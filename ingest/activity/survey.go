package activity

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// firstPass is what a first reading of a file finds out, so that on the second every line can be
// judged at once whatever comes later: ids only, no texts.
type firstPass struct {
	contributions *contributions
	groups        map[string]group
	accepted      map[string]time.Time // answers, since when; known once all was read
	acceptances   map[string][]time.Time
	names         map[string]name   // of actors
	spellings     map[string]string // of tags, by slug
	slugs         map[string]string // of tags, by spelling
	deleted       map[string]bool   // contributions
	history       *history
}

// group is a community as the file tells of it.
type group struct {
	line    int // where it is created, or first mentioned
	created bool
	at      time.Time
	digest  digest
	value   graph.Community
}

func newFirstPass() *firstPass {
	return &firstPass{contributions: newContributions(), groups: map[string]group{}, accepted: map[string]time.Time{},
		acceptances: map[string][]time.Time{},
		names:       map[string]name{}, spellings: map[string]string{}, slugs: map[string]string{}, deleted: map[string]bool{},
		history: newHistory()}
}

// name is what somebody was called last.
type name struct {
	text string
	at   time.Time
}

// noteName notes a name. Of two the later one counts, so that the order of lines does not.
func (s *firstPass) noteName(who *object, at time.Time) {
	text, before := oneLine(who.Name), s.names[who.ID]
	if text != "" && (before.text == "" || cmp.Or(at.Compare(before.at), cmp.Compare(before.text, text)) > 0) {
		s.names[who.ID] = name{text, at}
	}
}

func (s *firstPass) add(line int, a activity) {
	if a.Actor.idOrEmpty() != "" {
		s.noteName(a.Actor, a.at)
	}
	switch a.Type {
	case typeCreate:
		s.create(line, a)
	case typeJoin:
		s.mentionGroup(line, a.Object)
		s.history.add(a)
	case typeFollow:
		s.noteName(a.Object, a.at)
		s.history.add(a)
	case typeLike:
		s.contributions.mention(a.Object.ID)
		s.history.add(a)
	case typeAccept:
		s.contributions.mention(a.Object.ID)
		s.acceptances[a.Object.ID] = append(s.acceptances[a.Object.ID], a.at)
		s.history.add(a)
	case typeUndo:
		s.undo(a)
	case typeDelete:
		s.deleted[a.Object.ID] = true
	}
}

func (s *firstPass) undo(a activity) {
	s.history.undo(a)
	if what, named := a.undone(); named && what.kind == typeAccept {
		s.contributions.mention(what.object)
	}
}

func (s *firstPass) create(line int, a activity) {
	object := a.Object
	if object.Type == objectGroup {
		s.createGroup(line, a)
		return
	}
	s.mentionGroup(line, object.Audience)
	s.noteSpellings(object.Tag)
	if object.Type == objectAnswer {
		s.contributions.mention(object.InReplyTo.ID)
	}
	made := described{line: line, digest: a.digest, at: a.at.UnixMilli(), sort: object.Type, group: object.Audience.idOrEmpty()}
	if object.Type == objectAnswer {
		made.question = object.InReplyTo.ID
	}
	s.contributions.describe(object.ID, made)
}

// noteSpellings chooses one spelling of each tag, whatever the order of lines.
func (s *firstPass) noteSpellings(tags tags) {
	for _, tag := range tags {
		slug, known := s.slugs[tag]
		if !known {
			slug = graph.Slug(tag)
			s.slugs[tag] = slug
		}
		if chosen, there := s.spellings[slug]; !there || tag < chosen {
			s.spellings[slug] = tag
		}
	}
}

func (s *firstPass) createGroup(line int, a activity) {
	known := s.groups[a.Object.ID]
	if known.created && cmp.Or(known.at.Compare(a.at), bytes.Compare(known.digest[:], a.digest[:])) <= 0 {
		return
	}
	s.groups[a.Object.ID] = group{line: line, created: true, at: a.at, digest: a.digest, value: graph.Community{
		Name:    cmp.Or(oneLine(a.Object.Name), a.Object.ID),
		Summary: plainText(a.Object.Summary),
		Secret:  a.Object.Secret,
	}}
}

// mentionGroup notes a group that nothing may describe but this. Where one mention calls it
// secret, it is.
func (s *firstPass) mentionGroup(line int, mention *object) {
	if mention.idOrEmpty() == "" || s.groups[mention.ID].created {
		return
	}
	known, there := s.groups[mention.ID]
	if !there {
		known = group{line: line, value: graph.Community{Name: mention.ID}}
	}
	if text := oneLine(mention.Name); text != "" && (known.value.Name == mention.ID || text < known.value.Name) {
		known.value.Name = text
	}
	known.value.Secret = known.value.Secret || mention.Secret
	s.groups[mention.ID] = known
}

// isFirst reports whether a Create is the first of its id; what others differ in cannot be known.
func (s *firstPass) isFirst(line int, a activity) (first, same bool, other int) {
	if a.Object.Type == objectGroup {
		known := s.groups[a.Object.ID]
		return known.line == line, known.digest == a.digest, known.line
	}
	known, _ := s.contributions.find(a.Object.ID)
	return known.line == line, known.digest == a.digest, known.line
}

// groupsInOrder are the ids of the groups as they come in the file.
func (s *firstPass) groupsInOrder() []string {
	ids := make([]string, 0, len(s.groups))
	for id := range s.groups {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(s.groups[a].line, s.groups[b].line), cmp.Compare(a, b))
	})
	return ids
}
