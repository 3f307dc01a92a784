package search

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"

	index "github.com/blevesearch/bleve_index_api"
)

// window is how many documents are scored side by side.
const window = 4096

// postings walks through the documents that hold a term of a field, in order of their
// numbers in the index. A number lives as long as the reader and means nothing elsewhere.
type postings struct {
	reader index.TermFieldReader
	next   uint64 // math.MaxUint64 at the end
	times  float64
	length float64
	held   index.TermFieldDoc
}

// open starts at the first document. With counts it tells how often the term is there, and
// how long the text is.
func open(ctx context.Context, reader index.IndexReader, field, term string, counts bool) (*postings, error) {
	inner, err := reader.TermFieldReader(ctx, []byte(term), field, counts, counts, false)
	if err != nil {
		return nil, fmt.Errorf("search index: %q in %s: %w", term, field, err)
	}
	p := &postings{reader: inner}
	return p, p.advance()
}

func (p *postings) advance() error {
	found, err := p.reader.Next(&p.held)
	return p.take(found, err)
}

// seek goes to the first document at or after a number.
func (p *postings) seek(number uint64) error {
	if p.next >= number {
		return nil
	}
	id := make([]byte, 8)
	binary.BigEndian.PutUint64(id, number)
	found, err := p.reader.Advance(id, &p.held)
	return p.take(found, err)
}

func (p *postings) take(found *index.TermFieldDoc, err error) error {
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	if found == nil {
		p.next = math.MaxUint64
		return nil
	}
	p.next = binary.BigEndian.Uint64(found.ID)
	p.times = float64(found.Freq)
	// bleve keeps the length whole and answers 1/sqrt(length), rounded.
	p.length = 1
	if found.Norm > 0 {
		p.length = math.Round(1 / (found.Norm * found.Norm))
	}
	return nil
}

// each visits the documents before a number, and stops at the first one that is not.
func (p *postings) each(before uint64, visit func(number uint64)) error {
	for p.next < before {
		visit(p.next)
		if err := p.advance(); err != nil {
			return err
		}
	}
	return nil
}

// sieve tells which documents of a class a viewer may find, as of a day.
type sieve struct {
	company bool // the viewer may see what the whole company may
	closed  *postings
	mine    []*postings // what the viewer's own labels open
	later   []*postings // what was said after the day
	out     [window]bool
}

// fill decides about the documents from a number on, one window of them.
func (s *sieve) fill(base uint64) error {
	for i := range s.out {
		s.out[i] = !s.company
	}
	if err := s.mark([]*postings{s.closed}, base, true); err != nil {
		return err
	}
	if err := s.mark(s.mine, base, false); err != nil {
		return err
	}
	return s.mark(s.later, base, true)
}

func (s *sieve) mark(lists []*postings, base uint64, out bool) error {
	for _, list := range lists {
		if err := list.seek(base); err != nil {
			return err
		}
		if err := list.each(base+window, func(number uint64) { s.out[number-base] = out }); err != nil {
			return err
		}
	}
	return nil
}
