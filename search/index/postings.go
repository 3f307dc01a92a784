package index

import (
	"math"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/sachant/sachant/graph"
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
	// asTyped says, as bits by offset, which hold the word as it was typed, bySynonym which hold only synonyms of it; nil
	// where none does.
	asTyped, bySynonym []uint64
}

// posting is a document that holds a word: how often, and how long its text is, in words. It takes 16 bytes, since
// millions are copied: 20 take half as long again (BenchmarkPostings).
type posting struct {
	number, times uint32
	fit           float32
	length        uint16
	parts         uint8 // of the word, held
	how           held
}

// held says how a document holds a word, as bits.
type held uint8

const (
	asTyped   held = 1 << iota // not only by another word with its stem
	bySynonym                  // only by synonyms, or by words of which it is the acronym
)

// expandedForm is a form of a query term with the words that it stands for.
type expandedForm struct {
	text.Form
	variants []text.Variant
	names    []text.Variant // the same, and the word as a name
}

func expand(term text.QueryTerm, vocabulary *text.Vocabulary) []expandedForm {
	forms := make([]expandedForm, len(term.Forms))
	for i, form := range term.Forms {
		made := &forms[i]
		made.Form = form
		if !form.Exact {
			made.variants = vocabulary.Variants(form.Text)
			made.names = made.variants
			continue
		}
		for _, word := range append([]string{form.Text}, vocabulary.Pairs(form.Text)...) {
			made.variants = append(made.variants, text.Variant{Text: word, Languages: text.AllLanguages})
		}
		made.names = made.variants
		if !form.Replaced {
			made.names = append(slices.Clip(made.variants), text.Variant{Text: text.NameMark + form.Text, Languages: text.AllLanguages})
		}
	}
	return forms
}

// readPostings reads which documents of a class hold a term; nil where none does.
func (s searcher) readPostings(part *segment, class Class, term text.QueryTerm) (*postingList, error) {
	all, err := s.readCombined(part, class, term)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return newPostingList(part, all), nil
}

// readCombined reads those of a word, or combines those of several: a document counts by the alternative that fits it
// best, or by the mean of the words that it must hold together.
func (s searcher) readCombined(part *segment, class Class, term text.QueryTerm) ([]posting, error) {
	if len(term.Any) == 0 && len(term.All) == 0 {
		return readWord(part, class, expand(term, s.vocabulary), s.weights)
	}
	var all []posting
	for i, one := range term.Any {
		if one.InLabels && class != Skills && class != Profiles {
			continue
		}
		ofOne, err := s.readCombined(part, class, one)
		if err != nil {
			return nil, err
		}
		for k := range ofOne {
			if term.Synonyms && i > 0 {
				ofOne[k].how |= bySynonym
			}
		}
		all = merge(all, ofOne, better)
	}
	words := slices.DeleteFunc(slices.Clone(term.All), func(one text.QueryTerm) bool { return one.Optional })
	for i, one := range words {
		ofOne, err := s.readCombined(part, class, one)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			all = ofOne
		} else {
			all = intersect(all, ofOne)
		}
	}
	for i := range all {
		all[i].fit /= max(1, float32(len(words)))
	}
	if term.InOrder {
		return s.inOrder(part, all, term.All)
	}
	return all, nil
}

// inOrder returns the postings of documents of which a text holds words one after the other.
func (s searcher) inOrder(part *segment, all []posting, words []text.QueryTerm) ([]posting, error) {
	phrases := text.NewPhrases()
	var kept []posting
	for some := range slices.Chunk(all, batchSize) {
		keys := make([]graph.Key, len(some))
		for i, one := range some {
			keys[i] = part.key(one.number)
		}
		entries, err := s.compose(keys)
		if err != nil {
			return nil, err
		}
		holds := map[graph.Key]bool{}
		for _, one := range entries {
			holds[one.key] = slices.ContainsFunc(one.texts, func(of text.Weighted) bool { return phrases.Holds(of.Text, words) })
		}
		for i, one := range some {
			if holds[keys[i]] {
				kept = append(kept, one)
			}
		}
	}
	return kept, nil
}

// intersect returns the postings of documents in both lists; what they fit adds up.
func intersect(a, b []posting) []posting {
	var all []posting
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].number < b[0].number:
			a = a[1:]
		case a[0].number > b[0].number:
			b = b[1:]
		default:
			all, a, b = append(all, together(a[0], b[0])), a[1:], b[1:]
		}
	}
	return all
}

// readWord reads which documents of a class hold a word. A document counts by the form of the whole word that fits it
// best, or by what it holds of each of its parts together.
func readWord(part *segment, class Class, forms []expandedForm, weights Weights) ([]posting, error) {
	if len(forms) == 0 {
		return nil, nil
	}
	var whole, parts, ofPart []posting
	last := forms[len(forms)-1]
	for i, form := range forms {
		ofForm, err := readForm(part, class, form, weights)
		if err != nil {
			return nil, err
		}
		if form.Part == 0 {
			whole = merge(whole, ofForm, better)
			continue
		}
		ofPart = merge(ofPart, ofForm, better)
		if i+1 == len(forms) || forms[i+1].Part != form.Part {
			parts, ofPart = merge(parts, ofPart, together), nil
		}
	}
	if last.All {
		parts = slices.DeleteFunc(parts, func(one posting) bool { return int(one.parts) < last.Part })
	}
	for i := range parts {
		if int(parts[i].parts) != last.Part {
			parts[i].how &^= asTyped
		}
	}
	return merge(whole, parts, better), nil
}

// better returns the posting that fits better; what either holds as typed is, and what both hold by synonyms.
func better(a, b posting) posting {
	a.fit, a.how = max(a.fit, b.fit), (a.how|b.how)&asTyped|a.how&b.how&bySynonym
	return a
}

// together adds up two parts of a word.
func together(a, b posting) posting {
	a.fit, a.parts, a.how = a.fit+b.fit, a.parts+b.parts, a.how&b.how
	return a
}

// readForm reads the postings of all variants of a form.
func readForm(part *segment, class Class, form expandedForm, weights Weights) ([]posting, error) {
	var all []posting
	variants := form.variants
	if class == Profiles {
		variants = form.names
	}
	for _, variant := range variants {
		read, err := readTerm(part.snapshot, class.wordField(), variant.Text)
		if err != nil {
			return nil, err
		}
		all = merge(all, part.in(variant.Languages, read), addTimes)
	}
	for i := range all {
		one := &all[i]
		one.fit = float32(form.Boost * weights.saturate(class, float64(one.times), float64(one.length)))
		if one.parts = 1; form.Exact && !form.Loose {
			one.how = asTyped
		}
		if strings.HasPrefix(form.Text, text.AcronymMark) {
			one.how |= bySynonym
		}
	}
	return all, nil
}

func addTimes(a, b posting) posting {
	a.times += b.times
	return a
}

func newPostingList(part *segment, all []posting) *postingList {
	list := &postingList{
		numbers: make([]uint32, len(all)), fits: make([]float32, len(all)), blockMax: make([]float32, (len(all)-1)/blockLength+1),
	}
	for i, one := range all {
		list.numbers[i], list.fits[i] = one.number, one.fit
		list.blockMax[i/blockLength] = max(list.blockMax[i/blockLength], one.fit)
		if one.how&asTyped != 0 {
			list.asTyped = withBit(list.asTyped, i, len(all))
		}
		if one.how&bySynonym != 0 {
			list.bySynonym = withBit(list.bySynonym, i, len(all))
		}
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

// lengthOf returns a text's length in words, 65,535 at most: bleve keeps it whole and answers 1/sqrt(length), rounded.
func lengthOf(norm float64) uint16 {
	if norm > 0 {
		return uint16(min(math.Round(1/(norm*norm)), math.MaxUint16))
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
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0:
		return a
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

// withBit sets one of so many bits.
func withBit(bits []uint64, at, length int) []uint64 {
	bits = sized(bits, (length+63)/64)
	bits[at/64] |= 1 << (at % 64)
	return bits
}

// hasBit reports whether a bit is set; none is where bits is nil.
func hasBit(bits []uint64, at int) bool { return bits != nil && bits[at/64]&(1<<(at%64)) != 0 }

// bytes is about how much memory a list takes.
func (l *postingList) bytes() int {
	const fixed = 128
	return fixed + 4*(cap(l.numbers)+cap(l.fits)+cap(l.blockMax)+cap(l.restricted)) + 8*(cap(l.asTyped)+cap(l.bySynonym))
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
