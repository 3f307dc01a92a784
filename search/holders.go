package search

import (
	"math"

	"github.com/sachant/sachant/search/rank"
)

// runLength is how many holders share a bound: a run.
const runLength = 128

// holders are the documents of a class, in one segment, that hold a word in any of its forms, in
// the order of their numbers there.
type holders struct {
	numbers []uint32
	// fits says how well each holds the word, 0 to K1+1, before the word's rarity is weighed in.
	fits []float32
	// tops is the best fit of each run of holders, top that of all.
	tops []float32
	top  float32
	// closed are the places in numbers of those that not the whole company may see.
	closed []uint32
}

// readHolders reads who holds a word; nil where nobody does.
func readHolders(part *segment, class class, word wanted, weights rank.Words) (*holders, error) {
	var found holders
	for _, form := range word.forms {
		held, err := readForm(part, class, form, weights)
		if err != nil {
			return nil, err
		}
		found = merged(found, held)
	}
	if len(found.numbers) == 0 {
		return nil, nil
	}
	found.bound()
	for place, number := range found.numbers {
		if part.audience(number) != open {
			found.closed = append(found.closed, uint32(place))
		}
	}
	return &found, nil
}

func readForm(part *segment, class class, form form, weights rank.Words) (holders, error) {
	field := class.stem()
	if form.exact {
		field = class.exact()
	}
	dictionary, err := part.snapshot.Segment().Dictionary(field)
	if err != nil {
		return holders{}, err
	}
	list, err := dictionary.PostingsList([]byte(form.text), nil, nil)
	if err != nil || list.Count() == 0 {
		return holders{}, err
	}
	usual := usualLength(class, weights)
	found := holders{numbers: make([]uint32, 0, list.Count()), fits: make([]float32, 0, list.Count())}
	all := list.Iterator(true, true, false, nil)
	for {
		next, err := all.Next()
		if err != nil || next == nil {
			return found, err
		}
		fit := form.boost * saturate(float64(next.Frequency()), lengthOf(next.Norm())/usual, weights)
		found.numbers, found.fits = append(found.numbers, uint32(next.Number())), append(found.fits, float32(fit))
	}
}

// lengthOf is a text's length in words: bleve keeps it whole and answers 1/sqrt(length), rounded.
func lengthOf(norm float64) float64 {
	if norm > 0 {
		return math.Round(1 / (norm * norm))
	}
	return 1
}

// saturate is BM25's term frequency part, with a text's length in usual lengths.
func saturate(times, length float64, weights rank.Words) float64 {
	return times * (weights.K1 + 1) / (times + weights.K1*(1-weights.B+weights.B*length))
}

func usualLength(class class, weights rank.Words) float64 {
	switch class {
	case answers:
		return weights.AnswerLength
	case questions:
		return weights.QuestionLength
	case skills:
		return weights.SkillLength
	case profiles:
		return weights.ProfileLength
	}
	return weights.TextLength
}

// merged are the holders of either form; of several forms, the best counts.
func merged(a, b holders) holders {
	switch {
	case len(a.numbers) == 0:
		return b
	case len(b.numbers) == 0:
		return a
	}
	var all holders
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
func (h *holders) at(place int) uint32 {
	if place < len(h.numbers) {
		return h.numbers[place]
	}
	return math.MaxUint32
}

func (h *holders) bound() {
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
func (h *holders) bytes() int {
	const fixed = 128
	return fixed + 4*(cap(h.numbers)+cap(h.fits)+cap(h.tops)+cap(h.closed))
}

// cursor finds holders by number, in rising order.
type cursor struct {
	*holders
	place int
}

// fit is how well a document holds the word, 0 where it does not.
func (c *cursor) fit(number uint32) float32 {
	if c.holders == nil {
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
