package activity

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// survey is what a first reading of a file finds out, so that on the second every line can be
// judged at once whatever comes later: ids only, no texts.
type survey struct {
	contributions map[string]described
	groups        map[string]group
	accepted      map[string]time.Time
	names         map[string]string // of actors
	// mentioned are contributions that something refers to.
	mentioned map[string]bool
}

// described says where and as what a contribution is created.
type described struct {
	line     int
	digest   [sha256.Size]byte
	sort     string
	question string // of an answer
	group    string // its own audience
}

// group is a community as the file tells of it.
type group struct {
	line    int // where it is created, or first mentioned
	created bool
	digest  [sha256.Size]byte
	value   graph.Community
}

func newSurvey() *survey {
	return &survey{contributions: map[string]described{}, groups: map[string]group{}, accepted: map[string]time.Time{},
		names: map[string]string{}, mentioned: map[string]bool{}}
}

func (s *survey) add(line int, a activity) {
	if id := a.Actor.id(); id != "" {
		s.names[id] = cmp.Or(s.names[id], oneLine(a.Actor.Name))
	}
	switch a.Type {
	case typeCreate:
		s.create(line, a)
	case typeJoin:
		s.mentionGroup(line, a.Object)
	case typeFollow:
		s.names[a.Object.ID] = cmp.Or(s.names[a.Object.ID], oneLine(a.Object.Name))
	case typeLike:
		s.mentioned[a.Object.ID] = true
	case typeAccept:
		s.mentioned[a.Object.ID] = true
		if _, already := s.accepted[a.Object.ID]; !already {
			s.accepted[a.Object.ID] = a.at
		}
	}
}

func (s *survey) create(line int, a activity) {
	object := a.Object
	if object.Type == objectGroup {
		s.createGroup(line, a)
		return
	}
	s.mentionGroup(line, object.Audience)
	if object.Type == objectAnswer {
		s.mentioned[object.InReplyTo.ID] = true
	}
	if _, already := s.contributions[object.ID]; already {
		return
	}
	made := described{line: line, digest: a.digest, sort: object.Type, group: object.Audience.id()}
	if object.Type == objectAnswer {
		made.question = object.InReplyTo.ID
	}
	s.contributions[object.ID] = made
}

func (s *survey) createGroup(line int, a activity) {
	if s.groups[a.Object.ID].created {
		return
	}
	s.groups[a.Object.ID] = group{line: line, created: true, digest: a.digest, value: graph.Community{
		Name:    cmp.Or(oneLine(a.Object.Name), a.Object.ID),
		Summary: plainText(a.Object.Summary),
		Secret:  a.Object.Secret,
	}}
}

// mentionGroup notes a group that nothing may describe but this. Where one mention calls it
// secret, it is.
func (s *survey) mentionGroup(line int, mention *thing) {
	if mention.id() == "" || s.groups[mention.ID].created {
		return
	}
	known, there := s.groups[mention.ID]
	if !there {
		known = group{line: line, value: graph.Community{Name: mention.ID}}
	}
	if name := oneLine(mention.Name); name != "" && known.value.Name == mention.ID {
		known.value.Name = name
	}
	known.value.Secret = known.value.Secret || mention.Secret
	s.groups[mention.ID] = known
}

// first reports whether a Create is the first of its id; what others differ in cannot be known.
func (s *survey) first(line int, a activity) (first, same bool, other int) {
	if a.Object.Type == objectGroup {
		known := s.groups[a.Object.ID]
		return known.line == line, known.digest == a.digest, known.line
	}
	known := s.contributions[a.Object.ID]
	return known.line == line, known.digest == a.digest, known.line
}

// groupsInOrder are the ids of the groups as they come in the file.
func (s *survey) groupsInOrder() []string {
	ids := make([]string, 0, len(s.groups))
	for id := range s.groups {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(s.groups[a].line, s.groups[b].line), cmp.Compare(a, b))
	})
	return ids
}
