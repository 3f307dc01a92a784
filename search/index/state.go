package index

import (
	"fmt"
	"math/bits"
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
	counts   []int // documents, by audience
}

// segment is a part of the index that bleve wrote at once. What it holds never changes, only
// which documents of it are deleted.
type segment struct {
	*segmentData
	snapshot     *scorch.SegmentSnapshot
	deletedCount uint64
	deleted      []uint64 // as bits; nil where none
}

// segmentData is what a search asks of every document that it finds, by the document's number in
// its segment.
type segmentData struct {
	id        uint64
	keys      string // one after the other
	ends      []uint32
	audiences []uint32        // nil where all are public
	days      []graph.Day     // of publication; 0 where time does not matter; nil where it never does
	languages []text.Language // nil where none is determined
	brief     []uint64        // as bits; nil where none is
	counts    []int           // documents, by audience
	nodeIDs   atomic.Pointer[nodeIDs]
}

// newState reads what of an index is new since a state before, which may be nil.
func newState(reader index.IndexReader, before *state, all *audiences) (*state, error) {
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("search index: of kind %T, not of scorch: build it anew", reader)
	}
	s := &state{reader: reader}
	known := map[uint64]*segmentData{}
	if before != nil {
		s.number = before.number + 1
		for _, one := range before.segments {
			known[one.id] = one.segmentData
		}
	}
	for _, part := range snapshot.Segments() {
		data := known[part.Id()]
		if data == nil {
			var err error
			if data, err = readSegment(part, all); err != nil {
				return nil, fmt.Errorf("search index: segment %d: %w", part.Id(), err)
			}
		}
		s.segments = append(s.segments, newSegment(part, data))
	}
	s.counts = make([]int, all.count())
	for _, part := range s.segments {
		part.count(s.counts)
	}
	return s, nil
}

func (s *state) close() error {
	if s == nil {
		return nil
	}
	return s.reader.Close()
}

func newSegment(part *scorch.SegmentSnapshot, data *segmentData) *segment {
	s := &segment{segmentData: data, snapshot: part}
	if deleted := part.Deleted(); deleted != nil && !deleted.IsEmpty() {
		s.deletedCount = deleted.GetCardinality()
		s.deleted = make([]uint64, len(data.ends)/64+1)
		for each := deleted.Iterator(); each.HasNext(); {
			number := each.Next()
			s.deleted[number/64] |= 1 << (number % 64)
		}
	}
	return s
}

// count adds how many documents of each audience there are.
func (s *segment) count(counts []int) {
	for audience, documents := range s.segmentData.counts {
		counts[audience] += documents
	}
	for base, some := range s.deleted {
		for ; some != 0; some &= some - 1 {
			counts[s.audience(uint32(64*base+bits.TrailingZeros64(some)))]--
		}
	}
}

func (s *segment) isDeleted(number uint32) bool {
	return s.deleted != nil && s.deleted[number/64]&(1<<(number%64)) != 0
}

func (d *segmentData) key(number uint32) graph.Key {
	start := uint32(0)
	if number > 0 {
		start = d.ends[number-1]
	}
	return graph.Key(d.keys[start:d.ends[number]])
}

func (d *segmentData) audience(number uint32) uint32 {
	if d.audiences == nil {
		return public
	}
	return d.audiences[number]
}

func readSegment(part *scorch.SegmentSnapshot, all *audiences) (*segmentData, error) {
	d := &segmentData{id: part.Id()}
	if err := d.readKeys(part); err != nil {
		return nil, err
	}
	for class := range classCount {
		if err := d.readClass(part, class, all); err != nil {
			return nil, err
		}
	}
	d.counts = make([]int, all.count())
	for number := range d.ends {
		d.counts[d.audience(uint32(number))]++
	}
	return d, nil
}

func (d *segmentData) readKeys(part *scorch.SegmentSnapshot) error {
	var keys strings.Builder
	d.ends = make([]uint32, part.Segment().Count())
	for number := range d.ends {
		key, err := part.DocID(uint64(number))
		if err != nil {
			return err
		}
		_, _ = keys.Write(key)
		d.ends[number] = uint32(keys.Len())
	}
	d.keys = keys.String()
	return nil
}

// readClass reads what the keywords of a class say of its documents.
func (d *segmentData) readClass(part *scorch.SegmentSnapshot, class Class, all *audiences) error {
	err := eachPosting(part, class.audienceField(), func(term string, one posting) {
		if term != string(access.Company) {
			d.audiences = sized(d.audiences, len(d.ends))
			d.audiences[one.number] = all.with(d.audiences[one.number], term)
		}
	})
	if err != nil {
		return err
	}
	err = eachPosting(part, class.dayField(), func(term string, one posting) {
		d.days = sized(d.days, len(d.ends))
		d.days[one.number] = graph.Date(term).Day()
	})
	if err != nil {
		return err
	}
	err = eachPosting(part, class.briefField(), func(_ string, one posting) {
		d.brief = withBit(d.brief, int(one.number), len(d.ends))
	})
	if err != nil {
		return err
	}
	return eachPosting(part, class.languageField(), func(term string, one posting) {
		d.languages = sized(d.languages, len(d.ends))
		d.languages[one.number] = text.English
		if term == termFrench {
			d.languages[one.number] = text.French
		}
	})
}

// sized returns a list of a value for each document, made when the first one has any.
func sized[T any](list []T, documents int) []T {
	if list == nil {
		return make([]T, documents)
	}
	return list
}

// eachPosting visits the documents of a segment by each term of a field, in the order of terms.
func eachPosting(part *scorch.SegmentSnapshot, field string, visit func(term string, one posting)) error {
	return eachTerm(part, field, func(term string) error {
		postings, err := readTerm(part, field, term)
		for _, one := range postings {
			visit(term, one)
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
