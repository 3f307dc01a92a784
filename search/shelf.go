package search

import (
	"encoding/binary"
	"math"
	"sync"

	"github.com/sachant/sachant/search/rank"
)

// term is who holds a word, in one state of the index.
type term struct {
	state uint64
	parts []termPart // as the segments of the state
	open  int        // holders that the whole company may see
	bytes int
}

// termPart is who holds a word in one segment.
type termPart struct {
	segment, deleted uint64
	classes          [classCount]*holders
	open             int
}

// shelf keeps the lists of the words looked for last, ready to be gone through, as far as there is
// room. A list lasts as long as its segment: what is committed adds small ones. No answer is kept.
//
// Words are put on a fresh shelf; when half the room is taken, it becomes the old one, and what
// stood on the old one and was not looked for since is dropped.
type shelf struct {
	room int // bytes

	mutex      sync.Mutex
	fresh, old map[shelved]*term
	taken      int // bytes on the fresh one
}

// shelved is what a list depends on beside the index.
type shelved struct {
	forms   string
	weights rank.Words
}

func newShelf(room int) *shelf { return &shelf{room: room, fresh: map[shelved]*term{}} }

func (s *shelf) find(key shelved) *term {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if found := s.fresh[key]; found != nil {
		return found
	}
	found := s.old[key]
	if found != nil {
		s.put(key, found)
	}
	return found
}

func (s *shelf) keep(key shelved, made *term) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.put(key, made)
}

func (s *shelf) put(key shelved, made *term) {
	if before := s.fresh[key]; before != nil {
		s.taken -= before.bytes
	}
	if s.taken+made.bytes > s.room/2 && len(s.fresh) > 0 {
		s.old, s.fresh, s.taken = s.fresh, map[shelved]*term{}, 0
	}
	s.fresh[key] = made
	s.taken += made.bytes
}

// terms are the lists of words, read from the index where the shelf has none.
func (s searcher) terms(words []wanted) ([]*term, error) {
	terms := make([]*term, len(words))
	for i, word := range words {
		key := shelved{word.key(), s.weights}
		found := s.shelf.find(key)
		if found == nil || found.state != s.state.number {
			made, err := s.state.read(s.sought(word), s.weights, found)
			if err != nil {
				return nil, err
			}
			s.shelf.keep(key, made)
			found = made
		}
		terms[i] = found
	}
	return terms, nil
}

// key is the same for words that are looked for in the same forms.
func (w wanted) key() string {
	var key []byte
	for _, form := range w.forms {
		mark := byte('~')
		if form.exact {
			mark = '='
		}
		key = append(append(append(key, mark), form.text...), 0)
		key = binary.BigEndian.AppendUint64(key, math.Float64bits(form.boost))
	}
	return string(key)
}

// read makes the lists of a word, of segments that are new since it was read before.
func (s *state) read(word []sought, weights rank.Words, before *term) (*term, error) {
	const fixed = 256
	made := &term{state: s.number, parts: make([]termPart, len(s.segments)), bytes: fixed}
	for i, segment := range s.segments {
		part, err := before.part(segment, word, weights)
		if err != nil {
			return nil, err
		}
		if part.deleted != segment.deleted {
			part.count(segment)
		}
		made.parts[i] = part
		made.open += part.open
		made.bytes += part.bytes()
	}
	return made, nil
}

// part is the one of a segment; of a segment that is new, it is read.
func (t *term) part(segment *segment, word []sought, weights rank.Words) (termPart, error) {
	if t != nil {
		for _, known := range t.parts {
			if known.segment == segment.id {
				return known, nil
			}
		}
	}
	made := termPart{segment: segment.id}
	for i, class := range classes() {
		var err error
		if made.classes[i], err = readHolders(segment, class, word, weights); err != nil {
			return made, err
		}
	}
	made.count(segment)
	return made, nil
}

// count tells how many the whole company may see, whatever was deleted left out.
func (p *termPart) count(segment *segment) {
	p.deleted, p.open = segment.deleted, 0
	for _, held := range p.classes {
		if held == nil {
			continue
		}
		p.open += len(held.numbers) - len(held.closed)
		if segment.gone == nil {
			continue
		}
		for _, number := range held.numbers {
			if segment.isGone(number) && segment.audience(number) == open {
				p.open--
			}
		}
	}
}

func (p *termPart) bytes() int {
	const fixed = 64
	bytes := fixed
	for _, held := range p.classes {
		if held != nil {
			bytes += held.bytes()
		}
	}
	return bytes
}
