package index

import (
	"math"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/sachant/sachant/search/text"
)

// list is the documents of a class in a segment that hold something, how often, and how long
// their texts are, in words.
type list struct {
	numbers []uint32
	times   []float64
	lengths []float64
}

// listReader reads lists of a class in a segment, each once.
type listReader struct {
	part *segment
	open func(text string) (list, error)
	read map[string]list
}

func newListReader(part *segment, class Class) (*listReader, error) {
	open, err := dictionary(part.snapshot, class.exact())
	return &listReader{part: part, open: open, read: map[string]list{}}, err
}

// dictionary opens the terms of a field.
func dictionary(part *scorch.SegmentSnapshot, field string) (func(text string) (list, error), error) {
	terms, err := part.Segment().Dictionary(field)
	if err != nil {
		return nil, err
	}
	return func(text string) (list, error) {
		postings, err := terms.PostingsList([]byte(text), nil, nil)
		if err != nil || postings.Count() == 0 {
			return list{}, err
		}
		found := newList(int(postings.Count()))
		all := postings.Iterator(true, true, false, nil)
		for {
			next, err := all.Next()
			if err != nil || next == nil {
				return found, err
			}
			found.add(uint32(next.Number()), float64(next.Frequency()), lengthOf(next.Norm()))
		}
	}, nil
}

// lengthOf is a text's length in words: bleve keeps it whole and answers 1/sqrt(length), rounded.
func lengthOf(norm float64) float64 {
	if norm > 0 {
		return math.Round(1 / (norm * norm))
	}
	return 1
}

// newList has room for so many documents.
func newList(room int) list {
	return list{make([]uint32, 0, room), make([]float64, 0, room), make([]float64, 0, room)}
}

func (l *list) add(number uint32, times, length float64) {
	l.numbers, l.times, l.lengths = append(l.numbers, number), append(l.times, times), append(l.lengths, length)
}

// form is the documents that hold any of the words that a form stands for.
func (r *listReader) form(form sought) (list, error) {
	var all list
	for _, one := range form.variants {
		written, err := r.word(one.Text)
		if err != nil {
			return all, err
		}
		all = all.and(r.in(written, one.Languages))
	}
	return all, nil
}

func (r *listReader) word(text string) (list, error) {
	if found, known := r.read[text]; known {
		return found, nil
	}
	found, err := r.open(text)
	r.read[text] = found
	return found, err
}

// in leaves out texts in other languages.
func (r *listReader) in(all list, some text.Languages) list {
	if some == text.AllLanguages || r.part.tongues == nil && some.Has(text.Undetermined) {
		return all
	}
	kept := newList(len(all.numbers))
	for i, number := range all.numbers {
		if some.Has(r.part.tongue(number)) {
			kept.add(number, all.times[i], all.lengths[i])
		}
	}
	return kept
}

// and adds up how often documents hold what either list has.
func (l list) and(other list) list {
	switch {
	case len(l.numbers) == 0:
		return other
	case len(other.numbers) == 0:
		return l
	}
	all, at := newList(len(l.numbers)+len(other.numbers)), 0
	for i, number := range l.numbers {
		for ; at < len(other.numbers) && other.numbers[at] < number; at++ {
			all.add(other.numbers[at], other.times[at], other.lengths[at])
		}
		times := l.times[i]
		if at < len(other.numbers) && other.numbers[at] == number {
			times += other.times[at]
			at++
		}
		all.add(number, times, l.lengths[i])
	}
	for ; at < len(other.numbers); at++ {
		all.add(other.numbers[at], other.times[at], other.lengths[at])
	}
	return all
}

// weighed turns how often into how well.
func (l list) weighed(boost, usual float64, weights Weights) postingList {
	found := postingList{numbers: l.numbers, fits: make([]float32, len(l.numbers))}
	for i := range l.numbers {
		found.fits[i] = float32(boost * saturate(l.times[i], l.lengths[i]/usual, weights))
	}
	return found
}
