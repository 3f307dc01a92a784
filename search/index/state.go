package index

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// state is the index as of one commit, as searches see it.
type state struct {
	number   uint64 // one more than the state before
	reader   index.IndexReader
	segments []*segment
	// audiences of documents by number, and how many documents each has.
	audiences *audiences
	counts    []int
}

// segment is a part of the index that bleve wrote at once. What it holds never changes, only
// what of it was deleted since.
type segment struct {
	*segmentData
	snapshot *scorch.SegmentSnapshot
	deleted  uint64   // how many
	gone     []uint64 // which, as bits; nil where none
}

// segmentData are what a search asks of every document that it finds, kept by the document's number
// in its segment.
type segmentData struct {
	id        uint64
	keys      string // one after the other
	ends      []uint32
	orders    []uint64        // as keys of one kind are ordered, as far as the first letters of their ids tell
	audiences []uint32        // nil where the whole company may see all
	closed    []uint64        // which have an audience, as bits: these stay near the processor
	days      []int32         // 20260331; 0 where time does not matter; nil where it never does
	tongues   []text.Language // nil where no text is clearly in one
	counts    []int           // documents of each audience
	numbers   atomic.Pointer[numbers]
}

// newState reads what of an index is new since a state before, which may be nil.
func newState(reader index.IndexReader, before *state, known *audiences) (*state, error) {
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("search index: of kind %T, not of scorch: build it anew", reader)
	}
	s := &state{reader: reader, audiences: known}
	if before != nil {
		s.number = before.number + 1
	}
	for _, part := range snapshot.Segments() {
		held, err := before.contentsOf(part, known)
		if err != nil {
			return nil, fmt.Errorf("search index: segment %d: %w", part.Id(), err)
		}
		s.segments = append(s.segments, newSegment(part, held, before))
	}
	s.counts = make([]int, known.known())
	for _, part := range s.segments {
		part.count(s.counts)
	}
	return s, nil
}

func (s *state) contentsOf(part *scorch.SegmentSnapshot, known *audiences) (*segmentData, error) {
	if one := s.segment(part.Id()); one != nil {
		return one.segmentData, nil
	}
	return readContents(part, known)
}

// segment is the one of a number, nil where the state has none or is none.
func (s *state) segment(id uint64) *segment {
	if s == nil {
		return nil
	}
	for _, one := range s.segments {
		if one.id == id {
			return one
		}
	}
	return nil
}

func (s *state) close() error {
	if s == nil {
		return nil
	}
	return s.reader.Close()
}

func newSegment(part *scorch.SegmentSnapshot, held *segmentData, before *state) *segment {
	s := &segment{segmentData: held, snapshot: part}
	deleted := part.Deleted()
	if deleted == nil || deleted.IsEmpty() {
		return s
	}
	s.deleted = deleted.GetCardinality()
	if was := before.segment(held.id); was != nil && was.deleted == s.deleted {
		s.gone = was.gone // what is deleted stays so
		return s
	}
	s.gone = make([]uint64, len(held.ends)/64+1)
	for each := deleted.Iterator(); each.HasNext(); {
		number := each.Next()
		s.gone[number/64] |= 1 << (number % 64)
	}
	return s
}

// count adds how many documents of each audience there are.
func (s *segment) count(counts []int) {
	for audience, held := range s.segmentData.counts {
		counts[audience] += held
	}
	for base, some := range s.gone {
		for ; some != 0; some &= some - 1 {
			counts[s.audience(uint32(64*base+bits.TrailingZeros64(some)))]--
		}
	}
}

func (s *segment) isGone(number uint32) bool {
	return s.gone != nil && s.gone[number/64]&(1<<(number%64)) != 0
}

func (c *segmentData) key(number uint32) graph.Key {
	start := uint32(0)
	if number > 0 {
		start = c.ends[number-1]
	}
	return graph.Key(c.keys[start:c.ends[number]])
}

func (c *segmentData) audience(number uint32) uint32 {
	if c.closed == nil || c.closed[number/64]&(1<<(number%64)) == 0 {
		return public
	}
	return c.audiences[number]
}

func (c *segmentData) day(number uint32) int32 {
	if c.days == nil {
		return 0
	}
	return c.days[number]
}

func (c *segmentData) tongue(number uint32) text.Language {
	if c.tongues == nil {
		return text.Undetermined
	}
	return c.tongues[number]
}

func readContents(part *scorch.SegmentSnapshot, known *audiences) (*segmentData, error) {
	c := &segmentData{id: part.Id()}
	if err := c.readKeys(part); err != nil {
		return nil, err
	}
	for class := range classCount {
		if err := c.readAudiences(part, class, known); err != nil {
			return nil, err
		}
		if err := c.readDays(part, class); err != nil {
			return nil, err
		}
		if err := c.readTongues(part, class); err != nil {
			return nil, err
		}
	}
	c.close()
	c.counts = make([]int, known.known())
	for number := range c.ends {
		c.counts[c.audience(uint32(number))]++
	}
	return c, nil
}

// close marks what not the whole company may see.
func (c *segmentData) close() {
	if c.audiences == nil {
		return
	}
	c.closed = make([]uint64, len(c.audiences)/64+1)
	for number, audience := range c.audiences {
		if audience != public {
			c.closed[number/64] |= 1 << (number % 64)
		}
	}
}

func (c *segmentData) readKeys(part *scorch.SegmentSnapshot) error {
	var keys strings.Builder
	c.ends, c.orders = make([]uint32, part.Segment().Count()), make([]uint64, part.Segment().Count())
	for number := range c.ends {
		key, err := part.DocID(uint64(number))
		if err != nil {
			return err
		}
		_, _ = keys.Write(key)
		c.ends[number], c.orders[number] = uint32(keys.Len()), orderOf(key)
	}
	c.keys = keys.String()
	return nil
}

func orderOf(key []byte) uint64 {
	var letters [8]byte
	_, id, _ := bytes.Cut(key, []byte("/"))
	copy(letters[:], id)
	return binary.BigEndian.Uint64(letters[:])
}

func (c *segmentData) readAudiences(part *scorch.SegmentSnapshot, class Class, known *audiences) error {
	return eachMark(part, class.see(), func(term string, number uint32) {
		if term == string(access.Company) {
			return
		}
		if c.audiences == nil {
			c.audiences = make([]uint32, len(c.ends))
		}
		c.audiences[number] = known.with(c.audiences[number], term)
	})
}

func (c *segmentData) readDays(part *scorch.SegmentSnapshot, class Class) error {
	return eachMark(part, class.on(), func(term string, number uint32) {
		if c.days == nil {
			c.days = make([]int32, len(c.ends))
		}
		c.days[number] = dayNumber(graph.Date(term))
	})
}

func (c *segmentData) readTongues(part *scorch.SegmentSnapshot, class Class) error {
	return eachMark(part, class.tongue(), func(term string, number uint32) {
		if c.tongues == nil {
			c.tongues = make([]text.Language, len(c.ends))
		}
		c.tongues[number] = text.English
		if term == termFrench {
			c.tongues[number] = text.French
		}
	})
}

// dayNumber orders days as they are ordered; 0 is no day.
func dayNumber(on graph.Date) int32 {
	number, _ := strconv.ParseInt(strings.ReplaceAll(string(on), "-", ""), 10, 32)
	return int32(number)
}

// eachMark visits the documents of a segment by each term of a field, in the order of terms.
func eachMark(part *scorch.SegmentSnapshot, field string, visit func(term string, number uint32)) error {
	read, err := dictionary(part, field)
	if err != nil {
		return err
	}
	return eachTerm(part, field, func(term string) error {
		marked, err := read(term)
		for _, number := range marked.numbers {
			visit(term, number)
		}
		return err
	})
}

// eachTerm visits the terms of a field in order.
func eachTerm(part *scorch.SegmentSnapshot, field string, visit func(term string) error) error {
	dictionary, err := part.Segment().Dictionary(field)
	if err != nil {
		return err
	}
	terms := dictionary.AutomatonIterator(nil, nil, nil)
	for {
		entry, err := terms.Next()
		if err != nil || entry == nil {
			return err
		}
		if err := visit(entry.Term); err != nil {
			return err
		}
	}
}
