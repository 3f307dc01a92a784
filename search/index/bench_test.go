package index

import (
	"math/rand/v2"
	"testing"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/search/text"
)

// BenchmarkPostings says what it is worth to cache the postings of terms.
//
// At 8,000 documents, on two shared cores: 1.3 ms and 22 kB a search with the cache, 8 to 9 ms and 2.2 MB without.
func BenchmarkPostings(b *testing.B) {
	index := randomIndex(b, 4000)
	for _, cached := range []string{"cached", "read"} {
		b.Run(cached, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if cached == "read" {
					index.now.cache = newPostingCache(cacheSize)
				}
				_, err := index.Search(b.Context(), "budget équipe négociation contrat", access.Labels{access.Company}, Recency{}, testWeights())
				checked(b, err)
			}
		})
	}
}

// BenchmarkTopK says what it is worth not to score every document: of a million answers, of which
// one in 500, one in 50 and one in 5 hold one of three terms, it finds the 500 best, or keeps all.
//
// On two shared cores: 0.24 ms and 1,190 documents scored, against 47 ms and 218,212.
func BenchmarkTopK(b *testing.B) {
	const documents = 1_000_000
	random := rand.New(rand.NewPCG(31, 32))
	part := &segment{segmentData: &segmentData{ends: make([]uint32, documents)}}
	var terms []*termPostings
	var rarity []float64
	for _, one := range []int{500, 50, 5} {
		var all []posting
		for number := range documents {
			if random.IntN(one) == 0 {
				all = append(all, posting{number: uint32(number), fit: float32(testWeights().saturate(Answers, float64(1+random.IntN(4)), float64(20+random.IntN(200))))})
			}
		}
		found := segmentPostings{}
		found.classes[Answers] = newPostingList(part, all)
		terms = append(terms, &termPostings{segments: []segmentPostings{found}})
		rarity = append(rarity, idf(len(all), documents))
	}
	s := searcher{state: &state{segments: []*segment{part}}, open: []bool{true}, weights: testWeights()}
	for name, k := range map[string]int{"500 best": 500, "all": documents} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				top := s.newTopK(Answers, make([]text.QueryTerm, len(terms)), terms, rarity, k)
				checked(b, top.run(b.Context()))
				b.ReportMetric(float64(top.scored), "scored")
			}
		})
	}
}

// BenchmarkNodeIDs says what it is worth to keep the node ids of documents.
//
// For about 540 hits in a graph of 8,000 documents: 13 µs kept, 81 µs looked up; lookups grow with the graph.
func BenchmarkNodeIDs(b *testing.B) {
	index := randomIndex(b, 4000)
	result, err := index.Search(b.Context(), "budget équipe négociation contrat", access.Labels{access.Company}, Recency{}, testWeights())
	checked(b, err)
	replica, err := replica.Follow(b.Context(), index.store)
	checked(b, err)
	view := access.NewGate(replica, index.store).View(access.Colleague())
	for _, kept := range []string{"kept", "looked up"} {
		b.Run(kept, func(b *testing.B) {
			for b.Loop() {
				if kept == "looked up" {
					for _, part := range index.now.state.segments {
						part.nodeIDs.Store(nil)
					}
				}
				_, err := NodeIDs(b.Context(), view, result.Hits)
				checked(b, err)
			}
		})
	}
}
