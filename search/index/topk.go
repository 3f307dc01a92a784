package index

import (
	"cmp"
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// topK finds the documents of a class that match terms best by their age, exactly, without scoring all that
// hold any: MaxScore (Turtle and Flood, 1995) with bounds by block (Ding and Suel, 2011).
//
// Terms are taken in turn as driver, the rarest first, since those who hold it have the best
// scores: the documents that hold the driver and none of the terms before it are scored. Once k
// documents are kept, a block, a document or a whole term is skipped where the best that can
// still be said of it is below the last of them.
type topK struct {
	searcher
	scorer
	class Class
	k     int

	order   []int            // terms that any document holds, rarest first, the optional ones at last
	drivers int              // the terms that are not optional
	lists   [][]*postingList // by place in order, then by segment
	worth   []float64        // by place in order: the most that this term and those after it are worth

	cursors   []cursor  // by place in order, in the segment at hand
	fits      []float32 // of the document at hand, by term
	best      []candidate
	threshold float64 // the impact of the last of the best, once there are k; 0 before
	scored    int     // documents
}

// candidate is a document among the best so far.
type candidate struct {
	segment *segment
	number  uint32
	impact  float64 // its match, by its age
	Score
}

func (c *candidate) key() graph.Key { return c.segment.key(c.number) }

func (s searcher) newTopK(class Class, terms []text.QueryTerm, postings []*termPostings, idf []float64, k int) *topK {
	t := &topK{searcher: s, class: class, scorer: newScorer(terms, idf, s.weights), k: k, fits: make([]float32, len(terms))}
	lengths, lists, tops := make([]int, len(terms)), make([][]*postingList, len(terms)), make([]float32, len(terms))
	holding := 0
	for term, found := range postings {
		for _, part := range found.segments {
			list := part.classes[class]
			lists[term] = append(lists[term], list)
			if list != nil {
				lengths[term] += len(list.numbers)
				tops[term] = max(tops[term], list.max)
			}
		}
		if lengths[term] > 0 && idf[term] > 0 {
			t.order = append(t.order, term)
			if !t.optional[term] {
				t.drivers++
				holding += lengths[term]
			}
		}
	}
	t.best = make([]candidate, 0, min(k, holding))
	slices.SortStableFunc(t.order, func(a, b int) int {
		if t.optional[a] != t.optional[b] {
			return cmp.Compare(a, b) // optional terms are the last ones
		}
		return lengths[a] - lengths[b]
	})
	t.cursors, t.lists = make([]cursor, len(t.order)), make([][]*postingList, len(t.order))
	t.worth = make([]float64, len(t.order)+1)
	for at := len(t.order) - 1; at >= 0; at-- {
		term := t.order[at]
		t.lists[at] = lists[term]
		t.worth[at] = t.worth[at+1] + idf[term]*float64(tops[term])
	}
	return t
}

// run finds the best documents; of equals, those with the lower keys, for numbers mean nothing.
func (t *topK) run(ctx context.Context) error {
	for driver := range t.drivers {
		if t.k <= 0 || t.atMost(t.worth[driver]) < t.threshold {
			break
		}
		for i := range t.state.segments {
			if err := ctx.Err(); err != nil {
				return err
			}
			if t.lists[driver][i] != nil {
				t.drive(driver, i)
			}
		}
	}
	return nil
}

// drive goes through the postings of one term in a segment.
func (t *topK) drive(driver, segment int) {
	for at := range t.cursors {
		t.cursors[at] = cursor{}
		if list := t.lists[at][segment]; list != nil {
			t.cursors[at] = cursor{numbers: list.numbers, fits: list.fits}
		}
	}
	list, part := t.lists[driver][segment], t.state.segments[segment]
	for block, top := range list.blockMax {
		least := t.leastMatch(t.threshold, t.idf[t.order[driver]], t.worth[driver+1])
		if top < least {
			continue
		}
		oldest := t.oldest(t.class, t.threshold/t.atMost(t.idf[t.order[driver]]*float64(top)+t.worth[driver+1]))
		start := block * blockLength
		for place := start; place < min(start+blockLength, len(list.numbers)); place++ {
			number := list.numbers[place]
			if fit := list.fits[place]; fit >= least && (part.days == nil || part.days[number] == 0 || part.days[number] >= oldest) {
				t.consider(driver, segment, number, fit)
			}
		}
	}
}

// consider scores a document that holds the driver, unless it holds a term before it, and was
// considered already, or cannot be among the best.
func (t *topK) consider(driver, segment int, number uint32, fit float32) {
	part := t.state.segments[segment]
	decay := t.decay(t.class, part, number)
	reach := t.threshold / decay // the match that it needs
	if t.atMost(t.idf[t.order[driver]]*float64(fit)+t.worth[driver+1]) < reach {
		return
	}
	for at := range driver {
		if t.cursors[at].fit(number) > 0 {
			return
		}
	}
	clear(t.fits)
	worth := 0.0
	for at := driver; at < len(t.order); at++ {
		if at > driver {
			if t.atMost(worth+t.worth[at]) < reach {
				return
			}
			fit = t.cursors[at].fit(number)
		}
		if fit > 0 {
			term := t.order[at]
			t.fits[term] = fit
			worth += t.idf[term] * float64(fit)
		}
	}
	if t.atMost(worth) < reach {
		return
	}
	t.scored++
	score := t.score(t.fits)
	if t.mayFind(part, number) && !t.isExcluded(t.class, segment, number) {
		t.setHow(&score, driver, segment, number)
		if t.isByChance(t.class, score) {
			return
		}
		t.keep(candidate{segment: part, number: number, impact: score.Match * decay, Score: score})
	}
}

// setHow sets which terms from the driver on a document holds as they were typed, and which by synonyms.
func (t *topK) setHow(score *Score, driver, segment int, number uint32) {
	for at := driver; at < t.drivers; at++ {
		one, list, bit := &t.cursors[at], t.lists[at][segment], uint32(1)<<t.order[at]
		if one.fit(number) == 0 {
			continue
		}
		if hasBit(list.asTyped, one.place) {
			score.AsTyped |= bit
		}
		if hasBit(list.bySynonym, one.place) {
			score.BySynonym |= bit
		}
	}
}

// keep puts a document among the best, which are a heap, the worst first, once there are k.
func (t *topK) keep(one candidate) {
	switch {
	case len(t.best) < t.k:
		t.best = append(t.best, one)
		if len(t.best) < t.k {
			return
		}
		for at := len(t.best)/2 - 1; at >= 0; at-- {
			t.siftDown(at)
		}
	case worse(&t.best[0], &one):
		t.best[0] = one
		t.siftDown(0)
	}
	t.threshold = t.best[0].impact
}

// siftDown restores the heap below a place.
func (t *topK) siftDown(at int) {
	one := t.best[at]
	for child := 2*at + 1; child < len(t.best); child = 2*at + 1 {
		if child+1 < len(t.best) && worse(&t.best[child+1], &t.best[child]) {
			child++
		}
		if !worse(&t.best[child], &one) {
			break
		}
		t.best[at] = t.best[child]
		at = child
	}
	t.best[at] = one
}

// worse orders documents of one class.
func worse(a, b *candidate) bool {
	return a.impact < b.impact || a.impact == b.impact && a.key() > b.key()
}

// FindAll returns every document of a class, of those that a view shows, that holds all the words of a text, by number,
// and the words as searched, corrections made. After Close it returns [ErrClosed].
func (x *Index) FindAll(ctx context.Context, view *access.View, class Class, words string, weights Weights) ([]Hit, []text.QueryTerm, error) {
	labels, err := view.Labels(ctx)
	if err != nil {
		return nil, nil, err
	}
	x.mutex.RLock()
	defer x.mutex.RUnlock()
	if x.closed {
		return nil, nil, ErrClosed
	}
	terms := text.ParseQuery(words, weights.Stem, weights.Part, x.now.vocabulary.Knows)
	terms = slices.DeleteFunc(terms, func(term text.QueryTerm) bool { return term.Optional })
	if len(terms) == 0 || len(labels) == 0 {
		return nil, terms, nil
	}
	exist := func(hits []Hit) ([]graph.NodeID, error) { return NodeIDs(ctx, view, hits) }
	return x.searcher(ctx, labels, exist, Recency{}, weights).every(class, terms)
}

// FindNamed returns the people of whose names one word is this, of those that a view shows, by number. After Close it
// returns [ErrClosed].
func (x *Index) FindNamed(ctx context.Context, view *access.View, word string, weights Weights) ([]Hit, error) {
	labels, err := view.Labels(ctx)
	if err != nil {
		return nil, err
	}
	x.mutex.RLock()
	defer x.mutex.RUnlock()
	if x.closed {
		return nil, ErrClosed
	}
	if !x.now.vocabulary.IsName(word) {
		return nil, nil
	}
	s := x.searcher(ctx, labels, func(hits []Hit) ([]graph.NodeID, error) { return NodeIDs(ctx, view, hits) }, Recency{}, weights)
	name := text.Form{Exact: true, Text: text.NameMark + word, Boost: 1, Replaced: true}
	postings, err := s.postings([]text.QueryTerm{{Asked: word, Forms: []text.Form{name}}})
	if err != nil {
		return nil, err
	}
	return s.hits(Profiles, postings[0]), nil
}

func (s searcher) every(class Class, terms []text.QueryTerm) ([]Hit, []text.QueryTerm, error) {
	if err := s.withPairs(terms, s.weights.Part); err != nil {
		return nil, nil, err
	}
	postings, err := s.postings(terms)
	if err != nil {
		return nil, nil, err
	}
	terms, _, err = s.correctSpelling(terms, postings, s.frequencies(postings))
	if err != nil {
		return nil, nil, err
	}
	postings, err = s.postings([]text.QueryTerm{text.Combined(text.QueryTerm{All: terms})})
	if err != nil {
		return nil, nil, err
	}
	return s.hits(class, postings[0]), terms, nil
}

// hits returns the documents of a class that the viewer may find.
func (s searcher) hits(class Class, found *termPostings) []Hit {
	var hits []Hit
	for at, part := range s.state.segments {
		list := found.segments[at].classes[class]
		if list == nil {
			continue
		}
		for _, number := range list.numbers {
			if s.mayFind(part, number) {
				hits = append(hits, Hit{Key: part.key(number), Class: class, place: place{part, number}})
			}
		}
	}
	return hits
}
