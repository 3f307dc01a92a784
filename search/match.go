package search

import (
	"cmp"
	"context"
	"encoding/binary"
	"math"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/rank"
)

// searcher looks words up for one viewer, as of a day (empty: whenever).
type searcher struct {
	reader  index.IndexReader
	labels  access.Labels
	asOf    graph.Date
	weights rank.Words
}

// hits are the documents of a class that hold any of the words and that the viewer may find.
type hits struct {
	class   class
	numbers []uint64
	// fits tells for each document and word how well the text holds it, 0 to K1+1, before the
	// word's rarity is weighed in: len(words) of them for each document.
	fits  []float64
	words int
}

func (h hits) fitsOf(i int) []float64 { return h.fits[i*h.words : (i+1)*h.words] }

// look finds the documents of every class that hold any of the words.
func (s searcher) look(ctx context.Context, words []wanted) ([]hits, error) {
	var all []hits
	fits := make([]float64, window*len(words))
	for _, class := range classes() {
		found, err := s.lookIn(ctx, class, words, fits)
		if err != nil {
			return nil, err
		}
		all = append(all, found)
	}
	return all, nil
}

// list is the documents that hold one form of a word.
type list struct {
	*postings
	word  int
	boost float64
}

// lookIn goes through a class by windows: what the words hold in one, then what of it is
// visible. It works in fits, a window of zeros, and leaves zeros.
func (s searcher) lookIn(ctx context.Context, class class, words []wanted, fits []float64) (hits, error) {
	found := hits{class: class, words: len(words)}
	lists, err := s.lists(ctx, class, words)
	if err != nil {
		return found, err
	}
	sieve, err := s.sieve(ctx, class)
	if err != nil {
		return found, err
	}
	for base, more := lowest(lists); more; base, more = lowest(lists) {
		if err := ctx.Err(); err != nil {
			return found, err
		}
		if err := s.fit(class, lists, base, fits); err != nil {
			return found, err
		}
		if err := sieve.fill(base); err != nil {
			return found, err
		}
		found.gather(base, fits, &sieve.out)
		clear(fits)
	}
	return found, nil
}

func (s searcher) lists(ctx context.Context, class class, words []wanted) ([]list, error) {
	var lists []list
	for i, word := range words {
		for _, form := range word.forms {
			field := class.stem()
			if form.exact {
				field = class.exact()
			}
			opened, err := open(ctx, s.reader, field, form.text, true)
			if err != nil {
				return nil, err
			}
			lists = append(lists, list{opened, i, form.boost})
		}
	}
	return lists, nil
}

// lowest is the next document that any list has.
func lowest(lists []list) (number uint64, more bool) {
	number = math.MaxUint64
	for _, list := range lists {
		number = min(number, list.next)
	}
	return number, number != math.MaxUint64
}

// fit weighs what a window of documents holds: of several forms of a word, the best counts.
func (s searcher) fit(class class, lists []list, base uint64, fits []float64) error {
	words := len(fits) / window
	usual := usualLength(class, s.weights)
	for _, list := range lists {
		err := list.each(base+window, func(number uint64) {
			at := int(number-base)*words + list.word
			fits[at] = max(fits[at], list.boost*s.saturate(list.times, list.length/usual))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// saturate is BM25's term frequency part, with a text's length in usual lengths.
func (s searcher) saturate(times, length float64) float64 {
	k1, b := s.weights.K1, s.weights.B
	return times * (k1 + 1) / (times + k1*(1-b+b*length))
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

// gather keeps the documents of a window that hold a word and are not sieved out.
func (h *hits) gather(base uint64, fits []float64, out *[window]bool) {
	for i := range window {
		row := fits[i*h.words : (i+1)*h.words]
		if !out[i] && slices.Max(row) > 0 {
			h.numbers = append(h.numbers, base+uint64(i))
			h.fits = append(h.fits, row...)
		}
	}
}

// sieve makes the sieve of a class.
func (s searcher) sieve(ctx context.Context, class class) (*sieve, error) {
	made := &sieve{company: slices.Contains(s.labels, access.Company)}
	var err error
	if made.closed, err = open(ctx, s.reader, class.see(), closed, false); err != nil {
		return nil, err
	}
	for _, label := range s.labels {
		if label == access.Company {
			continue
		}
		mine, err := open(ctx, s.reader, class.see(), string(label), false)
		if err != nil {
			return nil, err
		}
		made.mine = append(made.mine, mine)
	}
	made.later, err = s.later(ctx, class)
	return made, err
}

// later are the documents from after the day: of the rest of its month by day, then by month.
func (s searcher) later(ctx context.Context, class class) ([]*postings, error) {
	if s.asOf == "" {
		return nil, nil
	}
	dict, err := s.reader.FieldDictRange(class.on(), []byte(month(s.asOf)), []byte("9999"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = dict.Close() }()
	var lists []*postings
	for entry, err := dict.Next(); entry != nil || err != nil; entry, err = dict.Next() {
		if err != nil {
			return nil, err
		}
		if !s.isLater(entry.Term) {
			continue
		}
		opened, err := open(ctx, s.reader, class.on(), entry.Term, false)
		if err != nil {
			return nil, err
		}
		lists = append(lists, opened)
	}
	return lists, nil
}

func (s searcher) isLater(term string) bool {
	this := month(s.asOf)
	if len(term) == len(this) {
		return term > this
	}
	return term > string(s.asOf) && month(graph.Date(term)) == this
}

// visible counts the documents of all classes that the viewer's labels open, once for each label.
func (s searcher) visible(ctx context.Context) (float64, error) {
	count := uint64(0)
	for _, class := range classes() {
		for _, label := range s.labels {
			reader, err := s.reader.TermFieldReader(ctx, []byte(label), class.see(), false, false, false)
			if err != nil {
				return 0, err
			}
			count += reader.Count()
		}
	}
	return float64(count), nil
}

// match is a document found.
type match struct {
	key graph.Key
	// fit says how well its text answers the words, covers which share of the words' weight it
	// holds; both 0 to 1.
	fit, covers float64
	held        uint32 // the words, as bits
}

// rarity weighs words by how few of the visible documents hold them: BM25's idf, over all classes.
func rarity(all []hits, words int, visible float64) (idf []float64, holding []int) {
	holding = make([]int, words)
	for _, found := range all {
		for i, fit := range found.fits {
			if fit > 0 {
				holding[i%words]++
			}
		}
	}
	idf = make([]float64, words)
	for i, n := range holding {
		if n > 0 {
			held := float64(n)
			idf[i] = math.Log(1 + max(0, visible-held+0.5)/(held+0.5))
		}
	}
	return idf, holding
}

// candidate is a document in the running.
type candidate struct {
	number uint64
	match
}

// weigh scores the documents of a class that hold enough of the words. A long text that holds
// few of them does so by chance, so what it covers counts twice; a skill is never mentioned by chance.
func (s searcher) weigh(found hits, idf []float64, together int) []candidate {
	mass := 0.0
	for _, weight := range idf {
		mass += weight
	}
	var kept []candidate
	for i, number := range found.numbers {
		one, count := candidate{number: number}, 0
		for word, fit := range found.fitsOf(i) {
			if fit > 0 && idf[word] > 0 {
				one.fit += idf[word] * fit
				one.covers += idf[word]
				one.held |= 1 << word
				count++
			}
		}
		if count >= together && mass > 0 {
			one.covers /= mass
			one.fit /= mass * (s.weights.K1 + 1)
			if found.class != skills {
				one.fit *= one.covers
			}
			kept = append(kept, one)
		}
	}
	return kept
}

// best are the most fitting candidates, at most so many; of equals, those with the lower keys,
// for numbers in the index mean nothing.
func (s searcher) best(kept []candidate, most int) ([]match, error) {
	if len(kept) > most {
		slices.SortFunc(kept, func(a, b candidate) int { return cmp.Compare(b.fit, a.fit) })
		last := kept[most-1].fit
		end := most
		for end < len(kept) && kept[end].fit == last {
			end++
		}
		kept = kept[:end]
	}
	matches := make([]match, len(kept))
	for i, one := range kept {
		key, err := s.key(one.number)
		if err != nil {
			return nil, err
		}
		one.match.key = key
		matches[i] = one.match
	}
	slices.SortFunc(matches, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.fit, a.fit), cmp.Compare(a.key, b.key))
	})
	return matches[:min(len(matches), most)], nil
}

func (s searcher) key(number uint64) (graph.Key, error) {
	id := make([]byte, 8)
	binary.BigEndian.PutUint64(id, number)
	key, err := s.reader.ExternalID(id)
	return graph.Key(key), err
}
