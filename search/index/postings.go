package index

import (
	"math"

	"github.com/sachant/sachant/search/text"
)

// runLength is how many holders share a bound: a run.
const runLength = 128

// postingList are the documents of a class, in one segment, that hold a word in any of its forms, in
// the order of their numbers there.
type postingList struct {
	numbers []uint32
	// fits says how well each holds the word, 0 to K1+1, before the word's rarity is weighed in.
	fits []float32
	// tops is the best fit of each run of holders, top that of all.
	tops []float32
	top  float32
	// closed are the places in numbers of those that not the whole company may see.
	closed []uint32
}

// sought is a form of a word, with all that is written in its place.
type sought struct {
	variants []text.Variant
	boost    float64
}

func (s searcher) sought(word text.QueryTerm) []sought {
	forms := make([]sought, len(word.Forms))
	for i, form := range word.Forms {
		forms[i] = sought{variants(form, s.vocabulary), form.Boost}
	}
	return forms
}

// variants are all words that a form stands for, in which texts.
func variants(f text.Form, vocabulary *text.Vocabulary) []text.Variant {
	if f.Exact {
		return []text.Variant{{Text: f.Text, Languages: text.AllLanguages}}
	}
	return vocabulary.Variants(f.Text)
}

// readPostings reads who holds a word; nil where nobody does.
func readPostings(part *segment, class Class, word []sought, weights Weights) (*postingList, error) {
	reader, err := newListReader(part, class)
	if err != nil {
		return nil, err
	}
	var found postingList
	for _, form := range word {
		list, err := reader.form(form)
		if err != nil {
			return nil, err
		}
		found = merged(found, list.weighed(form.boost, usualLength(class, weights), weights))
	}
	if len(found.numbers) == 0 {
		return nil, nil
	}
	found.numbers, found.fits = fitted(found.numbers), fitted(found.fits)
	found.bound()
	for place, number := range found.numbers {
		if part.audience(number) != public {
			found.closed = append(found.closed, uint32(place))
		}
	}
	return &found, nil
}

// fitted is a list to be kept, without much room to spare.
func fitted[T any](list []T) []T {
	if cap(list) > len(list)+len(list)/8 {
		return append(make([]T, 0, len(list)), list...)
	}
	return list
}

// saturate is BM25's term frequency part, with a text's length in usual lengths.
func saturate(times, length float64, weights Weights) float64 {
	return times * (weights.K1 + 1) / (times + weights.K1*(1-weights.B+weights.B*length))
}

func usualLength(class Class, weights Weights) float64 {
	switch class {
	case Answers:
		return weights.AnswerLength
	case Questions:
		return weights.QuestionLength
	case Skills:
		return weights.SkillLength
	case Profiles:
		return weights.ProfileLength
	}
	return weights.TextLength
}

// merged are the holders of either form; of several forms, the best counts.
func merged(a, b postingList) postingList {
	switch {
	case len(a.numbers) == 0:
		return b
	case len(b.numbers) == 0:
		return a
	}
	room := len(a.numbers) + len(b.numbers)
	all := postingList{numbers: make([]uint32, 0, room), fits: make([]float32, 0, room)}
	i, j := 0, 0
	for i < len(a.numbers) || j < len(b.numbers) {
		first, second := a.at(i), b.at(j)
		number, fit := min(first, second), float32(0)
		if first == number {
			fit = a.fits[i]
			i++
		}
		if second == number {
			fit = max(fit, b.fits[j])
			j++
		}
		all.numbers, all.fits = append(all.numbers, number), append(all.fits, fit)
	}
	return all
}

// at is the number at a place, higher than any at the end.
func (h *postingList) at(place int) uint32 {
	if place < len(h.numbers) {
		return h.numbers[place]
	}
	return math.MaxUint32
}

func (h *postingList) bound() {
	h.tops = make([]float32, 0, len(h.fits)/runLength+1)
	for start := 0; start < len(h.fits); start += runLength {
		top := float32(0)
		for _, fit := range h.fits[start:min(start+runLength, len(h.fits))] {
			top = max(top, fit)
		}
		h.tops, h.top = append(h.tops, top), max(h.top, top)
	}
}

// bytes is about how much memory they take.
func (h *postingList) bytes() int {
	const fixed = 128
	return fixed + 4*(cap(h.numbers)+cap(h.fits)+cap(h.tops)+cap(h.closed))
}

// cursor finds holders by number, in rising order.
type cursor struct {
	*postingList
	place int
}

// fit is how well a document holds the word, 0 where it does not.
func (c *cursor) fit(number uint32) float32 {
	if c.postingList == nil {
		return 0
	}
	c.seek(number)
	if c.at(c.place) != number {
		return 0
	}
	return c.fits[c.place]
}

// seek goes to the first holder at or after a number: by leaps that double, then by halves.
func (c *cursor) seek(number uint32) {
	if c.at(c.place) >= number {
		return
	}
	low, leap := c.place, 1
	for c.at(low+leap) < number {
		low, leap = low+leap, 2*leap
	}
	high := min(low+leap, len(c.numbers))
	for low+1 < high {
		if middle := (low + high) / 2; c.numbers[middle] < number {
			low = middle
		} else {
			high = middle
		}
	}
	c.place = high
}
