package index

import (
	"encoding/binary"
	"math"
	"sync"

	"github.com/sachant/sachant/search/text"
)

// cacheSize is how much memory the postings of the terms searched for last may take, in bytes.
const cacheSize = 256 << 20

// termPostings are the documents that hold a query term, in one state of the index.
type termPostings struct {
	state    uint64
	segments []segmentPostings // in the order of the state's segments
	public   int               // documents that the whole company may see
	bytes    int
}

// segmentPostings are those of one segment.
type segmentPostings struct {
	segment, deletedCount uint64
	classes               [classCount]*postingList
	public                int
}

// postingCache keeps the postings of the terms searched for last, in two generations: once half
// the room is taken, the recent ones become the previous ones, and those that were previous and
// were not searched for since are dropped. Postings last as long as their segment; a commit adds
// small segments.
type postingCache struct {
	room int // bytes

	mutex            sync.Mutex
	recent, previous map[cacheKey]*termPostings
	used             int // bytes of the recent ones
}

// cacheKey is what postings depend on beside the index.
type cacheKey struct {
	forms   string
	weights Weights
}

func newPostingCache(room int) *postingCache {
	return &postingCache{room: room, recent: map[cacheKey]*termPostings{}}
}

func (c *postingCache) get(key cacheKey) *termPostings {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if found := c.recent[key]; found != nil {
		return found
	}
	found := c.previous[key]
	if found != nil {
		c.add(key, found)
	}
	return found
}

func (c *postingCache) put(key cacheKey, made *termPostings) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.add(key, made)
}

func (c *postingCache) add(key cacheKey, made *termPostings) {
	if before := c.recent[key]; before != nil {
		c.used -= before.bytes
	}
	if c.used+made.bytes > c.room/2 && len(c.recent) > 0 {
		c.previous, c.recent, c.used = c.recent, map[cacheKey]*termPostings{}, 0
	}
	c.recent[key] = made
	c.used += made.bytes
}

// postings returns those of terms, read from the index where the cache has none of this state.
func (s searcher) postings(terms []text.QueryTerm) ([]*termPostings, error) {
	all := make([]*termPostings, len(terms))
	for i, term := range terms {
		key := cacheKey{formsKey(term), s.weights}
		key.weights.Kept, key.weights.KeptSkills = 0, 0 // postings are of all documents
		all[i] = s.cache.get(key)
		if all[i] != nil && all[i].state == s.state.number {
			continue
		}
		var err error
		if all[i], err = s.read(term, all[i]); err != nil {
			return nil, err
		}
		s.cache.put(key, all[i])
	}
	return all, s.decideMentioned(all)
}

// formsKey is the same for terms that are searched for in the same forms.
func formsKey(term text.QueryTerm) string {
	var key []byte
	if term.Optional {
		key = append(key, '?')
	}
	for _, several := range [...]struct {
		terms []text.QueryTerm
		mark  byte
	}{{term.Any, '|'}, {term.All, '&'}} {
		for _, one := range several.terms {
			key = append(append(append(key, several.mark), formsKey(one)...), several.mark)
		}
	}
	if term.InOrder {
		key = append(key, '>')
	}
	if term.InLabels {
		key = append(key, 'l')
	}
	for _, form := range term.Forms {
		mark := byte('~')
		switch {
		case form.Replaced:
			mark = '!'
		case form.Exact:
			mark = '='
		}
		key = append(append(append(key, mark, byte(form.Part)), form.Text...), 0)
		key = binary.BigEndian.AppendUint64(key, math.Float64bits(form.Boost))
	}
	return string(key)
}

// read returns the postings of a term, of which those read before are taken from an older state.
func (s searcher) read(term text.QueryTerm, before *termPostings) (*termPostings, error) {
	const fixed = 256
	known := map[uint64]segmentPostings{}
	if before != nil {
		for _, one := range before.segments {
			known[one.segment] = one
		}
	}
	made := &termPostings{state: s.state.number, bytes: fixed}
	for _, part := range s.state.segments {
		postings, found := known[part.id]
		if !found {
			postings.segment = part.id
			for class := range classCount {
				if term.Optional && class != Skills && class != Profiles {
					continue
				}
				var err error
				if postings.classes[class], err = s.readPostings(part, class, term); err != nil {
					return nil, err
				}
			}
		}
		if !found || postings.deletedCount != part.deletedCount {
			postings.count(part)
		}
		made.segments = append(made.segments, postings)
		made.public += postings.public
		made.bytes += postings.bytes()
	}
	return made, nil
}

// count counts the documents that are there and that the whole company may see.
func (p *segmentPostings) count(part *segment) {
	p.deletedCount, p.public = part.deletedCount, 0
	for _, list := range p.classes {
		if list == nil {
			continue
		}
		p.public += len(list.numbers) - len(list.restricted)
		if part.deleted == nil {
			continue
		}
		for _, number := range list.numbers {
			if part.isDeleted(number) && part.audience(number) == public {
				p.public--
			}
		}
	}
}

func (p *segmentPostings) bytes() int {
	const fixed = 64
	bytes := fixed
	for _, list := range p.classes {
		if list != nil {
			bytes += list.bytes()
		}
	}
	return bytes
}
