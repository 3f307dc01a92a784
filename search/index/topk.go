package index

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// topK finds the documents of a class that match words best, exactly, without weighing all that
// hold any: MaxScore (Turtle and Flood, 1995) with bounds by run (Ding and Suel, 2011).
//
// The holders of the rarest word run first, for theirs are the best scores; then those of the next
// one that do not hold the first, and so on. Once all places are taken, a run, a document or a whole word is
// passed over where the best that can still be said of it is worse than the last place. Where so
// many words must be held together, the holders of the most common ones alone need not run at all.
type topK struct {
	searcher
	scorer scorer
	least  int // words that a document must hold
	places int

	order  []int            // words that any document holds, rarest first
	lists  [][]*postingList // by place in order, then by segment
	worth  []float64        // by place in order: the most that this word and those after it are worth,
	weight []float64        // and their weight
	fits   []float32        // of the document at hand, by word
	words  []cursor         // by place in order, in the segment at hand

	best    []candidate // a heap, worst first, once all places are taken
	last    float64     // how well the last of them fits; 0 before
	weighed int         // documents
}

// candidate is a document in the running.
type candidate struct {
	segment *segment
	number  uint32
	Score
}

func (c *candidate) key() graph.Key { return c.segment.key(c.number) }

// run finds the best documents of a class, at most so many; of equals, those with the lower
// keys, for numbers in the index mean nothing.
func (s searcher) run(ctx context.Context, class Class, terms []*termPostings, idf []float64, least, places int) (*topK, error) {
	r := &topK{
		searcher: s, scorer: newScorer(class, idf, s.weights), least: least, places: places, fits: make([]float32, len(terms)),
	}
	r.line(class, terms)
	if places <= 0 || len(r.order) == 0 {
		return r, nil
	}
	r.best = s.pool.get()
	for first := range r.order {
		if len(r.order)-first < least || r.passed(r.worth[first], r.weight[first]) {
			break
		}
		for i := range s.state.segments {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			r.drive(first, i)
		}
	}
	return r, nil
}

// line puts the words in order, and bounds what they are worth from each on.
func (r *topK) line(class Class, terms []*termPostings) {
	length := make([]int, len(terms))
	for word, term := range terms {
		for _, part := range term.parts {
			if held := part.classes[class]; held != nil {
				length[word] += len(held.numbers)
			}
		}
		if length[word] > 0 && r.scorer.idf[word] > 0 {
			r.order = append(r.order, word)
		}
	}
	slices.SortStableFunc(r.order, func(a, b int) int { return length[a] - length[b] })
	r.worth, r.weight = make([]float64, len(r.order)+1), make([]float64, len(r.order)+1)
	r.lists, r.words = make([][]*postingList, len(r.order)), make([]cursor, len(r.order))
	for at := len(r.order) - 1; at >= 0; at-- {
		word, top := r.order[at], float32(0)
		for _, part := range terms[word].parts {
			held := part.classes[class]
			if held != nil {
				top = max(top, held.top)
			}
			r.lists[at] = append(r.lists[at], held)
		}
		r.worth[at] = r.worth[at+1] + r.scorer.idf[word]*float64(top)
		r.weight[at] = r.weight[at+1] + r.scorer.idf[word]
	}
}

// passed reports whether a document worth at most so much has no place any more.
func (r *topK) passed(worth, weight float64) bool {
	return r.scorer.atMost(worth, weight) < r.last
}

// drive goes through the holders of one word in a segment.
func (r *topK) drive(first, segment int) {
	held := r.lists[first][segment]
	if held == nil {
		return
	}
	for at := range r.words {
		r.words[at] = cursor{postingList: r.lists[at][segment]}
	}
	for at, top := range held.tops {
		least := r.leastFit(first)
		if top < least {
			continue
		}
		start := at * runLength
		for place := start; place < min(start+runLength, len(held.numbers)); place++ {
			if fit := held.fits[place]; fit >= least {
				r.weigh(first, segment, held.numbers[place], fit)
			}
		}
	}
}

// leastFit is how well a document has to hold the word at a place in order, if it holds none
// before it, not to be passed over whatever else it holds.
func (r *topK) leastFit(at int) float32 {
	return r.scorer.leastFit(r.last, r.scorer.idf[r.order[at]], r.worth[at+1], r.weight[at])
}

// weigh scores a document that holds the word at a place in order, unless it holds a word before
// it, and has run already.
func (r *topK) weigh(first, segment int, number uint32, fit float32) {
	for at := range first {
		if r.words[at].fit(number) > 0 {
			return
		}
	}
	clear(r.fits)
	r.fits[r.order[first]] = fit
	idf := r.scorer.idf[r.order[first]]
	worth, weight := idf*float64(fit), idf
	for at := first + 1; at < len(r.words); at++ {
		if r.passed(worth+r.worth[at], weight+r.weight[at]) {
			return
		}
		if fit := r.words[at].fit(number); fit > 0 {
			idf := r.scorer.idf[r.order[at]]
			r.fits[r.order[at]] = fit
			worth, weight = worth+idf*float64(fit), weight+idf
		}
	}
	if r.passed(worth, weight) {
		return
	}
	r.finish(r.state.segments[segment], number)
}

// finish weighs a document of which it is known how well it holds each word.
func (r *topK) finish(part *segment, number uint32) {
	r.weighed++
	found, words := r.scorer.match(r.fits)
	if words >= r.least && r.mayFind(part, number) {
		r.place(candidate{segment: part, number: number, Score: found})
	}
}

func (r *topK) place(one candidate) {
	switch {
	case len(r.best) < r.places:
		r.best = append(r.best, one)
		if len(r.best) == r.places {
			for at := len(r.best)/2 - 1; at >= 0; at-- {
				r.sink(at)
			}
			r.last = r.best[0].Fit
		}
	case worse(&r.best[0], &one):
		r.best[0] = one
		r.sink(0)
		r.last = r.best[0].Fit
	}
}

// sink makes a heap of what stands below a place and of what stands there: worst first.
func (r *topK) sink(at int) {
	one := r.best[at]
	for {
		below := 2*at + 1
		if below >= len(r.best) {
			break
		}
		if other := below + 1; other < len(r.best) && worse(&r.best[other], &r.best[below]) {
			below = other
		}
		if !worse(&r.best[below], &one) {
			break
		}
		r.best[at] = r.best[below]
		at = below
	}
	r.best[at] = one
}

// worse orders candidates that have the same words before them.
func worse(a, b *candidate) bool {
	if a.Fit != b.Fit {
		return a.Fit < b.Fit
	}
	if first, second := a.segment.orders[a.number], b.segment.orders[b.number]; first != second {
		return first > second
	}
	return a.key() > b.key()
}
