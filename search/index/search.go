package index

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"sync/atomic"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// Result is the documents that match a query best.
type Result struct {
	Terms       []text.QueryTerm // as searched, corrections made
	Corrections []Correction
	// Shares are the parts of the query's weight that its terms make up; they add up to 1, or there is none.
	Shares    []float64
	Hits      []Hit // answers, texts, skills and profiles
	Questions []Hit
	scored    int // documents, to find these
}

// Hit is a document found.
type Hit struct {
	Key   graph.Key
	Class Class
	Score
	// Brief reports an answer so short that it says something only to its asker.
	Brief bool
	place
}

// place is where the index has a document.
type place struct {
	segment *segment
	number  uint32
}

// Find finds the documents that match a query's words best, of those that a view shows, as of a day (empty:
// whenever). After Close it returns [ErrClosed].
func (x *Index) Find(ctx context.Context, view *access.View, query text.Expression, recency Recency, weights Weights) (Result, error) {
	labels, err := view.Labels(ctx)
	if err != nil {
		return Result{}, err
	}
	exist := func(hits []Hit) ([]graph.NodeID, error) { return NodeIDs(ctx, view, hits) }
	return x.find(ctx, query, labels, exist, recency, weights)
}

// Search is Find for a viewer who holds labels and sees all that is mentioned anywhere.
func (x *Index) Search(ctx context.Context, query string, labels access.Labels, recency Recency, weights Weights) (Result, error) {
	return x.find(ctx, text.ParseExpression(query), labels, nil, recency, weights)
}

func (x *Index) find(ctx context.Context, query text.Expression, labels access.Labels, exist existence, recency Recency, weights Weights) (Result, error) {
	x.mutex.RLock()
	defer x.mutex.RUnlock()
	if x.closed {
		return Result{}, ErrClosed
	}
	terms, excluded := query.Terms(text.TermOptions{Stem: weights.Stem, Part: weights.Part, Knows: x.now.vocabulary.Knows})
	if len(terms) == 0 || len(labels) == 0 {
		return Result{Terms: terms}, nil
	}
	return x.searcher(ctx, labels, exist, recency, weights).search(ctx, terms, excluded)
}

// searcher is of the present state. It reads texts from the store to find phrases in them.
func (x *Index) searcher(ctx context.Context, labels access.Labels, exist existence, recency Recency, weights Weights) searcher {
	s := x.now.searcher(labels, exist, recency.AsOf, weights)
	s.recency = recency
	s.compose = func(keys []graph.Key) ([]entry, error) { return compose(ctx, x.store, keys) }
	return s
}

// searcher searches one state of the index for one viewer, as of a day (0: whenever).
type searcher struct {
	state      *state
	cache      *postingCache
	vocabulary *text.Vocabulary
	open       []bool // by audience: what the viewer may find
	exist      existence
	compose    func(keys []graph.Key) ([]entry, error)
	excluded   []*termPostings // documents that hold one are left out
	exists     map[place]bool  // documents of the audience mentioned that hold a term
	asOf       graph.Day
	recency    Recency
	weights    Weights
}

func (s searcher) search(ctx context.Context, terms, excluded []text.QueryTerm) (Result, error) {
	if err := s.withPairs(terms, s.weights.Part); err != nil {
		return Result{}, err
	}
	postings, err := s.postings(terms)
	if err != nil {
		return Result{}, err
	}
	frequencies := s.frequencies(postings)
	terms, corrections, err := s.correctSpelling(terms, postings, frequencies)
	if err != nil {
		return Result{}, err
	}
	if isReplaced(corrections) {
		if postings, err = s.postings(terms); err != nil {
			return Result{}, err
		}
		frequencies = s.frequencies(postings)
	}
	if s.excluded, err = s.postings(excluded); err != nil {
		return Result{}, err
	}
	result := Result{Terms: terms, Corrections: corrections}
	err = s.collect(ctx, &result, postings, frequencies)
	return result, err
}

// collect keeps the best documents of each class.
func (s searcher) collect(ctx context.Context, result *Result, postings []*termPostings, frequencies []int) error {
	// Of those that exist for some only, the ones found count: to ask about all would take too long.
	documents := s.countMentioned(postings)
	for audience, count := range s.state.counts {
		if s.open[audience] && uint32(audience) != mentioned {
			documents += count
		}
	}
	rarity := make([]float64, len(frequencies))
	for term, frequency := range frequencies {
		rarity[term] = idf(frequency, float64(documents))
		if result.Terms[term].Synonyms {
			var err error
			if rarity[term], err = s.rarityAsTyped(result.Terms[term], documents); err != nil {
				return err
			}
		}
		if result.Terms[term].Optional {
			rarity[term] *= s.weights.Stop
		}
	}
	result.Shares = sharesOf(result.Terms, rarity)
	for class := range classCount {
		k := s.weights.Kept
		if class == Skills {
			k = s.weights.KeptSkills
		}
		top := s.newTopK(class, result.Terms, postings, rarity, k)
		if err := top.run(ctx); err != nil {
			return err
		}
		result.add(class, top)
	}
	return nil
}

// rarityAsTyped is that of a term with synonyms: of the words that were typed, together, so that a query weighs its words
// alike with synonyms or without.
func (s searcher) rarityAsTyped(term text.QueryTerm, documents int) (float64, error) {
	words := term.Any[0].Words()
	postings, err := s.postings(words)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for _, frequency := range s.frequencies(postings) {
		sum += idf(frequency, float64(documents))
	}
	return sum, nil
}

// sharesOf divides the weight of a query among its terms, by rarity. Optional ones have none.
func sharesOf(terms []text.QueryTerm, rarity []float64) []float64 {
	shares, mass := make([]float64, len(terms)), 0.0
	for i, term := range terms {
		if !term.Optional {
			shares[i] = rarity[i]
			mass += rarity[i]
		}
	}
	for i := range shares {
		shares[i] /= cmp.Or(mass, 1)
	}
	return shares
}

func (r *Result) add(class Class, top *topK) {
	into := &r.Hits
	if class == Questions {
		into = &r.Questions
	}
	*into = slices.Grow(*into, len(top.best))
	for _, one := range top.best {
		*into = append(*into, Hit{one.key(), class, one.Score, hasBit(one.segment.brief, int(one.number)), place{one.segment, one.number}})
	}
	r.scored += top.scored
}

// Recency is the day as of which documents are searched, and how much texts of earlier days count: of many texts those
// are kept whose match is the best after that. Skills and profiles do not age.
type Recency struct {
	// AsOf leaves out documents of later days; none where it is empty.
	AsOf graph.Date
	// Today is the day from which ages are counted.
	Today graph.Day
	// Decay is what a match counts by a text's age in days, above 0 and at most 1, the older the less; older ones count
	// as the last. Without it all ages count 1.
	Decay []float64
	// Undated is what a match counts in a text without a day, above 0 and at most 1.
	Undated float64
}

// decay returns what a document's match counts by its age.
func (s *searcher) decay(class Class, part *segment, number uint32) float64 {
	if len(s.recency.Decay) == 0 || class == Skills || class == Profiles {
		return 1
	}
	if part.days == nil || part.days[number] == 0 {
		return s.recency.Undated
	}
	age := int(s.recency.Today - part.days[number])
	return s.recency.Decay[min(max(age, 0), len(s.recency.Decay)-1)]
}

// oldest returns the first day on which a match counts a part of it, 0 to 1, or more.
func (s *searcher) oldest(class Class, part float64) graph.Day {
	const rounding = 1 - 1e-9
	ages := s.recency.Decay
	if len(ages) == 0 || class == Skills || class == Profiles || ages[len(ages)-1] >= part*rounding {
		return 0
	}
	first := sort.Search(len(ages), func(age int) bool { return ages[age] < part*rounding })
	return s.recency.Today - graph.Day(first) + 1
}

// mayFind reports whether a document is there, open to the viewer, and not from after the day.
func (s searcher) mayFind(part *segment, number uint32) bool {
	audience := part.audience(number)
	return s.open[audience] && (audience != mentioned || s.exists[place{part, number}]) && !part.isDeleted(number) && (s.asOf == 0 || part.days == nil || part.days[number] <= s.asOf)
}

// isExcluded reports whether a document holds a term that is left out.
func (s searcher) isExcluded(class Class, segment int, number uint32) bool {
	for _, term := range s.excluded {
		if list := term.segments[segment].classes[class]; list != nil {
			if _, found := slices.BinarySearch(list.numbers, number); found {
				return true
			}
		}
	}
	return false
}

// frequencies counts, for each term, the documents that hold it and that the viewer may find.
// Those that all may see are counted once for everybody, others one by one.
func (s searcher) frequencies(terms []*termPostings) []int {
	all := make([]int, len(terms))
	for i, term := range terms {
		if s.asOf == 0 && s.open[public] {
			all[i] = term.public
		}
		for at, part := range term.segments {
			for _, list := range part.classes {
				if list != nil {
					all[i] += s.frequency(s.state.segments[at], list)
				}
			}
		}
	}
	return all
}

// frequency counts what a list adds to the public documents; as of a day, all that it holds.
func (s searcher) frequency(part *segment, list *postingList) int {
	count := 0
	if s.asOf == 0 {
		for _, place := range list.restricted {
			if s.mayFind(part, list.numbers[place]) {
				count++
			}
		}
		return count
	}
	for _, number := range list.numbers {
		if s.mayFind(part, number) {
			count++
		}
	}
	return count
}

// nodeIDs are those of a segment's documents in one graph, as far as they were asked for; 0 where
// not. To look one up by key takes a hash and a comparison of strings.
type nodeIDs struct {
	space any // in which they are
	ids   []atomic.Uint32
}

// NodeIDs returns those of documents in the view's graph; 0 for what the viewer may not see.
func NodeIDs(ctx context.Context, view *access.View, hits []Hit) ([]graph.NodeID, error) {
	ids := make([]graph.NodeID, len(hits))
	var keys []graph.Key
	var unknown []int
	space := view.IDSpace()
	for i := range hits {
		if known := hits[i].nodeID(space); known != nil {
			ids[i] = graph.NodeID(known.Load())
		}
		if ids[i] == 0 {
			keys, unknown = append(keys, hits[i].Key), append(unknown, i)
		}
	}
	if err := view.Hide(ctx, ids); err != nil || len(keys) == 0 {
		return ids, err
	}
	found, err := view.NodeIDs(ctx, keys...)
	for i, id := range found {
		ids[unknown[i]] = id
		if known := hits[unknown[i]].nodeID(space); known != nil {
			known.Store(uint32(id))
		}
	}
	return ids, err
}

// nodeID is where the index keeps the node id of a document, in a space; nil where it does not.
func (p place) nodeID(space any) *atomic.Uint32 {
	if p.segment == nil || space == nil {
		return nil
	}
	known := p.segment.nodeIDs.Load()
	if known == nil || known.space != space {
		known = &nodeIDs{space, make([]atomic.Uint32, len(p.segment.ends))}
		p.segment.nodeIDs.Store(known)
	}
	return &known.ids[p.number]
}
