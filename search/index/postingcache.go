package index

import (
	"encoding/binary"
	"math"
	"sync"

	"github.com/sachant/sachant/search/text"
)

// termPostings is who holds a word, in one state of the index.
type termPostings struct {
	state uint64
	parts []segmentPostings // as the segments of the state
	open  int               // holders that the whole company may see
	bytes int
}

// segmentPostings is who holds a word in one segment.
type segmentPostings struct {
	segment, deleted uint64
	classes          [classCount]*postingList
	open             int
}

// postingCache keeps the lists of the words looked for last, ready to be gone through, as far as there is
// room. A list lasts as long as its segment: what is committed adds small ones. No answer is kept.
//
// Words are put on a fresh shelf; when half the room is taken, it becomes the old one, and what
// stood on the old one and was not looked for since is dropped.
type postingCache struct {
	room int // bytes

	mutex      sync.Mutex
	fresh, old map[cacheKey]*termPostings
	taken      int // bytes on the fresh one
}

// cacheKey is what a list depends on beside the index.
type cacheKey struct {
	forms   string
	weights Weights
}

func newPostingCache(room int) *postingCache {
	return &postingCache{room: room, fresh: map[cacheKey]*termPostings{}}
}

func (s *postingCache) find(key cacheKey) *termPostings {
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

func (s *postingCache) keep(key cacheKey, made *termPostings) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.put(key, made)
}

func (s *postingCache) put(key cacheKey, made *termPostings) {
	if before := s.fresh[key]; before != nil {
		s.taken -= before.bytes
	}
	if s.taken+made.bytes > s.room/2 && len(s.fresh) > 0 {
		s.old, s.fresh, s.taken = s.fresh, map[cacheKey]*termPostings{}, 0
	}
	s.fresh[key] = made
	s.taken += made.bytes
}

// terms are the lists of words, read from the index where the shelf has none.
func (s searcher) terms(words []text.QueryTerm) ([]*termPostings, error) {
	terms := make([]*termPostings, len(words))
	for i, word := range words {
		key := cacheKey{keyOf(word), s.weights}
		found := s.cache.find(key)
		if found == nil || found.state != s.state.number {
			made, err := s.state.read(s.sought(word), s.weights, found)
			if err != nil {
				return nil, err
			}
			s.cache.keep(key, made)
			found = made
		}
		terms[i] = found
	}
	return terms, nil
}

// keyOf is the same for words that are looked for in the same forms.
func keyOf(w text.QueryTerm) string {
	var key []byte
	for _, form := range w.Forms {
		mark := byte('~')
		if form.Exact {
			mark = '='
		}
		key = append(append(append(key, mark), form.Text...), 0)
		key = binary.BigEndian.AppendUint64(key, math.Float64bits(form.Boost))
	}
	return string(key)
}

// read makes the lists of a word, of segments that are new since it was read before.
func (s *state) read(word []sought, weights Weights, before *termPostings) (*termPostings, error) {
	const fixed = 256
	made := &termPostings{state: s.number, parts: make([]segmentPostings, len(s.segments)), bytes: fixed}
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
func (t *termPostings) part(segment *segment, word []sought, weights Weights) (segmentPostings, error) {
	if t != nil {
		for _, known := range t.parts {
			if known.segment == segment.id {
				return known, nil
			}
		}
	}
	made := segmentPostings{segment: segment.id}
	for class := range classCount {
		var err error
		if made.classes[class], err = readPostings(segment, class, word, weights); err != nil {
			return made, err
		}
	}
	made.count(segment)
	return made, nil
}

// count tells how many the whole company may see, whatever was deleted left out.
func (p *segmentPostings) count(segment *segment) {
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
			if segment.isGone(number) && segment.audience(number) == public {
				p.open--
			}
		}
	}
}

func (p *segmentPostings) bytes() int {
	const fixed = 64
	bytes := fixed
	for _, held := range p.classes {
		if held != nil {
			bytes += held.bytes()
		}
	}
	return bytes
}
