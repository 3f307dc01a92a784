package index

import (
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/sachant/sachant/search/text"
)

// blockLength is how many postings share a bound.
const blockLength = 128

// postingList is the documents of a class, in one segment, that hold a query term in any of its
// forms, in the order of their numbers there.
type postingList struct {
	numbers []uint32
	fits    []float32 // how well each holds the term, 0 to K1+1, before the term's rarity is weighed in
	// blockMax is the best fit of each block of postings, max that of all.
	blockMax []float32
	max      float32
	// restricted are the offsets in numbers of those that only some in the company may see.
	restricted []uint32
}

// posting is a document that holds a word: how often, and how long its text is, in words.
type posting struct {
	number, times, length uint32
	fit                   float32
}

// expandedForm is a form of a query term with the words that it stands for.
type expandedForm struct {
	variants []text.Variant
	boost    float64
}

func expand(term text.QueryTerm, vocabulary *text.Vocabulary) []expandedForm {
	forms := make([]expandedForm, len(term.Forms))
	for i, form := range term.Forms {
		forms[i] = expandedForm{[]text.Variant{{Text: form.Text, Languages: text.AllLanguages}}, form.Boost}
		if !form.Exact {
			forms[i].variants = vocabulary.Variants(form.Text)
		}
	}
	return forms
}

// readPostings reads which documents of a class hold a term; nil where none does. A document
// counts by the form that fits it best.
func readPostings(part *segment, class Class, forms []expandedForm, weights Weights) (*postingList, error) {
	var all []posting
	for _, form := range forms {
		var ofForm []posting
		for _, variant := range form.variants {
			read, err := readTerm(part.snapshot, class.wordField(), variant.Text)
			if err != nil {
				return nil, err
			}
			ofForm = merge(ofForm, part.in(variant.Languages, read), func(a, b posting) posting {
				a.times += b.times
				return a
			})
		}
		for i := range ofForm {
			one := &ofForm[i]
			one.fit = float32(form.boost * weights.saturate(class, float64(one.times), float64(one.length)))
		}
		all = merge(all, ofForm, func(a, b posting) posting {
			a.fit = max(a.fit, b.fit)
			return a
		})
	}
	if len(all) == 0 {
		return nil, nil
	}
	return newPostingList(part, all), nil
}

func newPostingList(part *segment, all []posting) *postingList {
	list := &postingList{
		numbers: make([]uint32, len(all)), fits: make([]float32, len(all)), blockMax: make([]float32, (len(all)-1)/blockLength+1),
	}
	for i, one := range all {
		list.numbers[i], list.fits[i] = one.number, one.fit
		list.blockMax[i/blockLength] = max(list.blockMax[i/blockLength], one.fit)
		if part.audience(one.number) != public {
			list.restricted = append(list.restricted, uint32(i))
		}
	}
	list.max = slices.Max(list.blockMax)
	return list
}

// readTerm reads the postings of one term of a field.
func readTerm(part *scorch.SegmentSnapshot, field, term string) ([]posting, error) {
	terms, err := part.Segment().Dictionary(field)
	if err != nil {
		return nil, err
	}
	postings, err := terms.PostingsList([]byte(term), nil, nil)
	if err != nil || postings.Count() == 0 {
		return nil, err
	}
	found := make([]posting, 0, postings.Count())
	all := postings.Iterator(true, true, false, nil)
	for {
		next, err := all.Next()
		if err != nil || next == nil {
			return found, err
		}
		found = append(found, posting{number: uint32(next.Number()), times: uint32(next.Frequency()), length: lengthOf(next.Norm())})
	}
}

// lengthOf returns a text's length in words: bleve keeps it whole and answers 1/sqrt(length), rounded.
func lengthOf(norm float64) uint32 {
	if norm > 0 {
		return uint32(math.Round(1 / (norm * norm)))
	}
	return 1
}

// in leaves out texts in other languages.
func (s *segment) in(languages text.Languages, postings []posting) []posting {
	if languages == text.AllLanguages {
		return postings
	}
	return slices.DeleteFunc(postings, func(one posting) bool {
		language := text.Undetermined
		if s.languages != nil {
			language = s.languages[one.number]
		}
		return !languages.Has(language)
	})
}

// merge returns the postings of two lists in order; those of one document are combined.
func merge(a, b []posting, combine func(a, b posting) posting) []posting {
	if len(a) == 0 {
		return b
	}
	all := make([]posting, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].number < b[0].number:
			all, a = append(all, a[0]), a[1:]
		case a[0].number > b[0].number:
			all, b = append(all, b[0]), b[1:]
		default:
			all, a, b = append(all, combine(a[0], b[0])), a[1:], b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// bytes is about how much memory a list takes.
func (l *postingList) bytes() int {
	const fixed = 128
	return fixed + 4*(cap(l.numbers)+cap(l.fits)+cap(l.blockMax)+cap(l.restricted))
}

// cursor finds postings by number, in rising order.
type cursor struct {
	numbers []uint32
	fits    []float32
	place   int
}

// fit returns how well a document holds the term, 0 where it does not. It searches in steps that
// double, then by halves.
func (c *cursor) fit(number uint32) float32 {
	rest, step := c.numbers[c.place:], 1
	for step < len(rest) && rest[step] < number {
		step *= 2
	}
	offset, found := slices.BinarySearch(rest[step/2:min(step+1, len(rest))], number)
	c.place += step/2 + offset
	if !found {
		return 0
	}
	return c.fits[c.place]
}
