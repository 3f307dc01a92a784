package eval

import (
	"math"
	"slices"
	"strings"

	"github.com/sachant/sachant/search/text"
)

// wordIndex is an inverted index of the questions that were answered, for the baselines. Documents come in the order
// of time.
type wordIndex struct {
	analyzer *text.Analyzer
	terms    map[string]int
	postings [][]posting // by term
	tokens   []float64   // by term, in all documents
	docs     []document
	total    float64 // tokens in all documents
}

type posting struct {
	doc   int
	count float64
}

type document struct {
	place  int // in [Log.Posts]
	length float64
}

// bag counts the words of a question: those of the title and the tags twice, those of the text once.
func (x *wordIndex) bag(p *Post) map[string]float64 {
	words := map[string]float64{}
	for _, term := range x.analyzer.Analyze(
		text.Weighted{Text: p.Title, Times: 2}, text.Weighted{Text: strings.Join(p.Tags, " "), Times: 2}, text.Weighted{Text: p.Text, Times: 1},
	).Terms {
		words[string(term.Text)] += float64(term.Count)
	}
	return words
}

func (x *wordIndex) add(place int, p *Post) {
	doc := document{place: place}
	for word, count := range x.bag(p) {
		term, known := x.terms[word]
		if !known {
			term = len(x.postings)
			x.terms[word] = term
			x.postings, x.tokens = append(x.postings, nil), append(x.tokens, 0)
		}
		x.postings[term] = append(x.postings[term], posting{len(x.docs), count})
		x.tokens[term] += count
		doc.length += count
	}
	x.docs, x.total = append(x.docs, doc), x.total+doc.length
}

// hit is a document found; its score is at most 1 for BM25.
type hit struct {
	document
	score float64
}

// The constants of BM25 (Robertson and Zaragoza, 2009) and of what is made of it: how many documents are found, and
// how fast a vote falls with the score.
const (
	k1, b, k3 = 1.2, 0.75, 2
	retrieved = 1000
	alpha     = 4
)

// bm25 returns the best documents, with votes exp(alpha·(score/best - 1)).
func (x *wordIndex) bm25(q *Post) []hit {
	n := float64(len(x.docs))
	scores := x.sum(q, func(term int, queried float64) func(posting) float64 {
		df := float64(len(x.postings[term]))
		weight := math.Log(1+(n-df+0.5)/(df+0.5)) * queried * (k3 + 1) / (queried + k3)
		return func(p posting) float64 {
			return weight * p.count * (k1 + 1) / (p.count + k1*(1-b+b*x.docs[p.doc].length*n/x.total))
		}
	})
	hits := x.best(scores, retrieved)
	for i := range hits {
		hits[len(hits)-1-i].score = math.Exp(alpha * (hits[len(hits)-1-i].score/hits[0].score - 1))
	}
	return hits
}

// sum adds up what each word of a question gives to each document.
func (x *wordIndex) sum(q *Post, weigh func(term int, queried float64) func(posting) float64) []float64 {
	scores := make([]float64, len(x.docs))
	words := x.bag(q)
	for _, word := range sortedKeys(words) {
		if term, known := x.terms[word]; known {
			of := weigh(term, words[word])
			for _, p := range x.postings[term] {
				scores[p.doc] += of(p)
			}
		}
	}
	return scores
}

func sortedKeys(words map[string]float64) []string {
	keys := make([]string, 0, len(words))
	for word := range words {
		keys = append(keys, word)
	}
	slices.Sort(keys)
	return keys
}

// best returns the k documents with the highest scores above 0; of equal ones the older.
func (x *wordIndex) best(scores []float64, k int) []hit {
	var hits []hit
	for doc, score := range scores {
		if score > 0 {
			hits = append(hits, hit{x.docs[doc], score})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return a.place - b.place
	})
	return hits[:min(k, len(hits))]
}
